import { type ClaimedDelivery, claimDeliveries, grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { sendEmail } from "../email/send-email.ts";
import { sendPush } from "../push/send-push.ts";
import { sendToSlack } from "../slack/send-to-slack.ts";
import { sendToTeams } from "../teams/send-to-teams.ts";
import { type EndpointRow, kindOf } from "../webhooks/endpoint-row.ts";
import { sendToWebhook } from "../webhooks/send-to-webhook.ts";
import type { AttemptResult } from "./attempt-result.ts";
import { settleAttempt } from "./settle-attempt.ts";

/** Longer than any attempt takes. */
const LEASE_MS = 60_000;
/** The endpoint was stopped after the message was written. A replay sends it. */
const STOPPED: AttemptResult = { outcome: "ENDPOINT_STOPPED", statusCode: null, isFinal: true };

const SEND = { webhook: sendToWebhook, teams: sendToTeams, slack: sendToSlack } as const;

/**
 * Claims a delivery, attempts it once and records the attempt. Held deliveries to one person are attempted together. Returns false when the
 * attempt failed.
 */
export async function deliver(deps: Deps, orgId: string, deliveryId: string): Promise<boolean> {
  const { deliveries, endpoint } = await claim(deps, orgId, deliveryId);
  if (deliveries.length === 0) return true;
  const began = performance.now();
  const results = await attempt(deps, orgId, deliveries, endpoint);
  const durationMs = Math.round(performance.now() - began);
  // One value, so that the parts of a digest are repeated together.
  const jitter = Math.random();
  for (const [i, delivery] of deliveries.entries()) {
    const result = results[i];
    if (result) await settleAttempt(deps, orgId, delivery, { ...result, durationMs, jitter });
  }
  return results.every(({ outcome, isDropped = false }) => outcome === "OK" || isDropped);
}

function claim(deps: Deps, orgId: string, deliveryId: string) {
  return deps.database.inOrg(grantOrgScope(orgId), async (client) => {
    const deliveries = await claimDeliveries(client, orgId, deliveryId, LEASE_MS);
    const endpointId = deliveries[0]?.endpoint_id;
    const endpoint = endpointId ? await client.endpoint.findFirst({ where: { orgId, endpointId, enabled: true } }) : null;
    return { deliveries, endpoint };
  });
}

/** Returns one result for each delivery. */
async function attempt(
  deps: Deps,
  orgId: string,
  deliveries: readonly ClaimedDelivery[],
  endpoint: EndpointRow | null,
): Promise<AttemptResult[]> {
  const [first] = deliveries;
  if (!first) return [];
  if (first.user_id !== null) {
    const send = first.channel === "push" ? sendPush : sendEmail;
    return send(deps, orgId, first.user_id, deliveries);
  }
  if (!endpoint) return deliveries.map(() => STOPPED);
  return Promise.all(deliveries.map((delivery) => SEND[kindOf(endpoint)](deps, endpoint, delivery)));
}
