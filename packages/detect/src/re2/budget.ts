import type { Steps } from "./automaton.ts";

/** For calls and short texts, once for a whole request. */
const LEAST_STEPS = 1_000_000;
const STEPS_PER_CHAR = 500;
/** Many short texts cost mostly the calls; of so many at most. */
const STEPS_PER_TEXT = 3_000;
const MOST_TEXTS = 2_000;
/** From here on a longer text gets no more: what comes of a megabyte must not hold up everybody else. */
const MOST_CHARS = 400_000;

/**
 * What all patterns together may spend on one request, by the characters of all its texts and how many they are: 11 to 17 ms for 20,000.
 * INVARIANT: it counts steps, never time, so the same request ends the same way on every machine.
 */
export function budgetFor(chars: number, texts = 1): Steps {
  return { left: LEAST_STEPS + Math.min(chars, MOST_CHARS) * STEPS_PER_CHAR + Math.min(texts, MOST_TEXTS) * STEPS_PER_TEXT };
}
