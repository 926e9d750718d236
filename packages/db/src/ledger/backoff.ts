/** Delays between attempts while the database is unavailable, ms. Their sum of 6.7 s outlasts a restart of Postgres. */
export const RETRY_DELAYS_MS: readonly number[] = [200, 500, 1_000, 2_000, 3_000];

/** Counts consecutive failed attempts to reach the database. */
export class Backoff {
  #failures = 0;

  /**
   * Records a failed attempt. Returns the delay before the next one in ms, or null when no attempts are left. A success resets the count.
   */
  failed(): number | null {
    return RETRY_DELAYS_MS[this.#failures++] ?? null;
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
