import type { ApprovalStatus } from "@agentlattice/core/approval";
import { type ApprovalRecord, readStoredColumns } from "@agentlattice/core/settle";
import type { OrgClient } from "@agentlattice/db";

type ApprovalRow = NonNullable<Awaited<ReturnType<OrgClient["approval"]["findUnique"]>>>;

/** Returns a stored approval in the form that settle uses. */
export function toApprovalRecord(row: ApprovalRow): ApprovalRecord {
  const { policies, plan, risk, requestedBy, progress } = row;
  const { isMalformed: _, ...columns } = readStoredColumns({ policies, plan, risk, requested_by: requestedBy, progress });
  return {
    approval_id: row.approvalId,
    event_id: row.eventId,
    agent_id: row.agentId,
    key_id: row.keyId,
    action_type: row.actionType,
    environment: row.environment as ApprovalRecord["environment"],
    status: row.status as ApprovalStatus,
    digest: Buffer.from(row.digest).toString("hex"),
    requested_at: row.requestedAt.getTime(),
    expires_at: row.expiresAt.getTime(),
    decided_at: row.decidedAt?.getTime() ?? null,
    decided_by: row.decidedBy,
    lapses_at: row.lapsesAt?.getTime() ?? null,
    executed_event_id: row.executedEventId,
    refusal: row.refusal,
    ...columns,
  };
}
