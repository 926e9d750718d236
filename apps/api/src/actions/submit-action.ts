import { randomBytes } from "node:crypto";
import type { ActionInput, ActionResult } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { approvalDigest, assessRisk, termsHash } from "@agentlattice/core/approval";
import { type GrantTerms, withEditPromise } from "@agentlattice/core/policy";
import { type CapReached, deniesStoppedAgent, type SubmitIntent } from "@agentlattice/core/settle";
import { type OrgKeys, sealPayload, sha256 } from "@agentlattice/db";
import { indexedText } from "../decisions/indexed-text.ts";
import type { Deps } from "../deps.ts";
import type { CoveredAction } from "../grants/find-grant.ts";
import { judgeWithGrants } from "../grants/judge-with-grants.ts";
import { haltLoopingAgent } from "../halts/halt-looping-agent.ts";
import { AppError } from "../http/app-error.ts";
import { assertSameBody, type Claim, claimFor } from "../http/claim.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { rowTampered } from "../http/row-tampered.ts";
import { type SignedSubmission, type VerifiedStatement, verifyStatement } from "../identity/verify-statement.ts";
import { actingAs, asStopped, delegationIdOf } from "./acting.ts";
import { PLACEHOLDERS, toDecisionPayload } from "./decision-payload.ts";
import { digestInputOf } from "./digest-input.ts";
import { askToExtend, type Judgement, judge, requestedBy } from "./judge.ts";
import { readAction, readActionAt } from "./read-action.ts";
import { referencesOf } from "./references-of.ts";
import { recordedResult } from "./to-action-result.ts";

const HEADER = "X-AL-Event-ID";
const SALT_BYTES = 32;
/** Maximum number of times that a submission is evaluated again because a commit found other caps exceeded. After that, the cap denies. */
const MAX_CAP_ROUNDS = 5;

export interface SubmitInput {
  readonly principal: AgentPrincipal;
  readonly submission: ActionInput;
  /** The caller's idempotency id. */
  readonly eventId: string | undefined;
  /** The signed statement of the request. Absent only for submissions that do not come over HTTP. */
  readonly statement?: SignedSubmission;
  /** True when the response includes a receipt. */
  readonly receipt: boolean;
  /** Trace id of the caller, if any. */
  readonly traceId?: string | undefined;
  /** The channel through which the request arrived; `sdk` by default. */
  readonly channel?: "sdk" | "gateway";
  readonly deps: Pick<
    Deps,
    | "bus"
    | "configs"
    | "database"
    | "env"
    | "inspector"
    | "knownClaims"
    | "knownRuns"
    | "log"
    | "newId"
    | "now"
    | "readApproval"
    | "stopping"
    | "waiters"
  >;
}

export interface Submitted {
  readonly result: ActionResult;
  readonly replayed: boolean;
}

/** Submits an action: evaluates it, settles and records it in the ledger commit, and returns the result with a receipt. */
export async function submitAction(input: SubmitInput): Promise<Submitted> {
  const { deps, principal, submission, traceId, channel } = input;
  const orgId = principal.scope.orgId;
  const keys = await deps.database.keysOf(orgId);
  const entryId = deps.newId();
  const claimScope = { principal: principal.agentId, route: "submitAction" };
  const claim = input.eventId === undefined ? null : claimFor(keys, HEADER, input.eventId, claimScope, submission);
  const repeated = claim && (await replayKnownClaim(input, claim));
  if (repeated) return repeated;
  // The caps that the commit found exceeded and that people may extend.
  let caps: readonly CapReached[] = [];
  let roundsLeft = MAX_CAP_ROUNDS;
  // Ids of grants that a commit found unusable. The next evaluation skips them.
  const unusableGrants = new Set<string>();
  // The terms of the grant that the last evaluation uses.
  let grantTerms: GrantTerms | null = null;
  // The configuration version of the last evaluation, which is that of the commit.
  let evaluatedAt = 0;
  const prepare = async (requester: AgentPrincipal) => {
    const config = await deps.configs.get(orgId);
    const statement = input.statement ? await verifyStatement(deps, config, requester, input.statement) : null;
    const { judgement, covered } = await judgeWithGrants({ deps, principal: requester, submission, unusableGrants });
    if (covered) unusableGrants.add(covered.use.grant_id);
    const asked = caps.length > 0 ? askToExtend(deps, requester, judgement, caps) : judgement;
    const usable = caps.length > 0 ? null : covered;
    grantTerms = usable?.terms ?? null;
    const text = config.indexesText ? await indexedText(deps, requester, submission, usable?.verdict ?? asked.verdict) : null;
    evaluatedAt = Math.min(config.version, judgement.version);
    return {
      intent: {
        ...toIntent(
          deps,
          requester,
          asked,
          usable,
          { submission, traceId, eventId: input.eventId, statement, channel, text },
          keys,
          entryId,
          claim,
        ),
        ...(roundsLeft > 0 ? { may_ask: true as const } : {}),
      },
      configVersion: evaluatedAt,
    };
  };

  const commit = async (as: (requester: AgentPrincipal) => AgentPrincipal) =>
    deps.database.ledger.commit({
      orgId,
      ...(await prepare(as(principal))),
      refresh: async (version) => {
        deps.configs.recordVersion(orgId, version);
        return prepare(as(await principal.refresh()));
      },
    });

  let committed = await commit((requester) => requester);
  for (;;) {
    const { outcome } = committed;
    if (outcome.type === "cap_reached") {
      roundsLeft -= 1;
      caps = roundsLeft > 0 ? outcome.caps : [];
      unusableGrants.clear();
    } else if (outcome.type !== "refused" || outcome.code !== "GRANT_UNUSABLE") break;
    committed = await commit((requester) => requester);
  }
  if (committed.outcome.type === "refused" && committed.outcome.code === "STATEMENT_REPLAYED")
    throw new AppError("STATEMENT_REPLAYED", {
      detail: "Sign the submission with a new nonce and with a sequence number above the last one.",
      details: { last_sequence: committed.outcome.last_sequence ?? 0 },
    });
  if (committed.outcome.type === "refused" && committed.outcome.code === "APPROVAL_TAMPERED") throw rowTampered("counter");
  // The delegation ended after authentication. The action is evaluated again and recorded as denied.
  if (committed.outcome.type === "refused") committed = await commit(asStopped);
  const { outcome } = committed;
  if (outcome.type === "refused")
    throw new AppError("DELEGATION_INVALID", {
      detail: "This delegation has ended, so its earlier responses are not repeated. Use another credential.",
    });
  if (outcome.type === "replay") {
    assertSameBody(outcome.same_body, HEADER);
    if (claim) deps.knownClaims.add(claim, outcome.entry_id, null);
    return { result: await readAction(deps, principal, outcome.entry_id, input.receipt), replayed: true };
  }
  if (outcome.type !== "recorded" || !committed.entry) throw new Error(`The submission was settled as ${outcome.type}.`);
  const { settled, policy_name: policyName = "" } = outcome.verdict;
  if (settled?.halts) await haltLoopingAgent(deps, { principal, failure: settled, policyName });
  const receipt = input.receipt ? committed.receipt() : null;
  if (claim && !principal.delegation && !deniesStoppedAgent(outcome.verdict))
    deps.knownClaims.add(claim, entryId, receipt && { version: evaluatedAt, receipt });
  const result = recordedResult({
    entryId,
    actionType: submission.action_type,
    environment: principal.environment,
    delegationId: delegationIdOf(principal),
    submission,
    traceId,
    consoleUrl: deps.env.AL_CONSOLE_URL,
    ...outcome,
    grantTerms,
    at: committed.entry.at,
    receipt,
  });
  return { result, replayed: false };
}

/**
 * Returns the recorded result of a repeated submission without a ledger commit, or null when the commit has to decide: the claim is unknown to
 * this process or has another body, or the agent is stopped, delegated or signs its submissions.
 * INVARIANT: the result is returned only while the configuration with which the agent was found not to be stopped is in force.
 */
async function replayKnownClaim(input: SubmitInput, claim: Claim): Promise<Submitted | null> {
  const { deps, principal, submission, statement } = input;
  const known = deps.knownClaims.find(claim);
  if (!known?.sameBody || principal.delegation || statement?.jws !== undefined) return null;
  const config = await deps.configs.get(principal.scope.orgId);
  if (statement) await verifyStatement(deps, config, principal, statement);
  const { verdict, version } = await judge(deps, principal, submission);
  if (deniesStoppedAgent(verdict)) return null;
  const result = await readActionAt({ version, issued: known.issued }, deps, principal, known.entryId, input.receipt);
  if (result === null) return null;
  if (result.receipt) deps.knownClaims.add(claim, known.entryId, { version, receipt: result.receipt });
  return { result, replayed: true };
}

function runOf({ run_id, iteration_index }: ActionInput): Pick<SubmitIntent, "run"> {
  const id = run_id === undefined ? null : decodeId("run", run_id);
  return id === null ? {} : { run: { run_id: id, iteration_index: iteration_index ?? null } };
}

/** Returns the number of records that a submission says it accesses. */
function recordsOf({ data_accessed = [] }: ActionInput): number {
  const total = data_accessed.reduce((sum, { count = 0 }) => sum + count, 0);
  return Math.min(total, Number.MAX_SAFE_INTEGER);
}

function weightOf({ importance, retention }: ActionInput): Pick<SubmitIntent, "importance" | "retention"> {
  return { ...(importance === undefined ? {} : { importance }), ...(retention === undefined ? {} : { retention }) };
}

function toIntent(
  deps: Pick<Deps, "newId">,
  principal: AgentPrincipal,
  judgement: Judgement,
  covered: CoveredAction | null,
  {
    submission,
    traceId,
    eventId,
    statement,
    channel = "sdk",
    text,
  }: Pick<SubmitInput, "submission" | "traceId" | "eventId"> & {
    readonly statement: VerifiedStatement | null;
    readonly channel: SubmitInput["channel"] | undefined;
    /** The text that the word index stores for the decision. */
    readonly text: string | null;
  },
  keys: OrgKeys,
  entryId: string,
  claim: Claim | null,
): SubmitIntent {
  const orgId = principal.scope.orgId;
  const { facts, config } = judgement;
  const { placeholders, ...judged } = covered?.verdict ?? judgement.verdict;
  const verdict = withEditPromise(judged, submission.supports);
  const sealContext = { dataKey: keys.data, orgId, origin: config.origin, entryId, field: "decision" };
  const requester = requestedBy(principal);
  const salt = verdict.approval ? randomBytes(SALT_BYTES) : null;
  return {
    kind: "submit",
    entry_id: entryId,
    principal: actingAs(principal),
    action_type: submission.action_type,
    verdict,
    claim,
    ...(covered ? { grant: covered.use } : {}),
    ...runOf(submission),
    ...(statement ? { statement: { key_id: statement.key_id, sequence: statement.sequence, nonce: statement.nonce } } : {}),
    records: recordsOf(submission),
    ...weightOf(submission),
    references: referencesOf(keys, submission, eventId, judgement.runSession),
    channel,
    ...(text === null ? {} : { text }),
    payloads: [
      sealPayload(sealContext, toDecisionPayload(submission, verdict, traceId)),
      ...(placeholders ? [sealPayload({ ...sealContext, field: PLACEHOLDERS }, Object.fromEntries(placeholders))] : []),
      ...(statement ? [sealPayload({ ...sealContext, field: "statement" }, statement.jws)] : []),
    ],
    approval:
      verdict.approval && salt
        ? {
            approval_id: deps.newId(),
            digest: approvalDigest(sha256, salt, digestInputOf(principal, submission, judgement)),
            digest_salt: salt,
            risk: assessRisk(facts, verdict.approval),
            requested_by: requester,
            terms: termsHash(sha256, salt, { plan: verdict.approval, requested_by: requester }),
          }
        : null,
  };
}
