import type { AuditEvent } from "@agentlattice/contract";
import { decodeId, encodeId, type Json } from "@agentlattice/core";
import type { OrgScope } from "@agentlattice/db";
import type { LoadedApproval } from "../../approvals/loaded-approval.ts";
import { storedEntry } from "../../audit/stored-entry.ts";
import { type AuditRow, describeLeaf } from "../../audit/to-audit-event.ts";
import type { Deps } from "../../deps.ts";

/** A recorded event that may be sent, with its approval if it has one. */
export interface ChannelEvent {
  /** UUID of the ledger entry, which is also the id of the message. */
  readonly entryId: string;
  readonly event: AuditEvent;
  /** The data of the entry. */
  readonly data: Readonly<Record<string, Json>>;
  readonly approval: LoadedApproval | null;
}

type EntryRow = AuditRow & { readonly id: string };

/** Reads the event of a ledger entry, with the present state of its approval. */
export async function readEvent(deps: Pick<Deps, "readApproval">, scope: OrgScope, row: EntryRow): Promise<ChannelEvent> {
  const leaf = storedEntry(row.bytes);
  const event = describeLeaf(leaf, row);
  const isOfApproval = /^(approval|emergency)\./.test(event.kind);
  const approvalId = isOfApproval && event.approval_id ? decodeId("apr", event.approval_id) : null;
  const approval = approvalId ? await deps.readApproval(scope, approvalId) : null;
  return { entryId: row.id, event, data: leaf.data, approval };
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
