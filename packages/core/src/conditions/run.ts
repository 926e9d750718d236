import type { Facts } from "../model/facts.ts";
import type { Steps } from "../text/pattern/automaton.ts";

/** What one evaluation may cost. A step is about one comparison, or a few dozen characters of text. */
const STEP_BUDGET = 4_000_000;

/** One evaluation under way. */
export interface Run {
  readonly facts: Facts;
  /** Steps that are left. */
  left: number;
}

/** Starts counting. */
export function startRun(facts: Facts): Run {
  return { facts, left: STEP_BUDGET };
}

/**
 * Pays for some work before it is done.
 * INVARIANT: the budget counts steps, never time, so the same input ends the same way on every machine.
 * @throws RangeError when not enough is left, which makes the answer a denial
 */
export function spend(run: Run, steps: number): void {
  run.left -= steps;
  if (run.left < 0) throw new RangeError("the evaluation costs more steps than it may");
}

/** Steps of a pattern that one step of an evaluation pays for. */
const PATTERN_STEPS = 6;

/**
 * Looks for a pattern with what is left, and pays for it.
 * @throws RangeError when not enough is left
 */
export function spendOnPattern(run: Run, look: (steps: Steps) => boolean | undefined): boolean {
  const steps = { left: run.left * PATTERN_STEPS };
  const found = look(steps);
  spend(run, 1 + run.left - Math.floor(steps.left / PATTERN_STEPS));
  return found === true;
}
