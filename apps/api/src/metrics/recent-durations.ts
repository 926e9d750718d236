const MAX_SAMPLES = 1_024;
/** Seconds after which a sample no longer counts. */
export const WINDOW_SECONDS = 600;

export interface Percentiles {
  /** Milliseconds; null without a sample. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly samples: number;
}

/** Keeps the newest durations of an operation, at most 1,024 of the last ten minutes. */
export class RecentDurations {
  readonly #samples: { readonly at: number; readonly ms: number }[] = [];
  readonly #clock: () => number;
  #next = 0;

  /** @param clock a monotonic clock, in ms */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  add(ms: number): void {
    this.#samples[this.#next] = { at: this.#clock(), ms };
    this.#next = (this.#next + 1) % MAX_SAMPLES;
  }

  percentiles(): Percentiles {
    const since = this.#clock() - WINDOW_SECONDS * 1_000;
    const sorted = this.#samples
      .filter(({ at }) => at >= since)
      .map(({ ms }) => ms)
      .sort((one, two) => one - two);
    return { p50: nearestRank(sorted, 0.5), p95: nearestRank(sorted, 0.95), samples: sorted.length };
  }
}

function nearestRank(sorted: readonly number[], share: number): number | null {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}
