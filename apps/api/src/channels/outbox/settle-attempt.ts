import { type ClaimedDelivery, databaseNow, grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import type { AttemptResult } from "./attempt-result.ts";
import { backoffMs } from "./backoff.ts";

const MAX_RETRY_AFTER_S = 3_600;

/** Records an attempt and its consequence: delivered, another attempt later, or failed. */
export async function settleAttempt(
  deps: Deps,
  orgId: string,
  { delivery_id: deliveryId, endpoint_id: endpointId, attempts, retries }: ClaimedDelivery,
  { outcome, statusCode, retryAfter, isFinal = false, durationMs }: AttemptResult & { readonly durationMs: number },
): Promise<void> {
  const isDelivered = outcome === "OK";
  const wait = isDelivered || isFinal ? null : backoffMs(retries, Math.random());
  const waitMs = wait === null ? null : Math.max(wait, Math.min(retryAfter ?? 0, MAX_RETRY_AFTER_S) * 1_000);
  await deps.database.inOrg(grantOrgScope(orgId), async (client) => {
    const at = await databaseNow(client);
    const now = at.getTime();
    // A replay during the attempt has reset the counter; the replay decides then.
    const { count } = await client.delivery.updateMany({
      where: { orgId, deliveryId, retries, status: "pending" },
      data:
        waitMs === null ? { status: isDelivered ? "delivered" : "failed", dueAt: null, finishedAt: at } : { dueAt: new Date(now + waitMs) },
    });
    // The endpoint, and its deliveries with it, may have been deleted during the attempt.
    if (count === 0 && !(await client.delivery.findFirst({ where: { orgId, deliveryId } }))) return;
    await client.deliveryAttempt.create({
      data: { orgId, deliveryId, n: attempts, at: new Date(now - durationMs), durationMs, outcome, statusCode },
    });
    if (!endpointId) return;
    if (isDelivered) await client.endpoint.updateMany({ where: { orgId, endpointId }, data: { deliveredAt: at, failingSince: null } });
    else await client.endpoint.updateMany({ where: { orgId, endpointId, failingSince: null }, data: { failingSince: at } });
  });
}
