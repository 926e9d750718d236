import { type ClaimedDelivery, claimDelivery, grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { sendToWebhook } from "../webhooks/send-to-webhook.ts";
import { settleAttempt } from "./settle-attempt.ts";

/** Longer than any attempt takes. */
const LEASE_MS = 60_000;

/** The result of one attempt. */
export interface AttemptResult {
  readonly outcome: string;
  readonly statusCode: number | null;
  /** Seconds that the receiver asks to wait. */
  readonly retryAfter?: number | null;
  /** True when another attempt is pointless. */
  readonly isFinal?: boolean;
}

/** Claims a delivery, attempts it once and records the attempt. */
export async function deliver(deps: Deps, orgId: string, deliveryId: string): Promise<void> {
  const scope = grantOrgScope(orgId);
  const claimed = await deps.database.inOrg(scope, async (client) => {
    const delivery = await claimDelivery(client, orgId, deliveryId, LEASE_MS);
    const endpointId = delivery?.endpoint_id;
    if (!delivery || !endpointId) return null;
    return { delivery, endpoint: await client.endpoint.findFirst({ where: { orgId, endpointId, enabled: true } }) };
  });
  if (!claimed) return;
  const { delivery, endpoint } = claimed;
  const began = performance.now();
  const result = endpoint ? await sendToWebhook(deps, endpoint, delivery) : stopped(delivery);
  await settleAttempt(deps, orgId, delivery, { ...result, durationMs: Math.round(performance.now() - began) });
}

/** The endpoint was stopped after the message was written. */
function stopped(_: ClaimedDelivery): AttemptResult {
  return { outcome: "ENDPOINT_STOPPED", statusCode: null, isFinal: true };
}
