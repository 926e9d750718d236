import { ECDH } from "node:crypto";
import {
  type Delivery,
  MAX_PUSH_SUBSCRIPTIONS,
  NOTIFICATION_TEST_TYPE,
  type PushSubscription,
  type PushSubscriptionInput,
  type PushSubscriptionList,
} from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { databaseNow, type OrgClient, sha256, waitForCursor } from "@agentlattice/db";
import { takeTest } from "../../auth/attempt-limit.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { queueDelivery } from "../outbox/delivery-log.ts";
import { openCursor } from "../outbox/open-cursor.ts";
import { sealSubscription } from "../seal-channel.ts";
import { requireTarget } from "../webhooks/require-target.ts";

interface OfPerson {
  readonly principal: PersonPrincipal;
  readonly deps: Deps;
}

interface OfSubscription extends OfPerson {
  /** Wire id of the subscription. */
  readonly id: string | undefined;
}

type SubscriptionRow = NonNullable<Awaited<ReturnType<OrgClient["pushSubscription"]["findFirst"]>>>;

export async function listSubscriptions({ principal: { scope, userId }, deps }: OfPerson): Promise<PushSubscriptionList> {
  const where = { orgId: scope.orgId, userId };
  const rows = await deps.database.inOrg(scope, (client) =>
    client.pushSubscription.findMany({ where, orderBy: { subscriptionId: "asc" } }),
  );
  return { public_key: deps.vapid.publicKey, data: rows.map(toSubscription), has_more: false, next_cursor: null };
}

/**
 * Subscribes a browser. The endpoint belongs to the person who subscribed last, so that a shared browser shows nobody else's messages.
 * @param client browser and operating system
 * @throws AppError INVALID_REQUEST, EGRESS_REFUSED, PUSH_LIMIT
 */
export async function createSubscription({
  principal: { scope, userId },
  deps,
  input: { endpoint, keys },
  client: name,
}: OfPerson & { readonly input: PushSubscriptionInput; readonly client: string | null }): Promise<PushSubscription> {
  requirePoint(keys.p256dh);
  await requireTarget(deps, endpoint, "endpoint");
  const { orgId } = scope;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const subscriptionId = deps.newId();
  const fingerprint = Buffer.from(sha256(Buffer.from(endpoint)));
  return deps.database.inOrg(scope, async (client) => {
    await openCursor(client, orgId);
    // Parallel subscriptions pass one after the other, so that the limit holds and an endpoint has one row.
    await waitForCursor(client, orgId);
    await client.pushSubscription.deleteMany({ where: { orgId, fingerprint } });
    if ((await client.pushSubscription.count({ where: { orgId, userId } })) >= MAX_PUSH_SUBSCRIPTIONS)
      throw new AppError("PUSH_LIMIT", {
        detail: `You receive push messages in ${MAX_PUSH_SUBSCRIPTIONS} browsers. Remove one under Settings → Notifications first.`,
      });
    const sealed = sealSubscription({ dataKey, orgId, subscriptionId }, JSON.stringify({ endpoint, keys }));
    const row = { orgId, subscriptionId, userId, fingerprint, sealed, client: name, createdAt: await databaseNow(client) };
    return toSubscription(await client.pushSubscription.create({ data: row }));
  });
}

/** @throws AppError NOT_FOUND */
export async function deleteSubscription({ principal: { scope, userId }, deps, id }: OfSubscription): Promise<void> {
  const { orgId } = scope;
  const where = { orgId, userId, subscriptionId: requireId(id) };
  const { count } = await deps.database.inOrg(scope, (client) => client.pushSubscription.deleteMany({ where }));
  if (count === 0) throw notFound();
}

/** Queues a test message to one browser. It is sent at once, also in quiet hours. @throws AppError NOT_FOUND, TOO_MANY_ATTEMPTS */
export async function testSubscription({ principal: { scope, userId }, deps, id }: OfSubscription): Promise<Delivery> {
  const { orgId } = scope;
  const subscriptionId = requireId(id);
  await takeTest(deps, orgId, userId);
  const queued = await deps.database.inOrg(scope, async (client) => {
    if (!(await client.pushSubscription.findFirst({ where: { orgId, userId, subscriptionId } }))) throw notFound();
    const ids = { deliveryId: deps.newId(), messageId: deps.newId(), subscriptionId };
    const delivery = { ...ids, channel: "push", type: NOTIFICATION_TEST_TYPE, body: null, createdAt: await databaseNow(client) };
    return queueDelivery(client, { orgId, userId }, delivery);
  });
  deps.outbox.wake();
  return queued;
}

/** Refuses a key with which no message could be encrypted. */
function requirePoint(p256dh: string): void {
  try {
    ECDH.convertKey(p256dh, "prime256v1", "base64url");
  } catch {
    throw new AppError("INVALID_REQUEST", {
      detail: "The public key is not valid. Send what PushSubscription.toJSON() of the browser returns.",
      errors: [{ path: "keys.p256dh", message: "must be an uncompressed point of P-256" }],
    });
  }
}

function toSubscription({ subscriptionId, client, fingerprint, createdAt, usedAt }: SubscriptionRow): PushSubscription {
  return {
    id: encodeId("psb", subscriptionId),
    client,
    fingerprint: Buffer.from(fingerprint).toString("base64url"),
    created_at: createdAt.toISOString(),
    last_used_at: usedAt?.toISOString() ?? null,
  };
}

function requireId(id: string | undefined): string {
  const uuid = decodeId("psb", id ?? "");
  if (!uuid) throw notFound();
  return uuid;
}

function notFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "You have no such subscription. List yours with GET /notifications/subscriptions." });
}
