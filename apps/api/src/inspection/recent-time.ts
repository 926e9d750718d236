/** What was used so long ago counts half. */
const HALF_LIFE_MS = 1_000;
/** Less is forgotten. */
const NEGLIGIBLE_MS = 1;

/** Measures the time that each organisation used recently. */
export class RecentTime {
  /** In the order of the last use. */
  readonly #used = new Map<string, { readonly ms: number; readonly at: number }>();
  readonly #now: () => number;

  /** @param now a monotonic clock in ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Returns the recent time of an organisation, in ms. */
  of(orgId: string): number {
    const used = this.#used.get(orgId);
    return used === undefined ? 0 : used.ms * 0.5 ** ((this.#now() - used.at) / HALF_LIFE_MS);
  }

  add(orgId: string, ms: number): void {
    const total = this.of(orgId) + ms;
    this.#used.delete(orgId);
    this.#used.set(orgId, { ms: total, at: this.#now() });
    for (const old of this.#used.keys()) {
      if (this.of(old) >= NEGLIGIBLE_MS) break;
      this.#used.delete(old);
    }
  }
}
