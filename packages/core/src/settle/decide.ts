import { mayDecide } from "../approval/eligibility.ts";
import { moveApproval } from "../approval/state.ts";
import { encodeId } from "../ids/type-id.ts";
import { isContradicted, refuseContradicted } from "./anomaly.ts";
import { approvalEntry } from "./approval-entry.ts";
import { claimId, replayOf } from "./claims.ts";
import { withinDelegation } from "./delegation.ts";
import { type ApprovalRecord, type DecideIntent, refuse, type Settled, type View } from "./types.ts";

const SECOND = 1000;

/** Records a person's decision. The first decision wins; a later one is refused with ALREADY_DECIDED. */
export function settleDecide(intent: DecideIntent, view: View, now: number): Settled {
  const approval = view.approvals.get(intent.approval_id);
  if (!approval) return refuse("NOT_FOUND");
  const replay = replayOf(intent.claim, view);
  if (replay) return { outcome: replay, changes: [] };
  const code = refuseDecision(intent, approval, now);
  if (code) return refuse(code, approval);
  if (isContradicted(approval, view)) return refuseContradicted(intent, approval, { type: "user", id: encodeId("usr", intent.person.id) });

  const status = moveApproval(approval.status, intent.decision);
  if (!status) throw new Error("refuseDecision lets only pending approvals through");
  const decided: ApprovalRecord = {
    ...approval,
    status,
    decided_at: now,
    decided_by: intent.person.id,
    lapses_at: status === "approved" ? withinDelegation(view, approval.agent_id, now + approval.plan.use_within * SECOND) : null,
  };
  const vote = {
    approval_id: approval.approval_id,
    user_id: intent.person.id,
    decision: intent.decision,
    at: now,
    entry_id: intent.entry_id,
  };
  return {
    outcome: { type: "approval", approval: decided },
    entry: approvalEntry({
      kind: "approval.decided",
      entry_id: intent.entry_id,
      actor: { type: "user", id: encodeId("usr", intent.person.id) },
      approval: decided,
      event_types: intent.decision === "deny" ? ["approval.decided", "action.denied"] : ["approval.decided"],
      data: { decision: intent.decision, ...(intent.decision === "deny" ? { denial_reason: "DENIED_BY_REVIEWER" } : {}) },
      payloads: intent.payloads,
    }),
    changes: [{ table: "approval", row: decided }, { table: "approval_vote", row: vote }, ...claimId(intent.claim, intent.entry_id)],
  };
}

/** Returns the error code that refuses the decision, or null. The approval's state is checked before the person's rights. */
function refuseDecision(intent: DecideIntent, approval: ApprovalRecord, now: number): string | null {
  if (approval.decided_at !== null) return "ALREADY_DECIDED";
  if (approval.status !== "pending") return "APPROVAL_NOT_PENDING";
  if (approval.expires_at <= now) return "APPROVAL_EXPIRED";
  if (!mayDecide(approval.plan, intent.person, approval.requested_by).eligible) return "NOT_ELIGIBLE";
  // INVARIANT: an approval is bound to the digest that the person saw. A denial is safe without it.
  if (intent.decision === "approve" && intent.digest === null) return "DIGEST_MISMATCH";
  if (intent.digest !== null && intent.digest !== approval.digest) return "DIGEST_MISMATCH";
  const rule = approval.plan.reason;
  const needsReason = rule === "always" || (rule === "required_on_deny" && intent.decision === "deny");
  return needsReason && !intent.has_reason ? "REASON_REQUIRED" : null;
}
