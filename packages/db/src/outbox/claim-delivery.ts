import type { OrgClient } from "../tenancy/in-org.ts";

/** A delivery that this process may attempt until its lease ends. */
export interface ClaimedDelivery {
  readonly delivery_id: string;
  readonly channel: "webhook" | "teams" | "slack" | "email" | "push";
  readonly endpoint_id: string | null;
  readonly user_id: string | null;
  /** The browser that receives a push message. */
  readonly subscription_id: string | null;
  readonly message_id: string;
  readonly type: string;
  /** The encrypted text; null for a message about a request, which is written at each attempt. */
  readonly body: Uint8Array | null;
  readonly approval_id: string | null;
  readonly receipt: string | null;
  readonly attempts: number;
  readonly retries: number;
  /** Milliseconds since the epoch. */
  readonly created_at: number;
  /** Time of the claim by the database's clock, ms since the epoch. */
  readonly claimed_at: number;
}

/** The deliveries that a claim takes: one; those of the same digest; or every one that waits for the same receiver. */
export type ClaimExtent = "one" | "digest" | "receiver";

interface Claim {
  readonly deliveryId: string;
  readonly extent: ClaimExtent;
  readonly leaseMs: number;
  /** Maximum number of deliveries. */
  readonly limit: number;
  /** Types of messages that are never sent together with others. */
  readonly unpaced: readonly string[];
}

/**
 * Claims a due delivery for one attempt, and the other due deliveries of its extent, oldest first. Returns an empty list when another process
 * has claimed the delivery or it is no longer due.
 * Increments the attempt count and sets the due time to the end of the lease, so that another process retries the delivery after a crash.
 * Concurrent claims run one after the other, so that the messages of a digest are claimed together.
 */
export async function claimDeliveries(
  client: OrgClient,
  orgId: string,
  { deliveryId, extent, leaseMs, limit, unpaced }: Claim,
): Promise<ClaimedDelivery[]> {
  const rows = await client.$queryRaw<ClaimedDelivery[]>`
    UPDATE app.delivery d SET due_at = clock_timestamp() + ${leaseMs} * interval '1 ms', attempts = d.attempts + 1, retries = d.retries + 1
    FROM (SELECT o.org_id, o.delivery_id FROM app.delivery o
      JOIN app.delivery f ON f.org_id = o.org_id AND f.delivery_id = ${deliveryId}::uuid
        AND (o.delivery_id = f.delivery_id OR o.channel = f.channel AND o.urgent = f.urgent AND o.receipt IS NULL AND f.receipt IS NULL
          AND o.type <> ALL (${unpaced})
          AND coalesce(o.endpoint_id, o.subscription_id, o.user_id) = coalesce(f.endpoint_id, f.subscription_id, f.user_id)
          AND (${extent} = 'receiver' OR ${extent} = 'digest' AND f.held AND o.held))
      WHERE o.org_id = ${orgId}::uuid AND o.due_at <= clock_timestamp()
      ORDER BY o.delivery_id <> f.delivery_id, o.delivery_id LIMIT ${limit} FOR UPDATE OF o) due
    WHERE d.org_id = due.org_id AND d.delivery_id = due.delivery_id AND d.due_at <= clock_timestamp()
    RETURNING d.delivery_id, d.channel, d.endpoint_id, d.user_id, d.subscription_id, d.message_id, d.type, d.body, d.approval_id, d.receipt,
      d.attempts, d.retries,
      (extract(epoch FROM d.created_at) * 1000)::float8 AS created_at,
      (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS claimed_at`;
  return rows.sort((a, b) => (a.delivery_id < b.delivery_id ? -1 : 1));
}

/** Deletes finished deliveries of an organisation that are older than the given age, at most `limit`, and the paces that were not used since. */
export async function deleteOldDeliveries(client: OrgClient, orgId: string, maxAgeMs: number, limit: number): Promise<void> {
  await client.$executeRaw`
    DELETE FROM app.delivery WHERE org_id = ${orgId}::uuid AND delivery_id IN (
      SELECT delivery_id FROM app.delivery
      WHERE org_id = ${orgId}::uuid AND due_at IS NULL AND created_at < clock_timestamp() - ${maxAgeMs} * interval '1 ms' ORDER BY created_at LIMIT ${limit})`;
  await client.$executeRaw`
    DELETE FROM app.delivery_pace WHERE org_id = ${orgId}::uuid AND used_at < clock_timestamp() - ${maxAgeMs} * interval '1 ms'`;
}
