import type { RowBatch } from "./rows.ts";

const STORE_WITHIN_MS = 50;

interface SignedHead {
  readonly size: number;
  readonly note: string;
}

export type StoreCheckpoints = (heads: readonly (readonly [orgId: string, head: SignedHead])[]) => Promise<void>;

/** Signed heads that are not stored yet: they ride on the next flush, or go on their own after 50 ms. */
export class CheckpointOutbox {
  readonly #waiting = new Map<string, SignedHead>();
  readonly #storeAlone: StoreCheckpoints;
  #timer: NodeJS.Timeout | null = null;

  constructor(storeAlone: StoreCheckpoints) {
    this.#storeAlone = storeAlone;
  }

  put(orgId: string, size: number, note: string): void {
    const waiting = this.#waiting.get(orgId);
    if (!waiting || waiting.size < size) this.#waiting.set(orgId, { size, note });
    this.#timer ??= setTimeout(() => void this.flush(), STORE_WITHIN_MS).unref();
  }

  /** Adds the waiting heads of these organisations to a commit; `undo` puts them back when it fails. */
  rideOn(rows: RowBatch, orgIds: Iterable<string>): { undo(): void } {
    const taken: [string, SignedHead][] = [];
    for (const orgId of orgIds) {
      const waiting = this.#waiting.get(orgId);
      if (!waiting) continue;
      this.#waiting.delete(orgId);
      taken.push([orgId, waiting]);
      rows.add("ledger_checkpoint", { org_id: orgId, size: waiting.size, note: waiting.note });
    }
    if (this.#waiting.size === 0) this.#stopTimer();
    return { undo: () => taken.forEach(([orgId, { size, note }]) => this.put(orgId, size, note)) };
  }

  /** Stores what is waiting now. A failure keeps it: a head can be signed again at any time. */
  async flush(): Promise<void> {
    this.#stopTimer();
    const due = [...this.#waiting];
    if (due.length === 0) return;
    this.#waiting.clear();
    await this.#storeAlone(due).catch(() => due.forEach(([orgId, { size, note }]) => this.put(orgId, size, note)));
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
