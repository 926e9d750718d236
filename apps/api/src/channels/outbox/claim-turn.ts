import { NOTIFICATION_TEST_TYPE, TEST_TYPE } from "@agentlattice/contract";
import {
  type ClaimExtent,
  type ClaimedDelivery,
  claimDeliveries,
  delayDeliveries,
  lockPace,
  type OrgClient,
  readDueDelivery,
  storePace,
} from "@agentlattice/db";
import { PACE_LIMITS, takeTurn } from "./pace.ts";

/** Longer than any attempt takes. */
const LEASE_MS = 60_000;
/** Maximum number of requests that one message is about. */
const MAX_TOGETHER = 500;
/** Messages that a person has asked for. They are sent alone and at once. */
const UNPACED = [NOTIFICATION_TEST_TYPE, TEST_TYPE];

/** Claimed deliveries. Several are sent as one message. */
export interface Claimed {
  readonly deliveries: readonly ClaimedDelivery[];
  /** True when the receiver got other messages shortly before. */
  readonly isMore: boolean;
}

/**
 * Claims a due delivery and those that are sent with it, or delays them when the receiver got enough messages in the last minute. The lock of the
 * pace makes this exact across processes. Webhooks, and changes of a message that was posted, have no pace.
 */
export async function claimTurn(client: OrgClient, orgId: string, deliveryId: string): Promise<Claimed> {
  const due = await readDueDelivery(client, orgId, deliveryId);
  if (!due) return { deliveries: [], isMore: false };
  const claim = async (extent: ClaimExtent): Promise<Claimed> => ({
    deliveries: await claimDeliveries(client, orgId, { deliveryId, extent, leaseMs: LEASE_MS, limit: MAX_TOGETHER, unpaced: UNPACED }),
    isMore: extent === "receiver",
  });
  if (due.channel === "webhook" || due.receipt !== null || UNPACED.includes(due.type)) return claim("one");
  const { pace, now } = await lockPace(client, orgId, due);
  const turn = takeTurn(pace, due.urgent ? PACE_LIMITS.urgent : PACE_LIMITS.normal, now);
  if (turn.send === null) {
    await delayDeliveries(client, orgId, due, { until: turn.until, unpaced: UNPACED });
    await storePace(client, orgId, due, turn.pace);
    return { deliveries: [], isMore: false };
  }
  const claimed = await claim(turn.send);
  // Another process may have claimed the delivery before this one had the lock.
  if (claimed.deliveries.length > 0) await storePace(client, orgId, due, turn.pace);
  return claimed;
}
