import { randomBytes } from "node:crypto";
import type { ActionInput, RequestedReservation, ReserveInput } from "@agentlattice/contract";
import { decodeId, encodeId, type Submission, type Verdict } from "@agentlattice/core";
import { approvalDigest, assessRisk, termsHash } from "@agentlattice/core/approval";
import { askAtCap, type ReservationPlan } from "@agentlattice/core/policy";
import type { ApprovalRecord, ApprovedReserveIntent, CapReached, SubmitIntent } from "@agentlattice/core/settle";
import { sealPayload, sha256 } from "@agentlattice/db";
import { actingAs, delegationIdOf } from "../actions/acting.ts";
import { toDecisionPayload } from "../actions/decision-payload.ts";
import { denyWithoutApprover, requestedBy } from "../actions/judge.ts";
import { toFacts } from "../actions/to-facts.ts";
import { approvalIdOf, approvalNotFound, findApproval } from "../approvals/find-approval.ts";
import type { OrgConfig } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import type { Claim } from "../http/claim.ts";
import { approvalLink } from "../http/console-link.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { submissionOf } from "./plan-agent-reservation.ts";
import { readRequest } from "./read-entry-data.ts";

const SALT_BYTES = 32;

type AskDeps = Pick<Deps, "configs" | "database" | "env" | "newId" | "now" | "readApproval">;

/** A reservation that exceeds caps which people may extend. */
interface ReservationAsk {
  readonly deps: AskDeps;
  readonly principal: AgentPrincipal;
  readonly input: ReserveInput;
  readonly claim: Claim | null;
  readonly caps: readonly CapReached[];
  readonly plan: ReservationPlan;
  readonly config: OrgConfig;
}

type Asked =
  | { readonly type: "requested"; readonly result: RequestedReservation }
  | { readonly type: "replay"; readonly entry_id: string; readonly same_body: boolean }
  | { readonly type: "changed" };

/**
 * Asks people to extend the caps that a reservation exceeds. Returns `changed` when other caps are exceeded meanwhile, and null when nobody
 * may decide.
 */
export async function askForReservation({ deps, principal, input, claim, caps, plan, config }: ReservationAsk): Promise<Asked | null> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const entryId = deps.newId();
  const submission = recordedSubmission(input);
  const facts = toFacts(principal, submission, { zone: config.zone, zoneChanges: config.zoneChanges, now: deps.now() });
  const asked = askAtCap(baseVerdict(caps, plan, config), caps, config.bundle);
  const verdict = denyWithoutApprover(asked, facts, principal, { members: config.members, now: deps.now() });
  if (!verdict.approval) return null;
  const approvalPlan = { ...verdict.approval, reserves: true } as const;
  const salt = randomBytes(SALT_BYTES);
  const requester = requestedBy(principal);
  const run = input.run_id === undefined ? null : decodeId("run", input.run_id);
  const payload = toDecisionPayload(submission, verdict, undefined);
  const intent: SubmitIntent = {
    kind: "submit",
    entry_id: entryId,
    principal: actingAs(principal),
    action_type: submission.action_type,
    verdict: { ...verdict, approval: approvalPlan },
    claim,
    may_ask: true,
    ...(run === null ? {} : { run: { run_id: run, iteration_index: null } }),
    payloads: [sealPayload({ dataKey: keys.data, orgId, origin: config.origin, entryId, field: "decision" }, payload)],
    approval: {
      approval_id: deps.newId(),
      digest: digestOf(principal, input, salt),
      digest_salt: salt,
      risk: assessRisk(facts, approvalPlan),
      requested_by: requester,
      terms: termsHash(sha256, salt, { plan: approvalPlan, requested_by: requester }),
    },
  };
  try {
    const committed = await deps.database.ledger.commit({
      orgId,
      configVersion: Math.min(config.version, principal.configVersion),
      intent,
      refresh: (version) => {
        deps.configs.recordVersion(orgId, version);
        return Promise.reject(new OutdatedAsk());
      },
    });
    const { outcome } = committed;
    if (outcome.type === "replay") return outcome;
    if (outcome.type !== "recorded" || !outcome.approval) return { type: "changed" };
    const receipt = committed.receipt();
    const result = describeRequest(outcome.approval, verdict, entryId, deps.env.AL_CONSOLE_URL);
    return { type: "requested", result: { ...result, ...(receipt ? { receipt } : {}) } };
  } catch (error) {
    if (error instanceof OutdatedAsk) return { type: "changed" };
    throw error;
  }
}

/** The configuration changed since the caps were found. */
class OutdatedAsk extends Error {}

/**
 * Binds an approval to the reservation for which it is used.
 * @throws AppError NOT_FOUND for an approval of another agent
 */
export async function bindApproval(
  deps: Pick<Deps, "readApproval">,
  principal: AgentPrincipal,
  wireId: string,
  input: ReserveInput,
): Promise<Pick<ApprovedReserveIntent, "approval_id" | "digest">> {
  const approval_id = approvalIdOf(wireId);
  const { digestSalt } = await findApproval(deps, principal, approval_id);
  if (!digestSalt) throw approvalNotFound();
  return { approval_id, digest: digestOf(principal, input, digestSalt) };
}

/** Reads the answer to a request for a reservation; null when the entry is none. */
export async function readRequested(
  deps: Pick<Deps, "database" | "env" | "readApproval">,
  principal: AgentPrincipal,
  entryId: string,
): Promise<RequestedReservation | null> {
  const wireId = await readRequest(deps, principal, entryId);
  if (wireId === null) return null;
  const { record, message } = await findApproval(deps, principal, approvalIdOf(wireId));
  const [asked] = record.plan.asked_by;
  return describeRequest(record, { message: message ?? "", policy_name: asked?.policy }, entryId, deps.env.AL_CONSOLE_URL);
}

function describeRequest(
  { approval_id, expires_at }: ApprovalRecord,
  { message, policy_name }: Pick<Verdict, "message"> & { readonly policy_name?: string | undefined },
  entryId: string,
  consoleUrl: string,
): RequestedReservation {
  return {
    status: "requested",
    approval_id: encodeId("apr", approval_id),
    approval_url: approvalLink(consoleUrl, approval_id),
    timeout_at: new Date(expires_at).toISOString(),
    message,
    ...(policy_name === undefined ? {} : { policy_name }),
    audit_event_id: encodeId("evt", entryId),
  };
}

/** Returns the reservation in the form that reviewers see: a submission with its amounts. */
function recordedSubmission(input: ReserveInput): ActionInput {
  const { usd, tokens, calls, seconds } = input;
  const amounts = Object.entries({ usd, tokens, calls, seconds }).filter(([, amount]) => amount !== undefined);
  return { ...submissionOf(input), metadata: Object.fromEntries(amounts) as NonNullable<ActionInput["metadata"]> };
}

function digestOf(principal: AgentPrincipal, input: ReserveInput, salt: Uint8Array): string {
  const ancestors = principal.delegation?.ancestors ?? [];
  return approvalDigest(sha256, salt, {
    org: encodeId("org", principal.scope.orgId),
    environment: principal.environment,
    agent: encodeId("agt", principal.agentId),
    chain: [...ancestors.map(({ id }) => id), principal.agentId].map((id) => encodeId("agt", id)),
    delegation: delegationIdOf(principal),
    submission: recordedSubmission(input) as Submission,
    obligations: [],
  });
}

/** Returns the verdict of a reservation that every policy allows, from which the request follows. */
function baseVerdict(caps: readonly CapReached[], { plan }: ReservationPlan, { bundle }: OrgConfig): Verdict {
  const asking = new Set(caps.map(({ extension }) => extension.policy));
  return {
    action: "ALLOW",
    status: "executed",
    message: "",
    conditions_evaluated: [],
    policies: bundle.budgeted.flatMap(({ id, verdicts }) => (asking.has(id) ? [verdicts.enforce.approve] : [])),
    shadow: [],
    obligations: [],
    findings: [],
    reason_codes: [],
    event_types: [],
    risk_score: 0,
    settle: plan,
  };
}
