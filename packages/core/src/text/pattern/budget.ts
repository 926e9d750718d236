import type { Steps } from "./automaton.ts";

/** For calls and short texts, once for a whole request. */
const LEAST_STEPS = 1_000_000;
const STEPS_PER_CHAR = 500;
/** From here on a longer text gets no more: what comes of a megabyte must not hold up everybody else. */
const MOST_CHARS = 400_000;

/**
 * What all patterns together may spend on texts of so many characters: some 15 ms for 20,000.
 * INVARIANT: it counts steps, never time, so the same request ends the same way on every machine.
 */
export function budgetFor(chars: number): Steps {
  return { left: LEAST_STEPS + Math.min(chars, MOST_CHARS) * STEPS_PER_CHAR };
}
