import { moveApproval } from "../approval/state.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import { approvalEntry } from "./approval-entry.ts";
import type { ApprovalRecord, SettledEntry, Uuid } from "./types.ts";

/** The reason why an approval ended with its requester, or with its last approver. */
export type EndReason = Extract<
  DenialReason,
  "AGENT_DISABLED" | "AGENT_HALTED" | "DELEGATION_INVALID" | "KEY_REVOKED" | "NO_ELIGIBLE_APPROVER"
>;

/** Ends an approval because of a change of its requester or its approvers: cancels a pending one, revokes an unused one. Returns null when it was already settled. */
export function endWithRequester(
  approval: ApprovalRecord,
  by: { entry_id: Uuid; actor: SettledEntry["actor"]; reason: EndReason },
): { row: ApprovalRecord; entry: SettledEntry } | null {
  const cancelled = moveApproval(approval.status, "cancel");
  const status = cancelled ?? moveApproval(approval.status, "revoke");
  if (!status) return null;
  const kind = cancelled ? "approval.cancelled" : "approval.revoked";
  const row: ApprovalRecord = { ...approval, status, refusal: by.reason };
  const entry = approvalEntry({
    kind,
    entry_id: by.entry_id,
    actor: by.actor,
    approval: row,
    event_types: [kind, "action.denied"],
    data: { denial_reason: by.reason },
    payloads: [],
  });
  return { row, entry };
}
