import { isOutcome, outcomeOf } from "./settle-circuit.ts";
import type { Change, HoldRecord, ReportIntent, View } from "./types.ts";

/**
 * What was reserved for an action becomes what it really cost; a failed action that states no cost gives its reserve back.
 * INVARIANT: only the first report of an action moves a budget.
 */
export function settleHolds(intent: ReportIntent, view: View, now: number): Change[] {
  const open = (view.holds.get(intent.event_id) ?? []).filter((hold) => hold.settled_at === null);
  const values = new Map<string, number>();
  for (const hold of open) {
    if (isOutcome(hold)) continue;
    const value = values.get(hold.key) ?? view.counters.get(hold.key)?.value ?? 0;
    values.set(hold.key, Math.max(0, value + costOf(hold, intent) - hold.amount));
  }
  return [
    ...open.filter(isOutcome).map((hold): Change => ({ table: "history_mark", row: outcomeOf(hold, intent.status, now) })),
    ...open.map((hold): Change => ({ table: "budget_hold", row: { ...hold, settled_at: now } })),
    ...[...values].map(([key, value]): Change => {
      const { warned, expires_at } = view.counters.get(key) ?? { warned: false, expires_at: null };
      return { table: "limit_counter", row: { key, value, warned, expires_at } };
    }),
  ];
}

function costOf({ measure, amount }: HoldRecord, { usage, status }: ReportIntent): number {
  if (measure === "calls") return amount;
  const said = measure === "usd" ? usage?.usd_micros : measure === "tokens" ? usage?.tokens : usage?.seconds;
  return said ?? (status === "failure" ? 0 : amount);
}
