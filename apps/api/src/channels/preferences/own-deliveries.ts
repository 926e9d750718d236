import { type Delivery, type DeliveryQuery, NOTIFICATION_TEST_TYPE } from "@agentlattice/contract";
import { databaseNow } from "@agentlattice/db";
import type { z } from "zod";
import { takeTest } from "../../auth/attempt-limit.ts";
import type { Deps } from "../../deps.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { queueDelivery, readDeliveries, requeueDelivery } from "../outbox/delivery-log.ts";

interface OfPerson {
  readonly principal: PersonPrincipal;
  readonly deps: Deps;
}

/** Lists the messages to the signed-in person, newest first. */
export async function listOwnDeliveries({
  principal: { scope, userId },
  query,
  deps,
}: OfPerson & { readonly query: z.output<typeof DeliveryQuery> }) {
  return deps.database.inOrg(scope, (client) => readDeliveries(client, { orgId: scope.orgId, userId }, query));
}

/** Queues a test email to the signed-in person. It is sent at once, also in quiet hours. @throws AppError TOO_MANY_ATTEMPTS */
export async function testNotifications({ principal: { scope, userId }, deps }: OfPerson): Promise<Delivery> {
  await takeTest(deps, scope.orgId, userId);
  const queued = await deps.database.inOrg(scope, async (client) => {
    const ids = { deliveryId: deps.newId(), messageId: deps.newId() };
    const delivery = { ...ids, channel: "email", type: NOTIFICATION_TEST_TYPE, body: null, createdAt: await databaseNow(client) };
    return queueDelivery(client, { orgId: scope.orgId, userId }, delivery);
  });
  deps.outbox.wake();
  return queued;
}

/** Sends a message to the signed-in person again. @throws AppError NOT_FOUND */
export async function replayOwnDelivery({
  principal: { scope, userId },
  deliveryId,
  deps,
}: OfPerson & { readonly deliveryId: string | undefined }): Promise<Delivery> {
  const queued = await deps.database.inOrg(scope, (client) => requeueDelivery(client, { orgId: scope.orgId, userId }, deliveryId));
  deps.outbox.wake();
  return queued;
}
