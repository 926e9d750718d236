import { moveApproval } from "../approval/state.ts";
import { encodeId } from "../ids/type-id.ts";
import { approvalEntry } from "./approval-entry.ts";
import type { CancelIntent } from "./intents.ts";
import { type ApprovalRecord, refuse, type Settled, type View } from "./types.ts";

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
