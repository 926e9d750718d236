import type { Facts } from "./facts.ts";

/** What one evaluation may cost. A step is about one comparison, or a few dozen characters of text. */
const STEP_BUDGET = 4_000_000;

/** One evaluation under way. */
export interface Run {
  readonly facts: Facts;
  readonly spend: (steps: number) => void;
}

/**
 * Starts counting.
 * INVARIANT: the budget counts steps, never time, so the same input ends the same way on every machine.
 */
export function startRun(facts: Facts): Run {
  let left = STEP_BUDGET;
  return {
    facts,
    spend: (steps) => {
      left -= steps;
      if (left < 0) throw new RangeError("the evaluation costs more steps than it may");
    },
  };
}
