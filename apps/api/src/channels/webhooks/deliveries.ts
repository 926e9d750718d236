import { DELIVERY_ATTEMPTS, type Delivery, type DeliveryQuery, TEST_TYPE } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { databaseNow, type OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import { decodeCursor, idPosition, toPage } from "../../http/cursor.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { sealBody } from "../seal-channel.ts";
import { findWebhook } from "./endpoint-row.ts";

interface OfWebhook {
  readonly principal: PersonPrincipal;
  /** Wire id of the webhook. */
  readonly id: string | undefined;
  readonly deps: Deps;
}

const LOGGED = 20;
const WITH_LOG = { log: { orderBy: { n: "desc" }, take: LOGGED } } as const;

/** Lists the deliveries of a webhook, newest first. @throws AppError NOT_FOUND */
export async function listDeliveries({ principal, id, query, deps }: OfWebhook & { readonly query: z.output<typeof DeliveryQuery> }) {
  const { orgId } = principal.scope;
  const [before] = decodeCursor(query.cursor, idPosition) ?? [];
  const rows = await deps.database.inOrg(principal.scope, async (client) => {
    const { endpointId } = await findWebhook(client, orgId, id);
    const where = {
      orgId,
      endpointId,
      ...(query.status ? { status: query.status } : {}),
      ...(before === undefined ? {} : { deliveryId: { lt: before } }),
    };
    return client.delivery.findMany({ where, include: WITH_LOG, orderBy: { deliveryId: "desc" }, take: query.limit + 1 });
  });
  return toPage(rows, query.limit, toDelivery, (row) => [row.deliveryId]);
}

/** Queues a message of type `webhook.test`. @throws AppError NOT_FOUND */
export async function testWebhook({ principal, id, deps }: OfWebhook): Promise<Delivery> {
  const { orgId } = principal.scope;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const queued = await deps.database.inOrg(principal.scope, async (client) => {
    const endpoint = await findWebhook(client, orgId, id);
    const { endpointId } = endpoint;
    const at = await databaseNow(client);
    const deliveryId = deps.newId();
    const data = { org_id: encodeId("org", orgId), webhook_id: encodeId("whk", endpointId) };
    const body = JSON.stringify({ type: TEST_TYPE, timestamp: at.toISOString(), data });
    const row = await client.delivery.create({
      data: {
        orgId,
        deliveryId,
        channel: endpoint.kind,
        endpointId,
        messageId: deps.newId(),
        type: TEST_TYPE,
        body: endpoint.kind === "webhook" ? sealBody({ dataKey, orgId, deliveryId }, body) : null,
        status: "pending",
        dueAt: at,
        createdAt: at,
      },
      include: WITH_LOG,
    });
    return toDelivery(row);
  });
  deps.outbox.wake();
  return queued;
}

/** Makes a delivery due now, whatever its state. The message and its id stay the same. @throws AppError NOT_FOUND */
export async function replayDelivery({
  principal,
  id,
  deliveryId,
  deps,
}: OfWebhook & { readonly deliveryId: string | undefined }): Promise<Delivery> {
  const { orgId } = principal.scope;
  const uuid = decodeId("dlv", deliveryId ?? "");
  const queued = await deps.database.inOrg(principal.scope, async (client) => {
    const { endpointId } = await findWebhook(client, orgId, id);
    const found =
      uuid && (await client.delivery.findFirst({ where: { orgId, endpointId, deliveryId: uuid }, select: { deliveryId: true } }));
    if (!found) throw new AppError("NOT_FOUND", { detail: "There is no such delivery of this webhook. Deliveries are kept for 30 days." });
    const row = await client.delivery.update({
      where: { orgId_deliveryId: { orgId, ...found } },
      data: { status: "pending", dueAt: await databaseNow(client), retries: 0, finishedAt: null },
      include: WITH_LOG,
    });
    return toDelivery(row);
  });
  deps.outbox.wake();
  return queued;
}

type DeliveryRow = NonNullable<Awaited<ReturnType<OrgClient["delivery"]["findFirst"]>>> & {
  readonly log: Awaited<ReturnType<OrgClient["deliveryAttempt"]["findMany"]>>;
};

function toDelivery(row: DeliveryRow): Delivery {
  const [last] = row.log;
  return {
    id: encodeId("dlv", row.deliveryId),
    message_id: encodeId("msg", row.messageId),
    type: row.type,
    status: row.status as Delivery["status"],
    attempts: row.attempts,
    max_attempts: DELIVERY_ATTEMPTS,
    response_code: last?.statusCode ?? null,
    duration_ms: last?.durationMs ?? null,
    next_attempt_at: row.dueAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
    log: row.log
      .map(({ n, at, outcome, statusCode, durationMs }) => ({
        n,
        at: at.toISOString(),
        outcome,
        response_code: statusCode,
        duration_ms: durationMs,
      }))
      .reverse(),
  };
}
