import type { Approval, DecisionInput } from "@agentlattice/contract";
import type { Json } from "@agentlattice/core";
import { sealPayload } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { authorize } from "../http/authorize.ts";
import { assertSameBody, claimFor } from "../http/claim.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { announceApproval } from "./announce.ts";
import { findApproval } from "./find-approval.ts";
import { loadApprovals } from "./load-approvals.ts";
import { refusalError } from "./refuse-approval.ts";
import { toApproval } from "./to-approval.ts";

export interface DecideInput {
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly decision: DecisionInput;
  /** The caller's Idempotency-Key. */
  readonly idempotencyKey?: string | undefined;
  readonly deps: Deps;
}

const HEADER = "Idempotency-Key";

export interface Decided {
  readonly approval: Approval;
  /** True when an earlier call with this Idempotency-Key decided and this returns its response. */
  readonly replayed: boolean;
}

/**
 * Approves or denies as a signed-in person. The first decision wins; a later one fails and names the first decider.
 * INVARIANT: eligibility, digest, state and session are checked inside the ledger commit.
 */
export async function decideApproval({ principal, approvalId, decision, idempotencyKey, deps }: DecideInput): Promise<Decided> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const entryId = deps.newId();
  const reason = decision.reason?.trim() || null;
  const caller = { principal: `person/${principal.userId}`, route: "decideApproval" };
  const claim =
    idempotencyKey === undefined ? null : claimFor(keys, HEADER, idempotencyKey, caller, { approval: approvalId, body: decision as Json });
  const prepare = async (who: PersonPrincipal) => {
    const config = await deps.configs.get(orgId);
    const place = { dataKey: keys.data, orgId, origin: config.origin, entryId, field: "reason" };
    return {
      configVersion: Math.min(config.version, who.configVersion),
      session: who.unconfirmed ? who.sessionId : undefined,
      intent: {
        kind: "decide" as const,
        entry_id: entryId,
        approval_id: approvalId,
        decision: decision.decision,
        digest: decision.digest ?? null,
        has_reason: reason !== null,
        claim,
        person: { id: who.userId, email: who.email, role: who.role },
        payloads: reason ? [sealPayload(place, reason)] : [],
      },
    };
  };
  // Read concurrently with the commit, because these details are only displayed.
  const reading = loadApprovals(deps, principal.scope, { approvalId, limit: 1 });
  // Awaited below. Prevents an unhandled rejection when the commit fails first.
  reading.catch(() => {});
  const committed = await deps.database.ledger.commit({
    orgId,
    ...(await prepare(principal)),
    prepareAgain: async (version) => {
      deps.configs.noteVersion(orgId, version);
      const who = await principal.refresh();
      authorize(who, "approvals:decide");
      return prepare(who);
    },
  });

  const { outcome } = committed;
  const config = await deps.configs.get(orgId);
  if (outcome.type === "refused") throw refusalError(outcome.code, outcome.approval, config, deps.env.AL_CONSOLE_URL);
  if (outcome.type === "replay") {
    assertSameBody(outcome.same_body, HEADER);
    return { approval: await readDecided(deps, principal, approvalId), replayed: true };
  }
  if (outcome.type !== "approval") throw new Error(`The decision was settled as ${outcome.type}.`);
  const vote = { user_id: principal.userId, decision: decision.decision, at: outcome.approval.decided_at ?? deps.now(), reason };
  const [before] = await reading;
  const view = toApproval(outcome.approval, {
    config,
    consoleUrl: deps.env.AL_CONSOLE_URL,
    votes: [vote],
    chain: before?.chain ?? null,
    target: before?.view.target ?? null,
    summary: before?.view.summary ?? null,
    now: deps.now(),
  });
  announceApproval(deps, orgId, approvalId, view);
  // Waiting agents are answered in this event loop turn, the person who decided in the next.
  await new Promise((resume) => setImmediate(resume));
  return { approval: view, replayed: false };
}

/** Returns the approval in its state after the decision, even if it has changed since. */
async function readDecided(deps: Deps, principal: PersonPrincipal, approvalId: string): Promise<Approval> {
  const { record, view } = await findApproval(deps, principal, approvalId);
  const { executed_event_id: _, refusal: __, ...decided } = view;
  return { ...decided, status: record.lapses_at === null ? "denied" : "approved" };
}
