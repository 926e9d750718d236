import type { Electorate } from "../approval/eligibility.ts";
import { isDecidable } from "../approval/progress.ts";
import { approvalEntry } from "./approval-entry.ts";
import { escalated } from "./due.ts";
import { endWithRequester } from "./end-with-requester.ts";
import { type ApprovalRecord, type SettledEntry, termsOf, type Uuid } from "./types.ts";

/**
 * Escalates a pending request that too few people can decide any more, when its fallback approvers are enough; otherwise cancels it with
 * NO_ELIGIBLE_APPROVER. Returns null when enough people can decide it.
 */
export function settleUndecidable(
  approval: ApprovalRecord,
  electorate: Electorate,
  by: { entry_id: Uuid; actor: SettledEntry["actor"] },
): { row: ApprovalRecord; entry: SettledEntry } | null {
  const terms = termsOf(approval);
  if (approval.status !== "pending" || isDecidable(terms, approval.progress, electorate)) return null;
  const { kind, approval: row, data } = escalated(approval);
  if (!isDecidable(terms, row.progress, electorate)) return endWithRequester(approval, { ...by, reason: "NO_ELIGIBLE_APPROVER" });
  return { row, entry: approvalEntry({ kind, ...by, approval: row, event_types: [kind], data, payloads: [] }) };
}
