import { type Approval, type CostAmounts, type DecisionInput, VISIBLE_CHARACTER } from "@agentlattice/contract";
import { type CapAmounts, countersOf, type DecideIntent, type EnteredProof } from "@agentlattice/core/settle";
import { type Committed, sealPayload } from "@agentlattice/db";
import type { Client } from "../auth/describe-client.ts";
import { proveIdentity } from "../auth/prove-identity.ts";
import { fromWireAmounts } from "../budgets/wire-amounts.ts";
import type { OrgConfig } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import { type PreparedGrant, prepareGrant } from "../grants/prepare-grant.ts";
import { authorise } from "../http/authorise.ts";
import { assertSameBody, type Claim, claimFor } from "../http/claim.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { announceApproval } from "./announce.ts";
import { prepareAssessment } from "./assess-request.ts";
import { type PreparedEdit, prepareEdit } from "./edit-approval.ts";
import { findApproval } from "./find-approval.ts";
import type { LoadedApproval } from "./loaded-approval.ts";
import { findRecorded, type ProvenEvidence, proveEvidence } from "./prove-evidence.ts";
import { reviewerRefusal } from "./refuse-approval.ts";
import { toApproval } from "./to-approval.ts";

export interface DecideInput {
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly decision: DecisionInput;
  /** Present when the person releases the request alone. */
  readonly emergency?: NonNullable<DecideIntent["emergency"]>;
  /** The caller's Idempotency-Key. */
  readonly idempotencyKey?: string | undefined;
  /** The person's device; null for an import, which proves no identity. */
  readonly client: Client | null;
  readonly deps: Deps;
}

const HEADER = "Idempotency-Key";

export interface Decided {
  readonly approval: Approval;
  /** True when an earlier call with this Idempotency-Key decided and this returns its response. */
  readonly replayed: boolean;
}

/**
 * Approves or denies as a signed-in person. A vote that does not complete the request leaves it pending. After the decision, a later one
 * fails and names the decider.
 * INVARIANT: eligibility, digest, state and session are checked inside the ledger commit. An approval needs stored arguments that are intact.
 */
export async function decideApproval(input: DecideInput): Promise<Decided> {
  const { principal, approvalId, decision, deps } = input;
  const { orgId } = principal.scope;
  // Read while the proofs are checked. The answer shows these details.
  const reading = deps.readApproval(principal.scope, approvalId);
  // Awaited below. Prevents an unhandled rejection when a check fails first.
  reading.catch(() => {});
  const claim = await claimOf(input);
  const evidence = await proveEvidence({ ...input, claim });
  const edit = decision.edits ? await prepareEdit({ deps, principal, approvalId, edits: decision.edits }) : null;
  const grant = decision.grant ? prepareGrant(deps, decision.grant, await findApproval(deps, principal, approvalId)) : null;
  const extend = decision.extend ? await prepareExtension(input, decision.extend) : null;
  // Comes last, because a one-time code is used up by it.
  const stepUp = await proveStepUp(input, claim);
  // A denial needs no arguments, so its commit does not wait for them.
  const isTampered = decision.decision === "approve" && (await reading)?.submission === null;
  const proofs = { claim, stepUp: evidence ? ("passkey" as const) : stepUp, evidence, isTampered };
  const before = await reading;
  const isPlainApproval = decision.decision === "approve" && edit === null;
  const assessment = isPlainApproval && before ? await prepareAssessment(deps, principal.scope, before) : null;
  const prepare = await prepareDecision(input, proofs, { edit, grant, extend, assessment });
  const committed = await deps.database.ledger.commit({
    orgId,
    ...(await prepare(principal)),
    refresh: async (version) => {
      deps.configs.recordVersion(orgId, version);
      const caller = await principal.refresh();
      authorise(caller, "approvals:decide");
      return prepare(caller);
    },
  });
  const config = await deps.configs.get(orgId);
  const { outcome } = committed;
  // A commit from cached state does not read the claims of pending requests.
  const replay = outcome.type === "refused" ? await findRecorded(deps, principal, claim) : outcome.type === "replay" ? outcome : null;
  if (replay) {
    assertSameBody(replay.same_body, HEADER);
    return { approval: await readDecided(deps, principal, approvalId), replayed: true };
  }
  // The refusal ended the request, or changed who must agree to it.
  if (outcome.type === "refused" && committed.entry) announceApproval(deps, orgId, approvalId, null);
  if (outcome.type === "refused") throw reviewerRefusal(outcome, config, deps.env.AL_CONSOLE_URL);
  const view = edit ? (await findApproval(deps, principal, approvalId)).view : viewAfter(input, committed, before, config);
  announceApproval(deps, orgId, approvalId, view.status === "pending" ? null : { ...view, comments: [] });
  // Waiting agents are answered in this event loop turn, the person who decided in the next.
  await new Promise((resume) => setImmediate(resume));
  return { approval: view, replayed: false };
}

/** Returns the claim of the caller's Idempotency-Key, or null without one. @throws AppError INVALID_HEADER */
async function claimOf({ principal, approvalId, decision, idempotencyKey, deps }: DecideInput): Promise<Claim | null> {
  if (idempotencyKey === undefined) return null;
  const { password: _, one_time_code: __, ...body } = decision;
  const caller = { principal: `person/${principal.userId}`, route: "decideApproval" };
  const keys = await deps.database.keysOf(principal.scope.orgId);
  return claimFor(keys, HEADER, idempotencyKey, caller, { approval: approvalId, body });
}

/** Returns the reason, or null when it has no visible character. */
function reasonOf({ reason }: Pick<DecisionInput, "reason">): string | null {
  return reason !== undefined && VISIBLE_CHARACTER.test(reason) ? reason.trim() : null;
}

/**
 * Checks the proof of identity. A retry of a recorded decision needs none, because its one-time code is already used and the commit returns
 * the first answer.
 */
async function proveStepUp({ principal, decision, client, deps }: DecideInput, claim: Claim | null): Promise<EnteredProof | undefined> {
  if (decision.one_time_code !== undefined && (await findRecorded(deps, principal, claim))) return undefined;
  const request = claim ? Buffer.from(claim.claim, "hex") : undefined;
  return proveIdentity({ principal, given: decision, client, request, deps });
}

/** The proofs that came with a decision, the claim of its Idempotency-Key, and whether the arguments that it covers are missing or changed. */
interface Proofs {
  readonly isTampered: boolean;
  readonly claim: Claim | null;
  readonly stepUp: DecideIntent["step_up"];
  readonly evidence: ProvenEvidence | null;
}

/** Changes of a decision besides the approval itself. */
interface PreparedParts {
  readonly edit: PreparedEdit | null;
  readonly grant: PreparedGrant | null;
  readonly extend: CapAmounts | null;
  readonly assessment: Awaited<ReturnType<typeof prepareAssessment>>;
}

async function prepareExtension({ deps, principal, approvalId }: DecideInput, amounts: CostAmounts): Promise<CapAmounts> {
  const { record } = await findApproval(deps, principal, approvalId);
  return { amounts: fromWireAmounts(amounts), keys: countersOf(record.plan) };
}

async function prepareDecision(
  { principal, approvalId, decision, emergency, deps }: DecideInput,
  { claim, stepUp, evidence, isTampered }: Proofs,
  { edit, grant, extend, assessment }: PreparedParts,
) {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const entryId = deps.newId();
  const reason = reasonOf(decision);
  return async (caller: PersonPrincipal) => {
    const config = await deps.configs.get(orgId);
    const edited = edit && (await edit.evaluate());
    const found = assessment && (await assessment());
    const sealContext = { dataKey: keys.data, orgId, origin: config.origin, entryId };
    const version = Math.min(config.version, caller.configVersion, edited?.version ?? found?.version ?? config.version);
    const intent: DecideIntent = {
      kind: "decide",
      entry_id: entryId,
      approval_id: approvalId,
      decision: decision.decision,
      digest: decision.digest ?? null,
      ...(isTampered ? { is_tampered: true } : {}),
      has_reason: reason !== null,
      claim,
      person: config.members.find(({ id }) => id === caller.userId) ?? { id: caller.userId, email: caller.email, role: caller.role },
      people: config.members,
      ...(stepUp ? { step_up: stepUp } : {}),
      ...(evidence ? { evidence: evidence.proof } : {}),
      ...(edited ? { edit: { digest: edited.digest, verdict: edited.verdict } } : {}),
      ...(found ? { assessed: found.assessed } : {}),
      ...(emergency ? { emergency } : {}),
      ...(grant ? { grant: grant.offer } : {}),
      ...(extend ? { extend } : {}),
      payloads: [
        ...(reason ? [sealPayload({ ...sealContext, field: "reason" }, reason)] : []),
        ...(edited ? [sealPayload({ ...sealContext, field: "decision" }, edited.payload)] : []),
        ...(grant ? [sealPayload({ ...sealContext, field: "grant" }, grant.payload)] : []),
        ...(evidence ? [sealPayload({ ...sealContext, field: "assertion" }, evidence.assertion)] : []),
      ],
    };
    return { configVersion: version, session: caller.unconfirmed ? caller.sessionId : undefined, intent };
  };
}

/** Returns the approval after the commit, without reading it again. */
function viewAfter(
  { principal, decision, deps }: DecideInput,
  { outcome, entry }: Committed,
  before: LoadedApproval | null,
  config: OrgConfig,
): Approval {
  if (outcome.type !== "approval") throw new Error(`The decision was settled as ${outcome.type}.`);
  const vote = {
    user_id: principal.userId,
    right_id: outcome.right ?? null,
    decision: decision.decision,
    at: entry?.at ?? deps.now(),
    entry_id: entry?.id ?? "",
    reason: reasonOf(decision),
  };
  const earlier = (before?.votes ?? []).filter(({ entry_id }) => entry_id !== vote.entry_id);
  return toApproval(outcome.approval, {
    config,
    consoleUrl: deps.env.AL_CONSOLE_URL,
    votes: [...earlier, vote],
    notes: before?.notes ?? [],
    effective: before?.view.effective ?? {},
    chain: before?.chain ?? null,
    target: before?.view.target ?? null,
    summary: before?.view.summary ?? null,
    amount: before?.view.amount ?? null,
    counters: before?.counters ?? new Map(),
    now: deps.now(),
  });
}

/** Returns the approval in its state after the decision, even if it has changed since. */
async function readDecided(deps: Deps, principal: PersonPrincipal, approvalId: string): Promise<Approval> {
  const { record, view } = await findApproval(deps, principal, approvalId);
  if (record.decided_at === null) return view;
  const { executed_event_id: _, refusal: __, ...decided } = view;
  return { ...decided, status: record.lapses_at === null ? "denied" : "approved" };
}
