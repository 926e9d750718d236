/** What evaluations of one organisation may take of the serving thread in a second; what comes after goes to a thread of its own. */
const MOST_MS = 100;
const WINDOW_MS = 1_000;

/** Measures how long the serving thread was kept by each organisation's evaluations lately. */
export class InlineTime {
  readonly #used = new Map<string, number>();
  readonly #mostMs: number;
  readonly #now: () => number;
  #since: number;

  /** @param now milliseconds that only grow */
  constructor({ mostMs = MOST_MS, now = () => performance.now() }: { mostMs?: number; now?: () => number } = {}) {
    this.#mostMs = mostMs;
    this.#now = now;
    this.#since = now();
  }

  isLeft(orgId: string): boolean {
    const now = this.#now();
    if (now - this.#since >= WINDOW_MS) {
      this.#used.clear();
      this.#since = now;
    }
    return (this.#used.get(orgId) ?? 0) < this.#mostMs;
  }

  /** Runs here, on the organisation's account. */
  spend<Result>(orgId: string, run: () => Result): Result {
    const began = this.#now();
    try {
      return run();
    } finally {
      this.#used.set(orgId, (this.#used.get(orgId) ?? 0) + this.#now() - began);
    }
  }
}
