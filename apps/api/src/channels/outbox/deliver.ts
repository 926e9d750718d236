import { grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { sendEmail } from "../email/send-email.ts";
import { sendPush } from "../push/send-push.ts";
import { sendToSlack } from "../slack/send-to-slack.ts";
import { sendToTeams } from "../teams/send-to-teams.ts";
import { disableGone } from "../webhooks/disable-gone.ts";
import { type EndpointRow, kindOf } from "../webhooks/endpoint-row.ts";
import { sendToWebhook } from "../webhooks/send-to-webhook.ts";
import type { AttemptResult } from "./attempt-result.ts";
import { type Claimed, claimTurn } from "./claim-turn.ts";
import { settleAttempt } from "./settle-attempt.ts";

/** The endpoint was stopped after the message was written. A replay sends it. */
const STOPPED: AttemptResult = { outcome: "ENDPOINT_STOPPED", statusCode: null, isFinal: true };

const SEND = { webhook: sendToWebhook, teams: sendToTeams, slack: sendToSlack } as const;

/**
 * Claims a delivery, attempts it once and records the attempt. Deliveries of one digest, and those that waited for the same receiver, are
 * attempted together. Returns false when the attempt failed.
 */
export async function deliver(deps: Deps, orgId: string, deliveryId: string): Promise<boolean> {
  const { claimed, endpoint } = await claim(deps, orgId, deliveryId);
  const { deliveries } = claimed;
  if (deliveries.length === 0) return true;
  const began = performance.now();
  const results = await attempt(deps, orgId, claimed, endpoint);
  const durationMs = Math.round(performance.now() - began);
  // One value, so that the parts of a digest are repeated together.
  const jitter = Math.random();
  for (const [i, delivery] of deliveries.entries()) {
    const result = results[i];
    if (result) await settleAttempt(deps, orgId, delivery, { ...result, durationMs, jitter });
  }
  const goneId = results.some(({ isGone }) => isGone) ? endpoint?.endpointId : undefined;
  if (goneId !== undefined) await disableGone(deps, orgId, goneId);
  return results.every(({ outcome, isDropped = false }) => outcome === "OK" || isDropped);
}

function claim(deps: Deps, orgId: string, deliveryId: string) {
  return deps.database.inOrg(grantOrgScope(orgId), async (client) => {
    const claimed = await claimTurn(client, orgId, deliveryId);
    const endpointId = claimed.deliveries[0]?.endpoint_id;
    const endpoint = endpointId ? await client.endpoint.findFirst({ where: { orgId, endpointId, enabled: true } }) : null;
    return { claimed, endpoint };
  });
}

/** Returns one result for each delivery. */
async function attempt(deps: Deps, orgId: string, claimed: Claimed, endpoint: EndpointRow | null): Promise<AttemptResult[]> {
  const { deliveries } = claimed;
  const [first] = deliveries;
  if (!first) return [];
  if (first.user_id !== null) {
    const send = first.channel === "push" ? sendPush : sendEmail;
    return send(deps, orgId, first.user_id, claimed);
  }
  return endpoint ? SEND[kindOf(endpoint)](deps, endpoint, claimed) : deliveries.map(() => STOPPED);
}
