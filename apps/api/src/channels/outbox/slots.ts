import type { DueDelivery } from "@agentlattice/db";

/**
 * Limits of concurrent delivery attempts of one process. One channel never uses all slots of an organisation. Messages to people of all
 * organisations go through the same servers, such as the mail server, so these channels also have a limit over all organisations.
 */
export const SLOTS = { total: 64, org: 16, receiver: 4, failingReceiver: 1, channel: 32, channelOfOrg: 8, endpointsOfOrg: 12 } as const;

/** Maximum number of receivers that are tracked as failing. Further failing receivers keep the slots of a working one. */
const MAX_FAILING = 10_000;
const TO_PEOPLE: ReadonlySet<string> = new Set(["email", "push"]);

type Delivery = Pick<DueDelivery, "org_id" | "receiver_id" | "channel">;
type Limit = Exclude<keyof typeof SLOTS, "total" | "failingReceiver">;

/** The slots for concurrent attempts. */
export interface Slots {
  /** Number of free slots. */
  readonly free: number;
  /** Returns the keys without a free slot. */
  busy(): string[];
  /** Takes a slot, or returns false when there is none. */
  take(delivery: Delivery): boolean;
  /** Returns the slot of an ended attempt. */
  release(delivery: Delivery, isDelivered: boolean): void;
}

/** INVARIANT: failing and silent receivers never have all slots of the process, nor those of an organisation unless all its receivers fail. */
export function createSlots(): Slots {
  const taken = new Map<string, { readonly limit: Limit; count: number }>();
  const failing = new Set<string>();
  let total = 0;
  const isFull = (key: string) => {
    const entry = taken.get(key);
    return entry !== undefined && entry.count >= SLOTS[failing.has(key) ? "failingReceiver" : entry.limit];
  };
  const count = (delivery: Delivery, difference: 1 | -1) => {
    total += difference;
    for (const [key, limit] of keysOf(delivery)) {
      const entry = taken.get(key) ?? { limit, count: 0 };
      entry.count += difference;
      if (entry.count === 0) taken.delete(key);
      else taken.set(key, entry);
    }
  };
  return {
    get free() {
      return SLOTS.total - total;
    },
    busy: () => [...taken.keys()].filter(isFull),
    take(delivery) {
      if (total >= SLOTS.total || keysOf(delivery).some(([key]) => isFull(key))) return false;
      count(delivery, 1);
      return true;
    },
    release(delivery, isDelivered) {
      count(delivery, -1);
      if (isDelivered) failing.delete(delivery.receiver_id);
      else if (failing.size < MAX_FAILING) failing.add(delivery.receiver_id);
    },
  };
}

/** Returns the keys whose slots a delivery takes, as `app.due_deliveries` names them. */
function keysOf({ org_id, receiver_id, channel }: Delivery): [string, Limit][] {
  const ofAll: [string, Limit][] = [
    [org_id, "org"],
    [receiver_id, "receiver"],
  ];
  const ofOrg = `${org_id} ${channel}`;
  return TO_PEOPLE.has(channel) ? [...ofAll, [channel, "channel"], [ofOrg, "channelOfOrg"]] : [...ofAll, [ofOrg, "endpointsOfOrg"]];
}
