import { encodeId } from "@agentlattice/core";
import type { Deps } from "../../deps.ts";
import type { AttemptResult } from "../outbox/attempt-result.ts";
import type { Claimed } from "../outbox/claim-turn.ts";
import { postMessage } from "../outbox/post-message.ts";
import { openBody } from "../seal-channel.ts";
import { type EndpointRow, openSecret, openUrl } from "./endpoint-row.ts";
import { signMessage } from "./sign-message.ts";

/** Sends one signed message. The timestamp is that of the attempt, so that receivers can refuse old ones. */
export async function sendToWebhook(deps: Deps, endpoint: EndpointRow, { deliveries: [delivery] }: Claimed): Promise<AttemptResult[]> {
  const { orgId } = endpoint;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  if (!delivery?.body) throw new Error("a message to a webhook has a body");
  const body = openBody({ dataKey, orgId, deliveryId: delivery.delivery_id }, delivery.body);
  const at = new Date(delivery.claimed_at);
  const isOverlapping = endpoint.previousSecret && endpoint.previousUntil && endpoint.previousUntil > at;
  const secrets = [endpoint.secret, ...(isOverlapping ? [endpoint.previousSecret as Uint8Array] : [])];
  const headers = signMessage(
    secrets.map((sealed) => openSecret(dataKey, endpoint, sealed)),
    { id: encodeId("msg", delivery.message_id), at, body },
  );
  return [await postMessage(deps, new URL(openUrl(dataKey, endpoint)), headers, body)];
}
