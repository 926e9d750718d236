import { DELIVERY_ATTEMPTS, type Delivery, type DeliveryQuery } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { databaseNow, type OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import { AppError } from "../../http/app-error.ts";
import { decodeCursor, idPosition, toPage } from "../../http/cursor.ts";

/** The receiver of deliveries: an endpoint or a person. */
export type Receiver = { readonly orgId: string } & ({ readonly endpointId: string } | { readonly userId: string });

const LOGGED = 20;
const WITH_LOG = { log: { orderBy: { n: "desc" }, take: LOGGED } } as const;

/** Reads a page of the deliveries of a receiver, newest first. */
export async function readDeliveries(client: OrgClient, receiver: Receiver, { cursor, limit, status }: z.output<typeof DeliveryQuery>) {
  const [before] = decodeCursor(cursor, idPosition) ?? [];
  const where = { ...receiver, ...(status ? { status } : {}), ...(before === undefined ? {} : { deliveryId: { lt: before } }) };
  const rows = await client.delivery.findMany({ where, include: WITH_LOG, orderBy: { deliveryId: "desc" }, take: limit + 1 });
  return toPage(rows, limit, toDelivery, (row) => [row.deliveryId]);
}

type NewDelivery = Pick<DeliveryRow, "deliveryId" | "messageId" | "channel" | "type" | "createdAt"> & {
  readonly subscriptionId?: string;
  readonly body: Uint8Array<ArrayBuffer> | null;
};

/** Writes a delivery that is due at once. */
export async function queueDelivery(client: OrgClient, receiver: Receiver, delivery: NewDelivery): Promise<Delivery> {
  const data = { ...receiver, ...delivery, status: "pending", dueAt: delivery.createdAt };
  return toDelivery(await client.delivery.create({ data, include: WITH_LOG }));
}

/**
 * Makes a delivery due now, whatever its state. The message and its id stay the same.
 * @param deliveryId wire id of the delivery
 * @throws AppError NOT_FOUND
 */
export async function requeueDelivery(client: OrgClient, receiver: Receiver, deliveryId: string | undefined): Promise<Delivery> {
  const { orgId } = receiver;
  const uuid = decodeId("dlv", deliveryId ?? "");
  const found = uuid && (await client.delivery.findFirst({ where: { ...receiver, deliveryId: uuid }, select: { deliveryId: true } }));
  if (!found) throw new AppError("NOT_FOUND", { detail: "There is no such delivery to this receiver. Deliveries are kept for 30 days." });
  const row = await client.delivery.update({
    where: { orgId_deliveryId: { orgId, ...found } },
    data: { status: "pending", dueAt: await databaseNow(client), retries: 0, finishedAt: null },
    include: WITH_LOG,
  });
  return toDelivery(row);
}

type DeliveryRow = NonNullable<Awaited<ReturnType<OrgClient["delivery"]["findFirst"]>>> & {
  readonly log: Awaited<ReturnType<OrgClient["deliveryAttempt"]["findMany"]>>;
};

function toDelivery(row: DeliveryRow): Delivery {
  const [last] = row.log;
  return {
    id: encodeId("dlv", row.deliveryId),
    message_id: encodeId("msg", row.messageId),
    channel: row.channel as Delivery["channel"],
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
