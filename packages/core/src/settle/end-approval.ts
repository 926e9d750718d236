import { moveApproval } from "../approval/state.ts";
import { encodeId } from "../ids/type-id.ts";
import { approvalEntry } from "./approval-entry.ts";
import { type ApprovalRecord, type CancelIntent, type ExpireIntent, refuse, type Settled, type View } from "./types.ts";

/** Cancels an approval at the request of its agent. */
export function settleCancel(intent: CancelIntent, view: View): Settled {
  const approval = view.approvals.get(intent.approval_id);
  if (!approval || approval.agent_id !== intent.principal.agent_id) return refuse("NOT_FOUND");
  const status = moveApproval(approval.status, "cancel");
  if (!status) return refuse("APPROVAL_NOT_PENDING", approval);
  const cancelled: ApprovalRecord = { ...approval, status };
  return {
    outcome: { type: "approval", approval: cancelled },
    entry: approvalEntry({
      kind: "approval.cancelled",
      entry_id: intent.entry_id,
      actor: { type: "agent", id: encodeId("agt", intent.principal.agent_id) },
      approval: cancelled,
      event_types: ["approval.cancelled"],
      payloads: intent.payloads,
    }),
    changes: [{ table: "approval", row: cancelled }],
  };
}

/** Expires a pending approval or lapses an unused one when its deadline has passed. */
export function settleExpire(intent: ExpireIntent, view: View, now: number): Settled {
  const approval = view.approvals.get(intent.approval_id);
  const move = approval && dueMove(approval, now);
  const status = approval && move ? moveApproval(approval.status, move) : null;
  if (!approval || !move || !status) return { outcome: { type: "nothing_due" }, changes: [] };
  const ended: ApprovalRecord = { ...approval, status };
  const kind = move === "expire" ? "approval.expired" : "approval.lapsed";
  return {
    outcome: { type: "approval", approval: ended },
    entry: approvalEntry({
      kind,
      entry_id: intent.entry_id,
      actor: { type: "system", id: encodeId("org", intent.org_id) },
      approval: ended,
      event_types: [kind, "action.denied"],
      data: { denial_reason: "APPROVAL_EXPIRED" },
      payloads: intent.payloads,
    }),
    changes: [{ table: "approval", row: ended }],
  };
}

function dueMove(approval: ApprovalRecord, now: number): "expire" | "lapse" | null {
  if (approval.status === "pending" && approval.expires_at <= now) return "expire";
  if (approval.status === "approved" && approval.lapses_at !== null && approval.lapses_at <= now) return "lapse";
  return null;
}
