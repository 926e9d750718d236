import { hasApprovers, isDecidable } from "../approval/ballot.ts";
import type { Electorate } from "../approval/eligibility.ts";
import { approvalEntry } from "./approval-entry.ts";
import { escalated } from "./due.ts";
import { endWithRequester } from "./end-with-requester.ts";
import { type ApprovalRecord, type SettledEntry, termsOf, type Uuid } from "./types.ts";

/**
 * Escalates a pending request that too few people can decide any more, when its fallback approvers help. Cancels one that nobody may decide
 * with NO_ELIGIBLE_APPROVER. Returns null for every other request: people who remain keep it open, because others may join them.
 */
export function settleUndecidable(
  approval: ApprovalRecord,
  electorate: Electorate,
  by: { entry_id: Uuid; actor: SettledEntry["actor"] },
): { row: ApprovalRecord; entry: SettledEntry } | null {
  const terms = termsOf(approval);
  if (approval.status !== "pending" || isDecidable(terms, approval.progress, electorate)) return null;
  const isDeserted = !hasApprovers(terms, approval.progress, electorate);
  const { kind, approval: row, data } = escalated(approval);
  if (isDecidable(terms, row.progress, electorate) || (isDeserted && hasApprovers(terms, row.progress, electorate)))
    return { row, entry: approvalEntry({ kind, ...by, approval: row, event_types: [kind], data, payloads: [] }) };
  return isDeserted ? endWithRequester(approval, { ...by, reason: "NO_ELIGIBLE_APPROVER" }) : null;
}
