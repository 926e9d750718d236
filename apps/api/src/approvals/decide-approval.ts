import type { Approval, DecisionInput } from "@agentlattice/contract";
import { sealPayload } from "@agentlattice/db";
import type { OrgConfig } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import { authorize } from "../http/authorize.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { announceApproval } from "./announce.ts";
import { loadApprovals } from "./load-approvals.ts";
import { refusalError } from "./refuse-approval.ts";
import { toApproval } from "./to-approval.ts";

export interface DecideInput {
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly decision: DecisionInput;
  readonly deps: Deps;
}

/**
 * A signed-in person approves or denies. The first decision wins; whoever comes later is told who won and when.
 * INVARIANT: eligibility, digest, state and the session are checked inside the ledger commit, as they are at that moment.
 */
export async function decideApproval({ principal, approvalId, decision, deps }: DecideInput): Promise<Approval> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const entryId = deps.newId();
  const reason = decision.reason?.trim() || null;
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
        person: { id: who.userId, email: who.email, role: who.role },
        owned_agents: ownedBy(config, who.userId),
        payloads: reason ? [sealPayload(place, reason)] : [],
      },
    };
  };
  // Read beside the commit: what is shown around an approval is not part of what the commit settles.
  const reading = loadApprovals(deps, principal.scope, { approvalId, limit: 1 });
  // Awaited below; a commit that fails first must not leave a rejection behind.
  reading.catch(() => {});
  const committed = await deps.database.ledger.commit({
    orgId,
    ...(await prepare(principal)),
    prepareAgain: async (version) => {
      deps.configs.noteVersion(orgId, version);
      const who = await principal.again();
      authorize(who, "approvals:decide");
      return prepare(who);
    },
  });

  const { outcome } = committed;
  const config = await deps.configs.get(orgId);
  if (outcome.type === "refused") throw refusalError(outcome.code, outcome.approval, config, deps.env.AL_CONSOLE_URL);
  if (outcome.type !== "approval") throw new Error(`a decision was settled as ${outcome.type}`);
  const vote = { user_id: principal.userId, decision: decision.decision, at: outcome.approval.decided_at ?? deps.now(), reason };
  const [before] = await reading;
  const view = toApproval(outcome.approval, {
    config,
    consoleUrl: deps.env.AL_CONSOLE_URL,
    votes: [vote],
    line: before?.line ?? null,
    target: before?.view.target ?? null,
    summary: before?.view.summary ?? null,
    now: deps.now(),
  });
  announceApproval(deps, orgId, approvalId, view);
  // Whoever waited is answered in this turn, the person who decided in the next.
  await new Promise((resume) => setImmediate(resume));
  return view;
}

/** UUIDs of the agents a person owns. Which of them asked is known only under the lock. */
function ownedBy(config: OrgConfig, userId: string): string[] {
  return [...config.agents].flatMap(([agentId, agent]) => (agent.ownerId === userId ? [agentId] : []));
}
