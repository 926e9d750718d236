/** The organisation and the caller that wait, such as a key or a person. `caller` is empty for work of the server itself. */
export interface QueueOwner {
  readonly orgId: string;
  readonly caller: string;
}

/** The reason why an item was not queued or was removed. */
export type FullQueue = "own_queue" | "all_queues";

export interface FairQueueLimits {
  /** Maximum items of one organisation. */
  readonly perOrg: number;
  /** Maximum items of all organisations. */
  readonly total: number;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly onDropped: (full: FullQueue) => void;
}

/** Queues of an organisation by caller, in the order of their turns. None is empty. */
type Callers<Item> = Map<string, Waiting<Item>[]>;

/**
 * Serves organisations in turn, and the callers of an organisation in turn, so that a long queue delays only its caller. When a limit is
 * reached, the newest item of the longest queue is removed in favour of a caller, or an organisation, with a shorter one.
 */
export class FairQueue<Item> {
  /** Organisations with waiting items, in the order of their turns. */
  readonly #orgs = new Map<string, Callers<Item>>();
  readonly #limits: FairQueueLimits;
  #size = 0;

  constructor(limits: FairQueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** Returns the organisations with waiting items, in the order of their turns. */
  orgIds(): Iterable<string> {
    return this.#orgs.keys();
  }

  /** Returns the number of waiting items of a caller. */
  sizeOf({ orgId, caller }: QueueOwner): number {
    return this.#orgs.get(orgId)?.get(caller)?.length ?? 0;
  }

  /** Appends an item to its caller's queue. @param onDropped called, possibly immediately, when the item is dropped */
  push({ orgId, caller }: QueueOwner, item: Item, onDropped: (full: FullQueue) => void): void {
    const callers: Callers<Item> = this.#orgs.get(orgId) ?? new Map();
    const queue = callers.get(caller) ?? [];
    const size = countItems(callers);
    if (size >= this.#limits.perOrg && !this.#dropFromLongestQueue(callers, queue.length + 1, "own_queue")) onDropped("own_queue");
    else if (this.#size >= this.#limits.total && !this.#dropFromLargestOrg(size + 1)) onDropped("all_queues");
    else {
      queue.push({ item, onDropped });
      callers.set(caller, queue);
      this.#orgs.set(orgId, callers);
      this.#size += 1;
    }
  }

  /** Removes and returns the first item of the next caller of the next organisation. @param isServed returns false for a caller to skip */
  shift(isServed: (owner: QueueOwner) => boolean = () => true): Item | undefined {
    for (const [orgId, callers] of this.#orgs) {
      for (const [caller, queue] of callers) {
        if (!isServed({ orgId, caller })) continue;
        const first = queue.shift();
        callers.delete(caller);
        if (queue.length > 0) callers.set(caller, queue);
        this.#orgs.delete(orgId);
        if (callers.size > 0) this.#orgs.set(orgId, callers);
        this.#size -= 1;
        return first?.item;
      }
    }
    return undefined;
  }

  /** Removes a waiting item of a caller. */
  remove({ orgId, caller }: QueueOwner, item: Item): void {
    const callers = this.#orgs.get(orgId);
    const queue = callers?.get(caller);
    const index = queue?.findIndex((waiting) => waiting.item === item) ?? -1;
    if (!callers || !queue || index === -1) return;
    queue.splice(index, 1);
    if (queue.length === 0) callers.delete(caller);
    if (callers.size === 0) this.#orgs.delete(orgId);
    this.#size -= 1;
  }

  /** Empties all queues and returns their items. */
  clear(): readonly Item[] {
    const items = [...this.#orgs.values()].flatMap((callers) => [...callers.values()].flat().map(({ item }) => item));
    this.#orgs.clear();
    this.#size = 0;
    return items;
  }

  /** Removes the newest item of the longest queue of the organisation with the most items. Returns false when it has at most `than` items. */
  #dropFromLargestOrg(than: number): boolean {
    let longest: Callers<Item> | undefined;
    for (const callers of this.#orgs.values()) if (countItems(callers) > (longest ? countItems(longest) : than)) longest = callers;
    return longest !== undefined && this.#dropFromLongestQueue(longest, 0, "all_queues");
  }

  /** Removes the newest item of the longest queue of an organisation. Returns false when that queue has at most `than` items. */
  #dropFromLongestQueue(callers: Callers<Item>, than: number, full: FullQueue): boolean {
    let longest: readonly [string, Waiting<Item>[]] | undefined;
    for (const [caller, queue] of callers) if (queue.length > (longest?.[1].length ?? than)) longest = [caller, queue];
    const last = longest?.[1].pop();
    if (!longest || !last) return false;
    if (longest[1].length === 0) callers.delete(longest[0]);
    this.#size -= 1;
    last.onDropped(full);
    return true;
  }
}

function countItems<Item>(callers: Callers<Item>): number {
  let size = 0;
  for (const queue of callers.values()) size += queue.length;
  return size;
}
