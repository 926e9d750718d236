import { setImmediate } from "node:timers/promises";

const MAX_MS = 2_000;
const MAX_BLOCKING_MS = 10;

/** Returns true while time is left for another step. */
export type HasTime = () => Promise<boolean>;

/** Yields to other requests between evaluations and limits the total time of a request. */
export function startTimeBudget(now: () => number): HasTime {
  const end = now() + MAX_MS;
  let since = performance.now();
  return async () => {
    if (performance.now() - since > MAX_BLOCKING_MS) {
      await setImmediate();
      since = performance.now();
    }
    return now() < end;
  };
}
