import type { ApprovalPlan, PolicyVerdict } from "@agentlattice/core";
import { type ApprovalStatus, NO_PROGRESS, type RequestedBy, type Risk } from "@agentlattice/core/approval";
import type { ApprovalRecord } from "@agentlattice/core/settle";
import type { OrgClient } from "@agentlattice/db";

type ApprovalRow = NonNullable<Awaited<ReturnType<OrgClient["approval"]["findUnique"]>>>;

/** The columns with JSON, in the types in which the ledger's writer stores them. */
interface StoredJson {
  readonly policies: PolicyVerdict[];
  readonly plan: ApprovalPlan;
  readonly risk: Risk;
  readonly requestedBy: RequestedBy;
  readonly progress: Partial<ApprovalRecord["progress"]>;
}

/** Returns a stored approval in the form that settle uses. */
export function toApprovalRecord(row: ApprovalRow): ApprovalRecord {
  const { policies, plan, risk, requestedBy, progress } = row as unknown as StoredJson;
  return {
    approval_id: row.approvalId,
    event_id: row.eventId,
    agent_id: row.agentId,
    key_id: row.keyId,
    action_type: row.actionType,
    environment: row.environment as ApprovalRecord["environment"],
    status: row.status as ApprovalStatus,
    digest: Buffer.from(row.digest).toString("hex"),
    policies,
    plan,
    risk,
    requested_by: requestedBy,
    requested_at: row.requestedAt.getTime(),
    expires_at: row.expiresAt.getTime(),
    decided_at: row.decidedAt?.getTime() ?? null,
    decided_by: row.decidedBy,
    lapses_at: row.lapsesAt?.getTime() ?? null,
    executed_event_id: row.executedEventId,
    refusal: row.refusal,
    progress: { ...NO_PROGRESS, ...progress },
  };
}
