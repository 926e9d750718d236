import { setImmediate } from "node:timers/promises";

const MAX_MS = 2_000;
const BEFORE_YIELD = 10;

/** Whether there is time for another step. */
export type HasTime = () => Promise<boolean>;

/** Lets others be served between evaluations, and says when a request has had its share of this process. */
export function startTimeBudget(now: () => number): HasTime {
  const end = now() + MAX_MS;
  let steps = 0;
  return async () => {
    steps += 1;
    if (steps % BEFORE_YIELD === 0) await setImmediate();
    return now() < end;
  };
}
