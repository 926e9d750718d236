/** SQL for the status that the newest entry about an approval records. */
export const RECORDED_STATUS = `(SELECT CASE e.kind WHEN 'approval.requested' THEN 'pending' WHEN 'approval.decided' THEN e.status WHEN 'action.executed' THEN 'used'
    WHEN 'budget.reserved' THEN 'used' WHEN 'approval.undone' THEN 'pending' WHEN 'approval.requirement_changed' THEN 'pending' ELSE substr(e.kind, 10) END FROM app.ledger_entry e
  WHERE e.org_id = $1 AND e.approval_id = a.approval_id AND e.kind IN ('approval.requested', 'approval.decided', 'action.executed', 'budget.reserved', 'approval.undone', 'approval.requirement_changed',
      'approval.expired', 'approval.lapsed', 'approval.cancelled', 'approval.revoked', 'approval.refused')
    AND e.seq < (SELECT h.size FROM app.ledger_head h WHERE h.org_id = $1)
  ORDER BY e.seq DESC LIMIT 1) AS recorded_status`;

/** Status shown for an approval whose row contradicts the ledger. No further action on it is possible. */
const CONTRADICTED = { status: "refused", refusal: "APPROVAL_TAMPERED", executed_event_id: null } as const;

/** Returns an approval for display. If its row contradicts the ledger, it is shown as refused. */
export function asRecorded<T extends { readonly status: string }>(row: T, recorded: string | null): T {
  return row.status === recorded ? row : { ...row, ...CONTRADICTED };
}
