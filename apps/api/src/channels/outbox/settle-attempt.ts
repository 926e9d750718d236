import { type ClaimedDelivery, databaseNow, grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import type { AttemptResult } from "./attempt-result.ts";
import { backoffMs } from "./backoff.ts";

const MAX_RETRY_AFTER_S = 3_600;

/** Records an attempt and its consequence: delivered, dropped, another attempt later, or failed. */
export async function settleAttempt(
  deps: Deps,
  orgId: string,
  { delivery_id: deliveryId, endpoint_id: endpointId, attempts, retries }: ClaimedDelivery,
  result: AttemptResult & { readonly durationMs: number; readonly jitter: number },
): Promise<void> {
  const { outcome, statusCode, receipt, durationMs } = result;
  const waitMs = waitOf(result, retries);
  await deps.database.inOrg(grantOrgScope(orgId), async (client) => {
    const at = await databaseNow(client);
    const now = at.getTime();
    if (receipt !== undefined) await client.delivery.updateMany({ where: { orgId, deliveryId }, data: { receipt } });
    const { count } = await client.delivery.updateMany({
      where: { orgId, deliveryId, retries, status: "pending" },
      data: waitMs === null ? { status: endOf(result), dueAt: null, finishedAt: at } : { dueAt: new Date(now + waitMs) },
    });
    // A replay or a change of the request during the attempt has reset the counter, and asks for another attempt.
    if (count === 0)
      await client.delivery.updateMany({ where: { orgId, deliveryId, status: "pending", dueAt: { gt: at } }, data: { dueAt: at } });
    // The endpoint, and its deliveries with it, may have been deleted during the attempt.
    if (count === 0 && !(await client.delivery.findFirst({ where: { orgId, deliveryId } }))) return;
    await client.deliveryAttempt.create({
      data: { orgId, deliveryId, n: attempts, at: new Date(now - durationMs), durationMs, outcome, statusCode },
    });
    if (!endpointId || result.isDropped) return;
    if (outcome === "OK") await client.endpoint.updateMany({ where: { orgId, endpointId }, data: { deliveredAt: at, failingSince: null } });
    else await client.endpoint.updateMany({ where: { orgId, endpointId, failingSince: null }, data: { failingSince: at } });
  });
}

/** Returns the milliseconds until the next attempt; null when there is none. */
function waitOf(
  { outcome, isFinal = false, retryAfter, jitter }: AttemptResult & { readonly jitter: number },
  retries: number,
): number | null {
  const wait = outcome === "OK" || isFinal ? null : backoffMs(retries, jitter);
  return wait === null ? null : Math.max(wait, Math.min(retryAfter ?? 0, MAX_RETRY_AFTER_S) * 1_000);
}

function endOf({ outcome, isDropped = false }: AttemptResult): string {
  if (isDropped) return "dropped";
  return outcome === "OK" ? "delivered" : "failed";
}
