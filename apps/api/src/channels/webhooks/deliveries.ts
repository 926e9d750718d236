import { type Delivery, type DeliveryQuery, TEST_TYPE } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { databaseNow } from "@agentlattice/db";
import type { z } from "zod";
import { takeTest } from "../../auth/attempt-limit.ts";
import type { Deps } from "../../deps.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { queueDelivery, readDeliveries, requeueDelivery } from "../outbox/delivery-log.ts";
import { sealBody } from "../seal-channel.ts";
import { findWebhook } from "./endpoint-row.ts";

interface OfWebhook {
  readonly principal: PersonPrincipal;
  /** Wire id of the webhook. */
  readonly id: string | undefined;
  readonly deps: Deps;
}

/** Lists the deliveries of a webhook, newest first. @throws AppError NOT_FOUND */
export async function listDeliveries({ principal, id, query, deps }: OfWebhook & { readonly query: z.output<typeof DeliveryQuery> }) {
  const { orgId } = principal.scope;
  return deps.database.inOrg(principal.scope, async (client) => {
    const { endpointId } = await findWebhook(client, orgId, id);
    return readDeliveries(client, { orgId, endpointId }, query);
  });
}

/** Queues a message of type `webhook.test`. @throws AppError NOT_FOUND, TOO_MANY_ATTEMPTS */
export async function testWebhook({ principal, id, deps }: OfWebhook): Promise<Delivery> {
  const { orgId } = principal.scope;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const queued = await deps.database.inOrg(principal.scope, async (client) => {
    const { endpointId, kind } = await findWebhook(client, orgId, id);
    await takeTest(deps, orgId, endpointId);
    const createdAt = await databaseNow(client);
    const deliveryId = deps.newId();
    const data = { org_id: encodeId("org", orgId), webhook_id: encodeId("whk", endpointId) };
    const text = JSON.stringify({ type: TEST_TYPE, timestamp: createdAt.toISOString(), data });
    const body = kind === "webhook" ? sealBody({ dataKey, orgId, deliveryId }, text) : null;
    const delivery = { deliveryId, messageId: deps.newId(), channel: kind, type: TEST_TYPE, body, createdAt };
    return queueDelivery(client, { orgId, endpointId }, delivery);
  });
  deps.outbox.wake();
  return queued;
}

/** Sends a message of a webhook again. @throws AppError NOT_FOUND */
export async function replayDelivery({
  principal,
  id,
  deliveryId,
  deps,
}: OfWebhook & { readonly deliveryId: string | undefined }): Promise<Delivery> {
  const { orgId } = principal.scope;
  const queued = await deps.database.inOrg(principal.scope, async (client) => {
    const { endpointId } = await findWebhook(client, orgId, id);
    return requeueDelivery(client, { orgId, endpointId }, deliveryId);
  });
  deps.outbox.wake();
  return queued;
}
