import type { RowBatch } from "./rows.ts";

const STORE_WITHIN_MS = 50;

interface SignedHead {
  readonly size: number;
  readonly note: string;
}

export type StoreCheckpoints = (heads: readonly (readonly [orgId: string, head: SignedHead])[]) => Promise<void>;

/** Signed heads that are not stored yet. They are stored with the next flush, or on their own after 50 ms. */
export class CheckpointOutbox {
  readonly #pending = new Map<string, SignedHead>();
  readonly #store: StoreCheckpoints;
  #timer: NodeJS.Timeout | null = null;

  constructor(store: StoreCheckpoints) {
    this.#store = store;
  }

  put(orgId: string, size: number, note: string): void {
    const pending = this.#pending.get(orgId);
    if (!pending || pending.size < size) this.#pending.set(orgId, { size, note });
    this.#timer ??= setTimeout(() => void this.flush(), STORE_WITHIN_MS).unref();
  }

  /** Adds the pending heads of these organisations to a commit. `undo` puts them back when the commit fails. */
  attachTo(rows: RowBatch, orgIds: Iterable<string>): { undo(): void } {
    const taken: [string, SignedHead][] = [];
    for (const orgId of orgIds) {
      const pending = this.#pending.get(orgId);
      if (!pending) continue;
      this.#pending.delete(orgId);
      taken.push([orgId, pending]);
      rows.add("ledger_checkpoint", { org_id: orgId, size: pending.size, note: pending.note });
    }
    if (this.#pending.size === 0) this.#stopTimer();
    return { undo: () => taken.forEach(([orgId, { size, note }]) => this.put(orgId, size, note)) };
  }

  /** Stores the pending heads now. After a failure they stay pending, because a head can be signed again at any time. */
  async flush(): Promise<void> {
    this.#stopTimer();
    const due = [...this.#pending];
    if (due.length === 0) return;
    this.#pending.clear();
    await this.#store(due).catch(() => due.forEach(([orgId, { size, note }]) => this.put(orgId, size, note)));
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
