import { decodeId } from "@agentlattice/core";
import { deleteOldDeliveries, grantOrgScope, lockCursor, type OrgClient, type OrgScope } from "@agentlattice/db";
import { toAuditEvent } from "../../audit/to-audit-event.ts";
import type { Deps } from "../../deps.ts";
import { planAlerts } from "../notices/plan-alerts.ts";
import { isAnnouncing, type PlannedNotice, planNotices } from "../notices/plan-notices.ts";
import { readNoticeRouting, sentNotices } from "../notices/read-routing.ts";
import type { ChannelEvent } from "./message.ts";
import { type PlannedDelivery, planDeliveries } from "./plan-deliveries.ts";
import { storeDeliveries } from "./store-deliveries.ts";

const PAGE = 200;
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
    const now = range.now;
    await route(deps, scope, client, { from: range.next, to, now });
    await client.channelCursor.update({ where: { orgId }, data: { origin: range.origin, nextSeq: BigInt(to) } });
    await deleteOldDeliveries(client, orgId, KEEP_MS, DELETE_AT_ONCE);
    return to < range.size;
  });
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** The database's clock, ms since the epoch. */
  readonly now: number;
}

/** Stores the deliveries of each entry before it reads the next, which may depend on them. */
async function route(deps: Deps, scope: OrgScope, client: OrgClient, { from, to, now }: Range): Promise<void> {
  const { orgId } = scope;
  const endpoints = await client.endpoint.findMany({ where: { orgId, enabled: true } });
  const notices = await readNoticeRouting(deps, client, { orgId, now });
  if (endpoints.length === 0 && notices === null) return;
  const rows = await client.ledgerEntry.findMany({ where: { orgId, seq: { gte: BigInt(from), lt: BigInt(to) } }, orderBy: { seq: "asc" } });
  const planned: PlannedDelivery[] = [];
  const hasSlack = endpoints.some(({ kind }) => kind === "slack");
  for (const row of rows) {
    const event = await readEvent(deps, scope, row);
    planned.push(...planDeliveries(event, endpoints));
    if (event.approval && hasSlack) await refreshMessages(client, orgId, event.approval.record.approval_id, now);
    if (notices === null) continue;
    planned.push(...planAlerts(event, notices).map(toDelivery));
    if (!isAnnouncing(event.event.kind) || event.approval?.record.status !== "pending") continue;
    const { approval_id: approvalId } = event.approval.record;
    const known = [
      ...(await sentNotices(client, orgId, approvalId)),
      ...planned.filter((one) => one.approvalId === approvalId).map(({ userId, channel }) => ({ userId, channel, createdAt: now })),
    ];
    planned.push(...planNotices(event, known, notices).map(toDelivery));
    if (event.event.kind === "approval.escalated") await sendHeldNow(client, orgId, approvalId, now);
  }
  await storeDeliveries(deps, client, orgId, planned, new Date(now));
}

function toDelivery({ dueAt, ...notice }: PlannedNotice): PlannedDelivery {
  return { ...notice, endpointId: null, dueAt: new Date(dueAt) };
}

/**
 * Makes the delivered messages about a request due again, so that they show its current state. A message that is being sent is sent again
 * afterwards: the attempt finds that its counter was reset.
 */
async function refreshMessages(client: OrgClient, orgId: string, approvalId: string, now: number): Promise<void> {
  const where = { orgId, approvalId, channel: "slack" };
  await client.delivery.updateMany({ where: { ...where, status: "pending" }, data: { retries: 0 } });
  const data = { status: "pending", dueAt: new Date(now), retries: 0, finishedAt: null };
  await client.delivery.updateMany({ where: { ...where, status: { not: "pending" }, receipt: { not: null } }, data });
}

/** Quiet hours and digests end for a request that escalates. */
async function sendHeldNow(client: OrgClient, orgId: string, approvalId: string, now: number): Promise<void> {
  const dueAt = new Date(now);
  await client.delivery.updateMany({ where: { orgId, approvalId, held: true, dueAt: { gt: dueAt } }, data: { dueAt, held: false } });
}

async function readEvent(
  deps: Deps,
  scope: OrgScope,
  row: Parameters<typeof toAuditEvent>[0] & { readonly id: string },
): Promise<ChannelEvent> {
  const event = toAuditEvent(row);
  const isOfApproval = /^(approval|emergency)\./.test(event.kind);
  const approvalId = isOfApproval && event.approval_id ? decodeId("apr", event.approval_id) : null;
  const approval = approvalId ? await deps.readApproval(scope, approvalId) : null;
  return { entryId: row.id, event, approval };
}
