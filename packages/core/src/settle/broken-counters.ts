import type { SettleCheck, SettlePlan } from "../model/settle-plan.ts";
import { circuitCounters } from "./settle-circuit.ts";
import type { CounterRecord, View } from "./types.ts";

/** Returns true when a limit of the plan uses a counter that was deleted or changed outside the product. */
export function usesBrokenCounter(plan: SettlePlan | undefined, { brokenCounters }: Pick<View, "brokenCounters">): boolean {
  if (!plan || brokenCounters.size === 0) return false;
  return plan.checks.some((check) => countersOfCheck(check).some((key) => brokenCounters.has(key)));
}

function countersOfCheck(check: SettleCheck): readonly string[] {
  if (check.kind === "rate" || check.kind === "budget") return check.keys;
  return check.kind === "circuit" ? circuitCounters(check) : [];
}

/** Returns the UTC day on which a counter ends, by which counters are summed. @param expiresAt ms since the epoch */
export function dayOfEnd(expiresAt: number | null): string {
  return expiresAt === null ? "never" : new Date(expiresAt).toISOString().slice(0, 10);
}

/** Records the UTC days on which a written counter ended before and ends now. Counters that were changed outside the product are left out. */
export function moveCounter({ brokenCounters, counters, movedCounters }: View, row: CounterRecord): void {
  if (brokenCounters.has(row.key)) return;
  const stored = counters.get(row.key);
  const before = movedCounters.get(row.key) ?? { from: stored ? dayOfEnd(stored.expires_at) : null };
  movedCounters.set(row.key, { from: before.from, to: dayOfEnd(row.expires_at) });
}
