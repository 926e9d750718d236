/** The reason why an item was not queued or was removed. */
export type FullQueue = "own_queue" | "all_queues";

interface Waiting<Item> {
  readonly item: Item;
  readonly giveWay: (full: FullQueue) => void;
}

export interface FairQueueLimits {
  /** Maximum items of one owner. */
  readonly perOwner: number;
  /** Maximum items of all owners. */
  readonly total: number;
}

/**
 * Keeps one queue per organisation and serves them in turn, so that a long queue delays only its owner. When the total limit is reached, the
 * newest item of the longest queue is removed in favour of an organisation with a shorter one.
 */
export class FairQueue<Item> {
  /** Queues by owner, in the order of their turns. */
  readonly #queues = new Map<string, Waiting<Item>[]>();
  readonly #limits: FairQueueLimits;
  #size = 0;

  constructor(limits: FairQueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** Appends an item to its owner's queue. @param giveWay called, possibly immediately, when the item is dropped */
  push(owner: string, item: Item, giveWay: (full: FullQueue) => void): void {
    const queue = this.#queues.get(owner);
    const waiting = { item, giveWay };
    if ((queue?.length ?? 0) >= this.#limits.perOwner) giveWay("own_queue");
    else if (this.#size >= this.#limits.total && !this.#makeRoom((queue?.length ?? 0) + 1)) giveWay("all_queues");
    else {
      if (queue) queue.push(waiting);
      else this.#queues.set(owner, [waiting]);
      this.#size += 1;
    }
  }

  /** Removes and returns the first item of the next queue. */
  shift(): Item | undefined {
    for (const [owner, queue] of this.#queues) {
      const first = queue.shift();
      this.#queues.delete(owner);
      if (queue.length > 0) this.#queues.set(owner, queue);
      if (!first) continue;
      this.#size -= 1;
      return first.item;
    }
    return undefined;
  }

  /** Empties all queues and returns their items. */
  clear(): readonly Item[] {
    const items = [...this.#queues.values()].flatMap((queue) => queue.map(({ item }) => item));
    this.#queues.clear();
    this.#size = 0;
    return items;
  }

  /** Removes the newest item of the longest queue, if it is longer than `than`. */
  #makeRoom(than: number): boolean {
    let longest: Waiting<Item>[] | undefined;
    for (const queue of this.#queues.values()) if (queue.length > (longest?.length ?? than)) longest = queue;
    const last = longest?.pop();
    if (!last) return false;
    this.#size -= 1;
    last.giveWay("all_queues");
    return true;
  }
}
