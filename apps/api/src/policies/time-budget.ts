import { setImmediate } from "node:timers/promises";

const MAX_MS = 2_000;
const BEFORE_YIELD = 10;

/** Lets others be served between evaluations, and says when a request has had its share of this process. */
export function startTimeBudget(now: () => number) {
  const end = now() + MAX_MS;
  let steps = 0;
  /** Whether there is time for another step. */
  return async (): Promise<boolean> => {
    steps += 1;
    if (steps % BEFORE_YIELD === 0) await setImmediate();
    return now() < end;
  };
}
