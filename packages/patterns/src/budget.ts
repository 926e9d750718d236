import type { Steps } from "./memory.ts";

/** Base budget of a request. */
const LEAST_STEPS = 1_000_000;
const STEPS_PER_CHAR = 500;
/** Budget for each text, because the cost of many short texts is mostly that of the calls. */
const STEPS_PER_TEXT = 3_000;
const MOST_TEXTS = 2_000;
/** Longer texts have the same budget, so that a large request cannot delay others. */
const MOST_CHARS = 400_000;

/**
 * Returns the step budget of all patterns for one request, by the length and number of its texts: 11 to 17 ms for 20,000 characters.
 * INVARIANT: it counts steps, never time, so the same request ends the same way on every machine.
 */
export function budgetFor(chars: number, texts = 1): Steps {
  return { left: LEAST_STEPS + Math.min(chars, MOST_CHARS) * STEPS_PER_CHAR + Math.min(texts, MOST_TEXTS) * STEPS_PER_TEXT };
}
