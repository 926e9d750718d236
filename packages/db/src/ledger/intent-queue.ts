/** What the queue needs to know of an item. */
export interface Queued {
  readonly orgId: string;
  /** Estimated bytes of its rows. */
  readonly bytes: number;
}

export interface QueueLimits {
  readonly perProcess: number;
  readonly perOrg: number;
  readonly batchItems: number;
  readonly batchBytes: number;
}

const MAX_SKIPS = 3;

interface OrgLine<T> {
  readonly items: T[];
  /** Flushes that found this organisation's head busy. */
  skips: number;
}

/** Waiting intents, one line per organisation, taken fairly: a noisy organisation cannot fill another's batch. */
export class IntentQueue<T extends Queued> {
  readonly #lines = new Map<string, OrgLine<T>>();
  readonly #limits: QueueLimits;
  #size = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** `false` when a cap is reached; nothing was queued then. */
  push(item: T): boolean {
    const line = this.#line(item.orgId);
    if (this.#size >= this.#limits.perProcess || line.items.length >= this.#limits.perOrg) return false;
    line.items.push(item);
    this.#size++;
    return true;
  }

  /** Puts items back ahead of everything else of their organisations; caps do not apply, they were inside already. */
  pushFirst(items: readonly T[]): void {
    for (const item of [...items].reverse()) {
      this.#line(item.orgId).items.unshift(item);
      this.#size++;
    }
  }

  /** Remembers that an organisation's head was busy. */
  skipped(orgId: string): void {
    this.#line(orgId).skips++;
  }

  /** The next batch, one item per organisation in turn. An organisation that was skipped too often comes alone, to wait for its lock. */
  take(): { items: T[]; alone: boolean } {
    for (const line of this.#lines.values()) {
      if (line.skips >= MAX_SKIPS && line.items.length > 0) {
        line.skips = 0;
        return { items: this.#drain([line]), alone: true };
      }
    }
    const lines = [...this.#lines.values()].sort((a, b) => b.skips - a.skips);
    const items = this.#drain(lines);
    this.#rotate();
    return { items, alone: new Set(items.map((item) => item.orgId)).size <= 1 };
  }

  #drain(lines: readonly OrgLine<T>[]): T[] {
    const items: T[] = [];
    let bytes = 0;
    let took = true;
    while (took) {
      took = false;
      for (const line of lines) {
        const item = line.items[0];
        if (!item) continue;
        if (items.length >= this.#limits.batchItems || (items.length > 0 && bytes + item.bytes > this.#limits.batchBytes)) return items;
        line.items.shift();
        this.#size--;
        items.push(item);
        bytes += item.bytes;
        took = true;
      }
    }
    return items;
  }

  /** The line that led this batch follows in the next; empty lines are forgotten. */
  #rotate(): void {
    const first = this.#lines.entries().next().value;
    if (first) {
      this.#lines.delete(first[0]);
      this.#lines.set(first[0], first[1]);
    }
    for (const [orgId, line] of this.#lines) if (line.items.length === 0 && line.skips === 0) this.#lines.delete(orgId);
  }

  #line(orgId: string): OrgLine<T> {
    let line = this.#lines.get(orgId);
    if (!line) {
      line = { items: [], skips: 0 };
      this.#lines.set(orgId, line);
    }
    return line;
  }
}
