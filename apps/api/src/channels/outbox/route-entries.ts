import { decodeId } from "@agentlattice/core";
import { deleteOldDeliveries, grantOrgScope, lockCursor, type OrgClient, type OrgScope } from "@agentlattice/db";
import { loadApprovals } from "../../approvals/load-approvals.ts";
import { toAuditEvent } from "../../audit/to-audit-event.ts";
import type { Deps } from "../../deps.ts";
import { sealBody } from "../seal-channel.ts";
import { type ChannelEvent, webhookBody } from "./message.ts";
import { type PlannedDelivery, planDeliveries } from "./plan-deliveries.ts";

const PAGE = 200;
/** Deliveries of one endpoint that may wait. Further ones fail at once and can be replayed. */
const MAX_WAITING = 5_000;
const KEEP_MS = 30 * 24 * 3_600_000;
const DELETE_AT_ONCE = 500;

/**
 * Turns new entries of a log into deliveries. Returns true when more entries remain.
 * INVARIANT: deliveries are a function of the log. They are written together with the position in the log, under the lock of the cursor, so an
 * entry that was committed is never lost and never becomes two messages.
 */
export async function routeEntries(deps: Deps, orgId: string): Promise<boolean> {
  const scope = grantOrgScope(orgId);
  return deps.database.inOrg(scope, async (client) => {
    const range = await lockCursor(client, orgId);
    if (!range || range.next >= range.size) return false;
    const to = Math.min(range.next + PAGE, range.size);
    const planned = await plan(deps, scope, client, { from: range.next, to });
    await store(deps, client, orgId, planned, new Date(range.now));
    await client.channelCursor.update({ where: { orgId }, data: { origin: range.origin, nextSeq: BigInt(to) } });
    await deleteOldDeliveries(client, orgId, KEEP_MS, DELETE_AT_ONCE);
    return to < range.size;
  });
}

async function plan(
  deps: Deps,
  scope: OrgScope,
  client: OrgClient,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<PlannedDelivery[]> {
  const { orgId } = scope;
  const endpoints = await client.endpoint.findMany({ where: { orgId, enabled: true } });
  if (endpoints.length === 0) return [];
  const where = { orgId, seq: { gte: BigInt(from), lt: BigInt(to) } };
  const rows = await client.ledgerEntry.findMany({ where, orderBy: { seq: "asc" } });
  const planned: PlannedDelivery[] = [];
  for (const row of rows) planned.push(...planDeliveries(await readEvent(deps, scope, row), endpoints));
  return planned;
}

async function readEvent(
  deps: Deps,
  scope: OrgScope,
  row: Parameters<typeof toAuditEvent>[0] & { readonly id: string },
): Promise<ChannelEvent> {
  const event = toAuditEvent(row);
  const approvalId = event.kind.startsWith("approval.") && event.approval_id ? decodeId("apr", event.approval_id) : null;
  const [approval = null] = approvalId ? await loadApprovals(deps, scope, { approvalId, limit: 1 }) : [];
  return { entryId: row.id, event, approval };
}

async function store(deps: Deps, client: OrgClient, orgId: string, planned: readonly PlannedDelivery[], now: Date): Promise<void> {
  if (planned.length === 0) return;
  const full = await fullEndpoints(client, orgId);
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const data = planned.map(({ channel, endpointId, event }) => {
    const deliveryId = deps.newId();
    const isFull = full.has(endpointId);
    return {
      orgId,
      deliveryId,
      channel,
      endpointId,
      messageId: event.entryId,
      type: event.event.kind,
      body: sealBody({ dataKey, orgId, deliveryId }, webhookBody(event, orgId)),
      status: isFull ? "failed" : "pending",
      dueAt: isFull ? null : now,
      finishedAt: isFull ? now : null,
      createdAt: now,
    };
  });
  await client.delivery.createMany({ data, skipDuplicates: true });
}

async function fullEndpoints(client: OrgClient, orgId: string): Promise<ReadonlySet<string | null>> {
  const waiting = await client.delivery.groupBy({ by: ["endpointId"], where: { orgId, status: "pending" }, _count: true });
  return new Set(waiting.filter(({ _count }) => _count >= MAX_WAITING).map(({ endpointId }) => endpointId));
}
