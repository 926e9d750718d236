import type { AuditEvent } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { LoadedApproval } from "../../approvals/loaded-approval.ts";

/** A recorded event that may be sent, with its approval if it has one. */
export interface ChannelEvent {
  /** UUID of the ledger entry, which is also the id of the message. */
  readonly entryId: string;
  readonly event: AuditEvent;
  readonly approval: LoadedApproval | null;
}

/** Returns the JSON body of a webhook message: `{type, timestamp, data}` as Standard Webhooks recommends. */
export function webhookBody({ event, approval }: ChannelEvent, orgId: string): string {
  return JSON.stringify({
    type: event.kind,
    timestamp: event.timestamp,
    data: { org_id: encodeId("org", orgId), ...event, ...(approval ? { approval: describeApproval(approval) } : {}) },
  });
}

/** The fields of an approval that do not change after the request, and the decision once there is one. */
function describeApproval({ view }: LoadedApproval) {
  return {
    id: view.id,
    status: view.status,
    approval_url: view.approval_url,
    action_type: view.action_type,
    environment: view.environment,
    target: view.target,
    summary: view.summary,
    digest: view.digest,
    risk: view.risk.level,
    requested_by: view.requested_by,
    requested_at: view.requested_at,
    expires_at: view.expires_at,
    ...(view.decided_at ? { decided_at: view.decided_at } : {}),
    ...(view.decided_by ? { decided_by: { id: view.decided_by.id, name: view.decided_by.name } } : {}),
    ...(view.reason ? { reason: view.reason } : {}),
  };
}
