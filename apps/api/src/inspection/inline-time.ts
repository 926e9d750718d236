/** Milliseconds per second that evaluations of one organisation may use on the main thread. Further ones run on another thread. */
const MAX_MS_PER_SECOND = 100;
const WINDOW_MS = 1_000;

/** Measures the recent time that each organisation's evaluations used on the main thread. */
export class InlineTime {
  readonly #used = new Map<string, number>();
  readonly #maxMs: number;
  readonly #now: () => number;
  #since: number;

  /** @param now a monotonic clock in ms */
  constructor({ maxMs = MAX_MS_PER_SECOND, now = () => performance.now() }: { maxMs?: number; now?: () => number } = {}) {
    this.#maxMs = maxMs;
    this.#now = now;
    this.#since = now();
  }

  isLeft(orgId: string): boolean {
    const now = this.#now();
    if (now - this.#since >= WINDOW_MS) {
      this.#used.clear();
      this.#since = now;
    }
    return (this.#used.get(orgId) ?? 0) < this.#maxMs;
  }

  /** Runs a function on this thread and adds its time to the organisation. */
  spend<Result>(orgId: string, run: () => Result): Result {
    const began = this.#now();
    try {
      return run();
    } finally {
      this.#used.set(orgId, (this.#used.get(orgId) ?? 0) + this.#now() - began);
    }
  }
}
