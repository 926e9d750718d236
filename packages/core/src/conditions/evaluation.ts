import type { Steps } from "@agentlattice/patterns";
import type { Facts } from "../model/facts.ts";
import { foldLetters } from "../model/fold-text.ts";

/** Step budget of one evaluation. A step is about one comparison, or a few dozen characters of text. */
const STEP_BUDGET = 4_000_000;

/** One evaluation in progress. */
export interface Evaluation {
  readonly facts: Facts;
  /** Remaining steps. */
  left: number;
  /** Working memory that the patterns of the evaluation share. */
  memory: Steps["memory"];
  /** Folded texts by the text as sent, because several policies compare the same long text. */
  folded: Map<string, string> | undefined;
}

export function startEvaluation(facts: Facts): Evaluation {
  return { facts, left: STEP_BUDGET, memory: undefined, folded: undefined };
}

/**
 * Charges steps before the work is done.
 * INVARIANT: the budget counts steps, never time, so the same input ends the same way on every machine.
 * @throws RangeError when the budget is exhausted, which denies the request
 */
export function spend(run: Evaluation, steps: number): void {
  run.left -= steps;
  if (run.left < 0) throw new RangeError("the evaluation exceeds its step budget");
}

const FOLDED_CHARS_PER_STEP = 8;

/**
 * Returns the folded letters of a text and charges the steps once per text.
 * @throws RangeError when the budget is exhausted
 */
export function foldOnce(run: Evaluation, text: string): string {
  run.folded ??= new Map();
  let folded = run.folded.get(text);
  if (folded === undefined) {
    spend(run, 1 + Math.floor(text.length / FOLDED_CHARS_PER_STEP));
    folded = foldLetters(text);
    run.folded.set(text, folded);
  }
  return folded;
}

/** Pattern steps that one evaluation step pays for. */
const PATTERN_STEPS = 6;

/**
 * Runs a pattern within the remaining budget and charges its steps.
 * @throws RangeError when the budget is exhausted
 */
export function spendOnPattern(run: Evaluation, match: (steps: Steps) => boolean | undefined): boolean {
  const steps: Steps = { left: run.left * PATTERN_STEPS };
  if (run.memory !== undefined) steps.memory = run.memory;
  const found = match(steps);
  run.memory = steps.memory;
  spend(run, 1 + run.left - Math.floor(steps.left / PATTERN_STEPS));
  return found === true;
}
