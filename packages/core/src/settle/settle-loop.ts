import type { LimitFailure, LoopCheck, SettlePlan } from "../model/settle-plan.ts";
import { historyChange } from "./history-change.ts";
import type { Change, View } from "./types.ts";

/** Returns a failure when the call, or the cycle that it continues, repeats more often than the policy allows. */
export function checkLoop({ policy, part, index, keys, call, max_repeats, cycle_length, halts, monitored }: LoopCheck, view: View) {
  const repeats = Math.max(...keys.map((key) => longestRepeat([...(view.history.get(key)?.values ?? []), call], cycle_length)));
  if (repeats <= max_repeats) return null;
  const failure: LimitFailure = { policy, part, index, measure: "loop", operator: "lte", limit: max_repeats, actual: repeats };
  return halts && !monitored ? { ...failure, halts } : failure;
}

/**
 * Returns the rows that count an attempt.
 * INVARIANT: denied attempts count too, so that a loop stays denied until the agent calls something else.
 */
export function recordCalls({ checks }: SettlePlan, now: number): Change[] {
  return checks.flatMap((check) => {
    if (check.kind !== "loop") return [];
    return check.keys.map((key) => historyChange(key, { window_ms: check.window_ms, value: check.call, amount: null }, now));
  });
}

/** Returns how often the last call, or the last cycle of up to `longest` calls, repeats at the end of the list. */
export function longestRepeat(calls: readonly string[], longest: number): number {
  let most = 1;
  for (let length = 1; length <= longest; length++) {
    let repeats = 1;
    while (blockEquals(calls, length, repeats)) repeats++;
    most = Math.max(most, repeats);
  }
  return most;
}

/** Compares the last block of the list with the one `back` blocks earlier. */
function blockEquals(calls: readonly string[], length: number, back: number): boolean {
  const start = calls.length - length * (back + 1);
  if (start < 0) return false;
  for (let i = 0; i < length; i++) if (calls[start + i] !== calls[calls.length - length + i]) return false;
  return true;
}
