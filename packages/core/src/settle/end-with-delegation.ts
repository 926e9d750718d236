import { moveApproval } from "../approval/state.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import { approvalEntry } from "./approval-entry.ts";
import type { ApprovalRecord, SettledEntry, Uuid } from "./types.ts";

const REASON: DenialReason = "DELEGATION_INVALID";

/**
 * What becomes of an approval when the delegation behind it ends: a request is cancelled, an approval that was not used
 * is revoked. `null` when it was settled before.
 */
export function endWithDelegation(
  approval: ApprovalRecord,
  by: { entry_id: Uuid; actor: SettledEntry["actor"] },
): { row: ApprovalRecord; entry: SettledEntry } | null {
  const cancelled = moveApproval(approval.status, "cancel");
  const status = cancelled ?? moveApproval(approval.status, "revoke");
  if (!status) return null;
  const kind = cancelled ? "approval.cancelled" : "approval.revoked";
  const row: ApprovalRecord = { ...approval, status, refusal: REASON };
  const entry = approvalEntry({
    kind,
    entry_id: by.entry_id,
    actor: by.actor,
    approval: row,
    event_types: [kind, "action.denied"],
    data: { denial_reason: REASON },
    payloads: [],
  });
  return { row, entry };
}
