import type { Electorate } from "../approval/eligibility.ts";
import type { ApprovalProgress } from "../approval/progress.ts";
import { checkRequirement, coversRequirement, isSameRequirement, type RequirementCheck } from "../approval/requirement.ts";
import { moveApproval } from "../approval/state.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import { encodeId } from "../ids/type-id.ts";
import type { Json } from "../model/json.ts";
import type { Verdict } from "../model/verdict.ts";
import { isContradicted } from "./anomaly.ts";
import { approvalEntry } from "./approval-entry.ts";
import { withinDelegation } from "./delegation.ts";
import { policyRef } from "./entry-data.ts";
import type { Assessed, ReassessIntent } from "./intents.ts";
import { type ApprovalRecord, type Settled, type SettledEntry, termsOf, type Uuid, type View } from "./types.ts";

const SECOND = 1000;

/** What the current policies say about a request and the votes given to it. */
export type Assessment =
  | { readonly outcome: "continues" }
  /** A person halted the agent. The request continues after the halt. */
  | { readonly outcome: "halted" }
  | { readonly outcome: "denied"; readonly reason: DenialReason }
  /** `satisfied` needs no further vote. `data` are the members of the entry that records the new requirement. */
  | { readonly outcome: "satisfied" | "asks_more"; readonly approval: ApprovalRecord; readonly data: Readonly<Record<string, Json>> };

/**
 * Compares a request with the requirement of the current policies: who must still agree to what. Versions and names of policies do not count.
 * INVARIANT: what the policies deny now is denied, and an approval counts only when its votes satisfy everything that is asked now.
 */
export function assess(approval: ApprovalRecord, { verdict, asked }: Assessed, electorate: Electorate): Assessment {
  if (verdict.status === "denied") {
    const reason = verdict.denial_reason ?? "POLICY_DENIED";
    return reason === "AGENT_HALTED" ? { outcome: "halted" } : { outcome: "denied", reason };
  }
  const isPending = approval.status === "pending";
  // One person released it alone, which replaces every vote.
  if (!isPending && approval.progress.emergency) return { outcome: "continues" };
  if (verdict.status === "executed")
    return isPending && !approval.plan.extension ? { outcome: "satisfied", approval, data: {} } : { outcome: "continues" };
  const plan = verdict.approval;
  if (!plan) return { outcome: "denied", reason: "CONDITIONS_DENIED" };
  const isAsked = isPending ? isSameRequirement(approval.plan, plan) : coversRequirement(approval.plan, plan);
  if (isAsked || coversExtension(approval, plan)) return { outcome: "continues" };
  // A request for budgets is bound to the caps that it names, so it is submitted again. Without the terms, a new requirement cannot be recorded.
  if (approval.plan.extension || !asked) return { outcome: "denied", reason: "CONDITIONS_DENIED" };
  const { votes, decided } = approval.progress;
  const given = { terms: termsOf(approval), votes: decided ? [...votes, decided] : votes };
  const check = checkRequirement(given, { plan, requested_by: approval.requested_by, risk: asked.risk.level }, electorate);
  if (check.outcome === "undecidable") return { outcome: "denied", reason: "NO_ELIGIBLE_APPROVER" };
  if (check.outcome === "satisfied" && !isPending) return { outcome: "continues" };
  return { outcome: check.outcome, ...withRequirement(approval, plan, check, { verdict, asked }) };
}

function coversExtension({ plan: asked }: ApprovalRecord, plan: ApprovalRecord["plan"]): boolean {
  return asked.extension !== undefined && coversRequirement(asked, plan);
}

/** Replaces the requirement of a request. Votes that no longer count are dropped, and a grant must be named again. */
function withRequirement(
  approval: ApprovalRecord,
  plan: ApprovalRecord["plan"],
  { progress: { stage, stage_since, votes } }: Exclude<RequirementCheck, { outcome: "undecidable" }>,
  { verdict, asked }: { readonly verdict: Verdict; readonly asked: NonNullable<Assessed["asked"]> },
): { approval: ApprovalRecord; data: Record<string, Json> } {
  const changed: Partial<ApprovalProgress> = { stage, stage_since, votes, escalations: 0, grant: null, extend: null, decided: null };
  return {
    approval: { ...approval, plan, policies: verdict.policies, risk: asked.risk, progress: { ...approval.progress, ...changed } },
    data: {
      terms: asked.terms,
      policies: verdict.policies.map(policyRef),
      stage,
      kept_votes: votes.map((vote) => ({ vote: encodeId("evt", vote.entry), stage: vote.stage })),
    },
  };
}

/** The id of the entry to write, and who caused it. */
interface EntryCause {
  readonly entry_id: Uuid;
  readonly actor: SettledEntry["actor"];
}

type Ended = { readonly approval: ApprovalRecord } & Pick<Settled, "entry" | "changes">;

/** Ends a pending request or an unused approval that the current policies deny. */
export function refuseRequest(approval: ApprovalRecord, reason: DenialReason, cause: EntryCause): Ended {
  const status = moveApproval(approval.status, "refuse") ?? moveApproval(approval.status, "reject");
  if (!status) throw new Error(`an approval that is ${approval.status} cannot be refused`);
  const refused: ApprovalRecord = { ...approval, status, refusal: reason };
  const kind = "approval.refused";
  const data = { denial_reason: reason };
  const event_types = [kind, "action.denied"];
  const entry = approvalEntry({ kind, ...cause, approval: refused, event_types, data, payloads: [] });
  return { approval: refused, entry, changes: [{ table: "approval", row: refused }] };
}

/** Asks for what the votes given do not satisfy. An approved request becomes pending, with the time of the new plan. */
export function askMore(assessment: Extract<Assessment, { approval: ApprovalRecord }>, cause: EntryCause, view: View, now: number): Ended {
  const { approval, data } = assessment;
  const isPending = approval.status === "pending";
  const expires_at = isPending ? approval.expires_at : withinDelegation(view, approval.agent_id, now + approval.plan.expires * SECOND);
  const row: ApprovalRecord = { ...approval, status: "pending", expires_at, decided_at: null, decided_by: null, lapses_at: null };
  const kind = "approval.requirement_changed";
  const entry = approvalEntry({
    kind,
    ...cause,
    approval: row,
    event_types: [kind],
    data: { ...data, ...(isPending ? {} : { expires_at: new Date(expires_at).toISOString() }) },
    payloads: [],
  });
  return { approval: row, entry, changes: [{ table: "approval", row }] };
}

/** Approves a pending request, because the votes given satisfy everything that the policies ask now. */
function approveSatisfied(
  assessment: Extract<Assessment, { approval: ApprovalRecord }>,
  cause: EntryCause,
  view: View,
  now: number,
): Ended {
  const { approval, data } = assessment;
  const lapses_at = withinDelegation(view, approval.agent_id, now + approval.plan.use_within * SECOND);
  const progress = { ...approval.progress, claim: null };
  const row: ApprovalRecord = { ...approval, status: "approved", decided_at: now, decided_by: null, lapses_at, progress };
  const kind = "approval.decided";
  const decision = { ...data, decision: "approve", requirement_changed: true };
  const entry = approvalEntry({ kind, ...cause, approval: row, event_types: [kind], data: decision, payloads: [] });
  return { approval: row, entry, changes: [{ table: "approval", row }] };
}

/** Continues, extends or ends an open request after a change of the configuration. */
export function settleReassess(intent: ReassessIntent, view: View, now: number): Settled {
  const nothing: Settled = { outcome: { type: "nothing_due" }, changes: [] };
  const approval = view.approvals.get(intent.approval_id);
  const deadline = approval?.status === "pending" ? approval.expires_at : approval?.status === "approved" ? approval.lapses_at : null;
  if (!approval || deadline === null || deadline === undefined || deadline <= now || isContradicted(approval, view)) return nothing;
  const found = assess(approval, intent.assessed, { people: intent.people, now });
  if (found.outcome === "continues" || found.outcome === "halted") return nothing;
  const cause = { entry_id: intent.entry_id, actor: { type: "system", id: encodeId("org", intent.org_id) } } as const;
  const step =
    found.outcome === "denied"
      ? refuseRequest(approval, found.reason, cause)
      : (found.outcome === "asks_more" ? askMore : approveSatisfied)(found, cause, view, now);
  const { approval: row, ...settled } = step;
  return { outcome: { type: "approval", approval: row }, ...settled };
}
