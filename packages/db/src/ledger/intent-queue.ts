/** The fields of an item that the queue uses. */
export interface Queued {
  readonly orgId: string;
  /** Estimated size of its rows in bytes. */
  readonly bytes: number;
}

export interface QueueLimits {
  readonly perProcess: number;
  readonly perOrg: number;
  readonly batchItems: number;
  readonly batchBytes: number;
}

const MAX_SKIPS = 3;

interface OrgQueue<T> {
  readonly items: T[];
  /** Consecutive flushes that found the organisation's head locked. */
  skips: number;
}

/** Queues intents per organisation and takes them in turn, so that a busy organisation cannot delay the others. */
export class IntentQueue<T extends Queued> {
  readonly #queues = new Map<string, OrgQueue<T>>();
  readonly #limits: QueueLimits;
  #size = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds an item. Returns false, without adding it, when a limit is reached. */
  push(item: T): boolean {
    const queue = this.#queueOf(item.orgId);
    if (this.#size >= this.#limits.perProcess || queue.items.length >= this.#limits.perOrg) return false;
    queue.items.push(item);
    this.#size++;
    return true;
  }

  /** Puts items back at the front of their queues. Limits do not apply, because the items were counted before. */
  pushFirst(items: readonly T[]): void {
    for (const item of [...items].reverse()) {
      this.#queueOf(item.orgId).items.unshift(item);
      this.#size++;
    }
  }

  /** Records that an organisation's head was locked. */
  skipped(orgId: string): void {
    this.#queueOf(orgId).skips++;
  }

  /** Takes the next batch, one item per organisation in turn. An organisation that was skipped too often gets its own batch, which waits for the lock. */
  take(): { items: T[]; alone: boolean } {
    for (const queue of this.#queues.values()) {
      if (queue.skips >= MAX_SKIPS && queue.items.length > 0) {
        queue.skips = 0;
        return { items: this.#drain([queue]), alone: true };
      }
    }
    const queues = [...this.#queues.values()].sort((a, b) => b.skips - a.skips);
    const items = this.#drain(queues);
    this.#rotate();
    return { items, alone: new Set(items.map((item) => item.orgId)).size <= 1 };
  }

  #drain(queues: readonly OrgQueue<T>[]): T[] {
    const items: T[] = [];
    let bytes = 0;
    let took = true;
    while (took) {
      took = false;
      for (const queue of queues) {
        const item = queue.items[0];
        if (!item) continue;
        if (items.length >= this.#limits.batchItems || (items.length > 0 && bytes + item.bytes > this.#limits.batchBytes)) return items;
        queue.items.shift();
        this.#size--;
        items.push(item);
        bytes += item.bytes;
        took = true;
      }
    }
    return items;
  }

  /** Moves the first queue to the end and removes empty queues. */
  #rotate(): void {
    const first = this.#queues.entries().next().value;
    if (first) {
      this.#queues.delete(first[0]);
      this.#queues.set(first[0], first[1]);
    }
    for (const [orgId, queue] of this.#queues) if (queue.items.length === 0 && queue.skips === 0) this.#queues.delete(orgId);
  }

  #queueOf(orgId: string): OrgQueue<T> {
    let queue = this.#queues.get(orgId);
    if (!queue) {
      queue = { items: [], skips: 0 };
      this.#queues.set(orgId, queue);
    }
    return queue;
  }
}
