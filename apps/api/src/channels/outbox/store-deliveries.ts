import type { OrgClient } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { sealBody } from "../seal-channel.ts";
import { webhookBody } from "./message.ts";
import type { PlannedDelivery } from "./plan-deliveries.ts";

/** Deliveries of one receiver that may wait. Further ones fail at once and can be replayed. */
const MAX_WAITING = 5_000;

/** Writes deliveries. A repeated one, and a second one of a subject to the same receiver, has no effect. */
export async function storeDeliveries(
  deps: Deps,
  client: OrgClient,
  orgId: string,
  planned: readonly PlannedDelivery[],
  now: Date,
): Promise<void> {
  if (planned.length === 0) return;
  const full = await fullReceivers(client, orgId);
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const data = planned.map(({ channel, endpointId, userId, subscriptionId, approvalId, subject, event, dueAt, held, urgent }) => {
    const deliveryId = deps.newId();
    const isFull = full.has(endpointId ?? subscriptionId ?? userId);
    return {
      orgId,
      deliveryId,
      channel,
      endpointId,
      userId,
      subscriptionId,
      messageId: event.entryId,
      type: event.event.kind,
      approvalId,
      subject,
      // Messages to people are written from the state at the time of the attempt.
      body: channel === "webhook" ? sealBody({ dataKey, orgId, deliveryId }, webhookBody(event, orgId)) : null,
      status: isFull ? "failed" : "pending",
      dueAt: isFull ? null : (dueAt ?? now),
      held: !isFull && held,
      urgent,
      finishedAt: isFull ? now : null,
      createdAt: now,
    };
  });
  await client.delivery.createMany({ data, skipDuplicates: true });
}

async function fullReceivers(client: OrgClient, orgId: string): Promise<ReadonlySet<string | null>> {
  const by = ["endpointId", "subscriptionId", "userId"] as const;
  const waiting = await client.delivery.groupBy({ by: [...by], where: { orgId, status: "pending" }, _count: true });
  const full = waiting.filter(({ _count }) => _count >= MAX_WAITING);
  return new Set(full.map(({ endpointId, subscriptionId, userId }) => endpointId ?? subscriptionId ?? userId));
}
