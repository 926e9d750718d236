import type { OrgClient } from "../tenancy/in-org.ts";

/** A delivery before its claim. */
export interface WaitingDelivery {
  readonly channel: string;
  /** The endpoint, the browser or the person. */
  readonly receiver_id: string;
  readonly urgent: boolean;
  readonly type: string;
  readonly receipt: string | null;
}

/** The messages that a receiver got lately, and when those that wait are sent. Times in ms since the epoch. */
export interface DeliveryPace {
  /** Oldest first. */
  readonly sent: readonly number[];
  readonly nextAt: number | null;
}

/** Reads a due delivery; null when it is not due any more. */
export async function readDueDelivery(client: OrgClient, orgId: string, deliveryId: string): Promise<WaitingDelivery | null> {
  const [row] = await client.$queryRaw<WaitingDelivery[]>`
    SELECT channel, coalesce(endpoint_id, subscription_id, user_id) AS receiver_id, urgent, type, receipt
    FROM app.delivery WHERE org_id = ${orgId}::uuid AND delivery_id = ${deliveryId}::uuid AND due_at <= clock_timestamp()`;
  return row ?? null;
}

/** Locks the pace of a receiver until the end of the transaction. @returns the pace, and the database's clock after the lock */
export async function lockPace(
  client: OrgClient,
  orgId: string,
  { channel, receiver_id, urgent }: WaitingDelivery,
): Promise<{ readonly pace: DeliveryPace; readonly now: number }> {
  const [row] = await client.$queryRaw<{ sent: number[]; next_at: number | null; now: number }[]>`
    INSERT INTO app.delivery_pace AS p (org_id, channel, receiver_id, urgent, used_at)
    VALUES (${orgId}::uuid, ${channel}, ${receiver_id}::uuid, ${urgent}, clock_timestamp())
    ON CONFLICT (org_id, channel, receiver_id, urgent) DO UPDATE SET used_at = clock_timestamp()
    RETURNING ARRAY(SELECT (extract(epoch FROM one) * 1000)::float8 FROM unnest(p.sent_at) one ORDER BY one) AS sent,
      (extract(epoch FROM p.next_at) * 1000)::float8 AS next_at, (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`;
  if (!row) throw new Error("an upsert returns its row");
  return { pace: { sent: row.sent, nextAt: row.next_at }, now: row.now };
}

/** Stores the pace of a receiver. Call `lockPace` in the same transaction first, so that no other process changes it in between. */
export async function storePace(
  client: OrgClient,
  orgId: string,
  { channel, receiver_id, urgent }: WaitingDelivery,
  { sent, nextAt }: DeliveryPace,
): Promise<void> {
  const toDate = (at: number) => new Date(at);
  await client.deliveryPace.updateMany({
    where: { orgId, channel, receiverId: receiver_id, urgent },
    data: { sentAt: sent.map(toDate), nextAt: nextAt === null ? null : toDate(nextAt) },
  });
}

/** Delays the due messages to a receiver. They are sent as one. */
export async function delayDeliveries(
  client: OrgClient,
  orgId: string,
  { channel, receiver_id, urgent }: WaitingDelivery,
  { until, unpaced }: { readonly until: number; readonly unpaced: readonly string[] },
): Promise<void> {
  await client.$executeRaw`
    UPDATE app.delivery d SET due_at = ${new Date(until)}, held = true
    FROM (SELECT o.org_id, o.delivery_id FROM app.delivery o
      WHERE o.org_id = ${orgId}::uuid AND o.channel = ${channel} AND o.urgent = ${urgent} AND o.receipt IS NULL AND o.type <> ALL (${unpaced})
        AND coalesce(o.endpoint_id, o.subscription_id, o.user_id) = ${receiver_id}::uuid AND o.due_at <= clock_timestamp()
      ORDER BY o.delivery_id FOR UPDATE) due
    WHERE d.org_id = due.org_id AND d.delivery_id = due.delivery_id`;
}
