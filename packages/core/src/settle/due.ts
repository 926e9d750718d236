import type { Emergency } from "../approval/progress.ts";
import { type DueStep, nextStep } from "../approval/schedule.ts";
import { encodeId } from "../ids/type-id.ts";
import type { Json } from "../model/json.ts";
import { approvalEntry } from "./approval-entry.ts";
import { withinDelegation } from "./delegation.ts";
import type { DueIntent } from "./intents.ts";
import type { ApprovalRecord, Settled, View } from "./types.ts";

const SECOND = 1000;

/** The effect of a step whose time has come. */
interface Effect {
  readonly kind: string;
  readonly approval: ApprovalRecord;
  readonly data: Readonly<Record<string, Json>>;
}

/**
 * Makes the next step of an approval's schedule when it is due: escalation, expiry, lapse, a missing outcome or a missing review.
 * INVARIANT: one intent makes one step, and the step changes the schedule, so two processes never make a step twice.
 */
export function settleDue(intent: DueIntent, view: View, now: number): Settled {
  const approval = view.approvals.get(intent.approval_id);
  const due = approval ? nextStep(approval) : null;
  if (!approval || !due || due.at > now) return { outcome: { type: "nothing_due" }, changes: [] };
  const effect = STEPS[due.step](approval, view, now);
  const denies = "denial_reason" in effect.data;
  return {
    outcome: { type: "approval", approval: effect.approval },
    entry: approvalEntry({
      kind: effect.kind,
      entry_id: intent.entry_id,
      actor: { type: "system", id: encodeId("org", intent.org_id) },
      approval: effect.approval,
      event_types: denies ? [effect.kind, "action.denied"] : [effect.kind],
      data: effect.data,
      payloads: intent.payloads,
    }),
    changes: [{ table: "approval", row: effect.approval }],
  };
}

const STEPS: Readonly<Record<DueStep["step"], (approval: ApprovalRecord, view: View, now: number) => Effect>> = {
  escalate: (approval) => escalated(approval),
  extend(approval, view, now) {
    const expires_at = withinDelegation(view, approval.agent_id, now + approval.plan.expires * SECOND);
    const { approval: joined, data } = escalated(approval);
    return {
      kind: "approval.escalated",
      approval: { ...joined, expires_at, progress: { ...joined.progress, extended: true } },
      data: { ...data, expires_at: new Date(expires_at).toISOString() },
    };
  },
  expire: (approval) => ({
    kind: "approval.expired",
    approval: { ...approval, status: "expired" },
    data: { denial_reason: "APPROVAL_EXPIRED" },
  }),
  lapse: (approval) => ({
    kind: "approval.lapsed",
    approval: { ...approval, status: "lapsed" },
    data: { denial_reason: "APPROVAL_EXPIRED" },
  }),
  lose_outcome: (approval) => ({ kind: "outcome.unknown", approval: withOutcome(approval, { status: "unknown" }), data: {} }),
  miss_review(approval) {
    const { emergency } = approval.progress;
    return {
      kind: "emergency.unreviewed",
      approval: { ...approval, progress: { ...approval.progress, emergency: emergency && { ...emergency, overdue: true } } },
      data: userOf(emergency),
    };
  },
};

function userOf(emergency: Emergency | null): Record<string, Json> {
  return emergency ? { user: encodeId("usr", emergency.by) } : {};
}

/** Escalates the current stage: its fallback approvers may decide from now on. */
export function escalated(approval: ApprovalRecord): Effect {
  const { stage, escalations } = approval.progress;
  const level = escalations + 1;
  return {
    kind: "approval.escalated",
    approval: { ...approval, progress: { ...approval.progress, escalations: level } },
    data: { stage, level },
  };
}

/** Returns the approval with a changed outcome of its permit. */
export function withOutcome(approval: ApprovalRecord, change: Partial<NonNullable<ApprovalRecord["progress"]["outcome"]>>): ApprovalRecord {
  const { outcome } = approval.progress;
  return outcome ? { ...approval, progress: { ...approval.progress, outcome: { ...outcome, ...change } } } : approval;
}
