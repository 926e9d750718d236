import { type Eligibility, type Ineligible, mayDecide } from "../approval/eligibility.ts";
import { currentStage } from "../approval/progress.ts";
import { moveApproval } from "../approval/state.ts";
import { encodeId } from "../ids/type-id.ts";
import type { Json } from "../model/json.ts";
import { isContradicted, refuseContradicted } from "./anomaly.ts";
import { approvalEntry } from "./approval-entry.ts";
import { escalated } from "./due.ts";
import { endedCode } from "./ended-code.ts";
import { withdrawExtension } from "./extend-cap.ts";
import type { AnswerIntent, WorkIntent } from "./intents.ts";
import { type ApprovalRecord, refuse, type Settled, termsOf, type View } from "./types.ts";

/** The time for which a claim is kept. */
const CLAIM_MS = 5 * 60 * 1000;

/** A permitted change, or the error code that refuses it. */
type Done =
  | { readonly kind: string; readonly approval: ApprovalRecord; readonly data?: Readonly<Record<string, Json>> }
  | { readonly code: string; readonly ineligible?: Ineligible };
type Work = (approval: ApprovalRecord, intent: WorkIntent, view: View, now: number) => Done;

/** Records work on a request by a person. */
export function settleWork(intent: WorkIntent, view: View, now: number): Settled {
  const approval = view.approvals.get(intent.approval_id);
  if (!approval) return refuse("NOT_FOUND");
  const actor = { type: "user", id: encodeId("usr", intent.person.id) } as const;
  const done = WORK[intent.work](approval, intent, view, now);
  if ("code" in done) return refuse(done.code, approval, done.ineligible);
  if (isContradicted(approval, view)) return refuseContradicted(intent, approval, actor);
  const withdrawn = isTakenBack(approval, done.kind) ? withdrawExtension(approval, intent.counters, view) : null;
  const recorded = workEntry(intent, actor, withdrawn ? { ...done, data: { ...done.data, ...withdrawn.data } } : done);
  const settled = withdrawn ? { ...recorded, changes: [...recorded.changes, ...withdrawn.changes] } : recorded;
  const because = GRANT_ENDS[done.kind];
  if (because === undefined) return settled;
  const grants = [...view.grants.values()].filter((grant) => grant.approval_id === approval.approval_id && grant.ended_at === null);
  const ended = grants.map((row) => ({ table: "approval_grant", row: { ...row, ended_at: now, ended_because: because } }) as const);
  return { ...settled, changes: [...settled.changes, ...ended] };
}

/** Returns true when an approval ends before its action ran: it was undone, or revoked. */
function isTakenBack({ status }: ApprovalRecord, kind: string): boolean {
  return status === "approved" && GRANT_ENDS[kind] !== undefined;
}

/** The work that ends the grants of an approval, by the kind of its entry. */
const GRANT_ENDS: Readonly<Record<string, string>> = { "approval.undone": "APPROVAL_UNDONE", "approval.revoked": "APPROVAL_REVOKED" };

/** Records the agent's answer to an open question. */
export function settleAnswer(intent: AnswerIntent, view: View): Settled {
  const approval = view.approvals.get(intent.approval_id);
  if (!approval || approval.agent_id !== intent.principal.agent_id) return refuse("NOT_FOUND");
  if (approval.status !== "pending") return refuse("APPROVAL_NOT_PENDING", approval);
  if (approval.progress.question === null) return refuse("NO_QUESTION", approval);
  const actor = { type: "agent", id: encodeId("agt", intent.principal.agent_id) } as const;
  return workEntry(intent, actor, {
    kind: "approval.answered",
    approval: { ...approval, progress: { ...approval.progress, question: null } },
  });
}

function workEntry(
  intent: WorkIntent | AnswerIntent,
  actor: { readonly type: "user" | "agent"; readonly id: string },
  { kind, approval, data = {} }: Exclude<Done, { code: string }>,
): Settled {
  const { entry_id, payloads } = intent;
  return {
    outcome: { type: "approval", approval },
    entry: approvalEntry({ kind, entry_id, actor, approval, event_types: [kind], data, payloads }),
    changes: [{ table: "approval", row: approval }],
  };
}

const WORK: Readonly<Record<WorkIntent["work"], Work>> = {
  claim(approval, intent, _, now) {
    const refusal = refuseReviewer(approval, intent, now);
    if (refusal) return refusal;
    const { claim } = approval.progress;
    if (claim && claim.until > now && claim.user !== intent.person.id) return { code: "ALREADY_CLAIMED" };
    const until = now + CLAIM_MS;
    return {
      kind: "approval.claimed",
      approval: withProgress(approval, { claim: { user: intent.person.id, until } }),
      data: { until: new Date(until).toISOString() },
    };
  },
  release(approval, intent, _, now) {
    const { claim } = approval.progress;
    if (approval.status !== "pending") return { code: endedCode(approval.status) };
    if (!claim || claim.until <= now || claim.user !== intent.person.id) return { code: "NOT_CLAIMED" };
    return { kind: "approval.released", approval: withProgress(approval, { claim: null }) };
  },
  comment: (approval) => ({ kind: "approval.commented", approval }),
  ask(approval, intent, _, now) {
    const refusal = refuseReviewer(approval, intent, now);
    if (refusal) return refusal;
    if (approval.progress.question !== null) return { code: "QUESTION_OPEN" };
    return { kind: "approval.asked", approval: withProgress(approval, { question: intent.entry_id }) };
  },
  escalate(approval, _, __, now) {
    const code = refuseEnded(approval, now);
    return code ? { code } : escalated(approval);
  },
  undo(approval, intent, _, now) {
    if (approval.status === "pending") return withdrawVote(approval, intent);
    const status = moveApproval(approval.status, "undo");
    // The deadline of an approval that a halt froze would be lost with its decision.
    if (!status || (approval.lapses_at ?? 0) <= now || approval.progress.frozen_at !== null) return { code: "UNDO_TOO_LATE" };
    if (approval.decided_by !== intent.person.id) return { code: "NOT_ELIGIBLE" };
    if (approval.expires_at <= now || approval.progress.emergency) return { code: "UNDO_TOO_LATE" };
    return {
      kind: "approval.undone",
      approval: { ...withProgress(approval, { decided: null }), status, decided_at: null, decided_by: null, lapses_at: null },
    };
  },
  revoke(approval, intent, view, now) {
    const { approval_id } = approval;
    const isConsumed = view.evidence.get(approval_id)?.consumed || approval.progress.outcome !== null;
    if (isConsumed) return { code: "PERMIT_CONSUMED" };
    const status = moveApproval(approval.status, "revoke") ?? moveApproval(approval.status, "recall");
    if (!status) return { code: "APPROVAL_NOT_APPROVED" };
    const right = mayTouch(approval, intent, now);
    if (!right.eligible && approval.decided_by !== intent.person.id) return { code: "NOT_ELIGIBLE", ineligible: right };
    return { kind: "approval.revoked", approval: { ...approval, status } };
  },
  review(approval, intent) {
    const { emergency } = approval.progress;
    if (!emergency || emergency.reviewed_by !== null) return { code: "NO_REVIEW_DUE" };
    if (emergency.by === intent.person.id) return { code: "SEPARATION_OF_DUTIES" };
    return {
      kind: "emergency.reviewed",
      approval: withProgress(approval, { emergency: { ...emergency, reviewed_by: intent.person.id } }),
      data: { user: encodeId("usr", emergency.by) },
    };
  },
};

/** Withdraws the person's vote of the current stage, while the request is pending. */
function withdrawVote(approval: ApprovalRecord, { person }: WorkIntent): Done {
  const { votes, stage } = approval.progress;
  const left = votes.filter((vote) => vote.user !== person.id || vote.stage !== stage);
  if (left.length === votes.length) return { code: "NO_VOTE" };
  return { kind: "approval.undone", approval: withProgress(approval, { votes: left }) };
}

function refuseReviewer(approval: ApprovalRecord, intent: WorkIntent, now: number): Extract<Done, { code: string }> | null {
  const code = refuseEnded(approval, now);
  if (code) return { code };
  const right = mayTouch(approval, intent, now);
  return right.eligible ? null : { code: "NOT_ELIGIBLE", ineligible: right };
}

function refuseEnded(approval: ApprovalRecord, now: number): string | null {
  if (approval.status !== "pending") return endedCode(approval.status);
  return approval.expires_at <= now ? "APPROVAL_EXPIRED" : null;
}

function mayTouch(approval: ApprovalRecord, { person, people }: WorkIntent, now: number): Eligibility {
  const terms = termsOf(approval);
  return mayDecide(terms, currentStage(terms, approval.progress), person.id, { people, now });
}

function withProgress(approval: ApprovalRecord, change: Partial<ApprovalRecord["progress"]>): ApprovalRecord {
  return { ...approval, progress: { ...approval.progress, ...change } };
}
