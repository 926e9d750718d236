import { deleteOldDeliveries, grantOrgScope, lockCursor, type OrgClient, type OrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { findNoticeSource } from "../notices/find-notice-source.ts";
import type { Announcement, NoticeSource } from "../notices/notice.ts";
import { type NoticeRouting, type PlannedNotice, planNotices } from "../notices/plan-notices.ts";
import { noticeContext, readAgentOf } from "../notices/read-notice.ts";
import { readNoticeRouting, sentNotices } from "../notices/read-routing.ts";
import { type ChannelEvent, readEvent } from "./message.ts";
import { type PlannedDelivery, planDeliveries } from "./plan-deliveries.ts";
import { storeDeliveries } from "./store-deliveries.ts";

const PAGE = 200;
const RETENTION_MS = 30 * 24 * 3_600_000;
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
    await deleteOldDeliveries(client, orgId, RETENTION_MS, DELETE_AT_ONCE);
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
    const announced = await findAnnounced(deps, client, { orgId, now }, event);
    planned.push(...planDeliveries(event, endpoints, announced));
    if (event.approval && hasSlack) await refreshMessages(client, orgId, event.approval.record.approval_id, now);
    if (notices === null || announced === null) continue;
    planned.push(...(await announce(event, announced, { client, orgId, planned, routing: notices })));
    if (event.event.kind === "approval.escalated" && event.approval?.record.status === "pending")
      await sendDelayedNow(client, orgId, event.approval.record.approval_id, now);
  }
  await storeDeliveries(deps, client, orgId, planned, new Date(now));
}

/** An event that people are informed about. */
interface AnnouncedEvent {
  readonly source: NoticeSource;
  readonly subject: string | null;
  readonly announcement: Announcement;
}

async function findAnnounced(
  deps: Deps,
  client: OrgClient,
  { orgId, now }: { readonly orgId: string; readonly now: number },
  event: ChannelEvent,
): Promise<AnnouncedEvent | null> {
  const source = findNoticeSource(event);
  if (!source) return null;
  const context = await noticeContext(deps, orgId, await readAgentOf(client, orgId, event));
  return { source, subject: source.subjectOf?.(event, context) ?? null, announcement: source.announce(event, { ...context, now }) };
}

interface Announce {
  readonly client: OrgClient;
  readonly orgId: string;
  /** Deliveries of earlier events that are not stored yet. */
  readonly planned: readonly PlannedDelivery[];
  readonly routing: NoticeRouting;
}

/** Returns the messages to the people whom an event concerns. */
async function announce(
  event: ChannelEvent,
  { source, subject, announcement }: AnnouncedEvent,
  { client, orgId, planned, routing }: Announce,
): Promise<PlannedDelivery[]> {
  const approvalId = event.approval?.record.approval_id;
  const known =
    announcement.since === null || approvalId === undefined
      ? []
      : [
          ...(await sentNotices(client, orgId, approvalId)),
          ...planned
            .filter((one) => one.approvalId === approvalId)
            .map(({ userId, channel }) => ({ userId, channel, createdAt: routing.now })),
        ];
  return planNotices(event, { topic: source.topic, subject }, announcement, known, routing).map(toDelivery);
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

/** Quiet hours, digests and the limit of messages in a minute end for a request that escalates. */
async function sendDelayedNow(client: OrgClient, orgId: string, approvalId: string, now: number): Promise<void> {
  const dueAt = new Date(now);
  await client.delivery.updateMany({
    where: { orgId, approvalId, held: true, dueAt: { gt: dueAt } },
    data: { dueAt, held: false, urgent: true },
  });
  // Slack has no message of its own for a request that was announced together with others.
  await client.delivery.updateMany({
    where: { orgId, approvalId, channel: "slack", status: "delivered", receipt: null },
    data: { status: "pending", dueAt, retries: 0, finishedAt: null, urgent: true },
  });
}
