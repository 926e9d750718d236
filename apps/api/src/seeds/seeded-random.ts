/** A pseudo-random generator with the same sequence on every run (mulberry32). */
export interface SeededRandom {
  /** Returns 0 ≤ n < 1. */
  next(): number;
  /** Returns an integer; both bounds are included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** Picks an element with a probability proportional to its weight. */
  weighted<T extends { readonly weight: number }>(from: readonly T[]): T;
  /** Returns a number around a median, mostly within a factor of three. */
  around(median: number): number;
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[Math.floor(next() * from.length)];
    if (picked === undefined) throw new Error("Cannot pick from an empty list.");
    return picked;
  };
  return {
    next,
    pick,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    weighted(from) {
      let left = next() * from.reduce((sum, { weight }) => sum + weight, 0);
      for (const one of from) {
        left -= one.weight;
        if (left < 0) return one;
      }
      return pick(from);
    },
    around: (median) => Math.round(median * 3 ** (next() + next() + next() - 1.5)),
  };
}
