import { claimDelivery, grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { sendToWebhook } from "../webhooks/send-to-webhook.ts";
import type { AttemptResult } from "./attempt-result.ts";
import { settleAttempt } from "./settle-attempt.ts";

/** Longer than any attempt takes. */
const LEASE_MS = 60_000;
/** The endpoint was stopped after the message was written. A replay sends it. */
const STOPPED: AttemptResult = { outcome: "ENDPOINT_STOPPED", statusCode: null, isFinal: true };

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
  const result = endpoint ? await sendToWebhook(deps, endpoint, delivery) : STOPPED;
  await settleAttempt(deps, orgId, delivery, { ...result, durationMs: Math.round(performance.now() - began) });
}
