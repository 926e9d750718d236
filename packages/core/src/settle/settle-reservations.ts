import { isOutcome, outcomeOf } from "./settle-circuit.ts";
import type { Change, HoldRecord, ReportIntent, View } from "./types.ts";

/**
 * Replaces what was reserved for an action with what it cost. A report that states no cost settles provisionally: a failed action
 * gives its reservation back, any other keeps it, and the first later report that states the cost corrects it.
 * INVARIANT: each reservation takes over one stated cost, so no number of reports charges a budget twice.
 */
export function settleReservations(intent: ReportIntent, view: View, now: number): Change[] {
  const changes: Change[] = [];
  const counters = new Map<string, number>();
  for (const reservation of view.holds.get(intent.event_id) ?? []) {
    if (isOutcome(reservation)) {
      if (reservation.settled_at !== null) continue;
      changes.push({ table: "history_mark", row: outcomeOf(reservation, intent.status, now) });
      changes.push({ table: "budget_hold", row: { ...reservation, settled_at: now } });
      continue;
    }
    const settled = settleOne(reservation, intent, now);
    if (!settled) continue;
    changes.push({ table: "budget_hold", row: settled.row });
    const value = counters.get(reservation.key) ?? view.counters.get(reservation.key)?.value;
    if (value !== undefined) counters.set(reservation.key, Math.max(0, value + settled.difference));
  }
  return [...changes, ...counterChanges(counters, view)];
}

/** A counter that is missing belongs to a period that is over: there is nothing left to correct. */
function counterChanges(values: ReadonlyMap<string, number>, view: View): Change[] {
  return [...values].flatMap(([key, value]): Change[] => {
    const counter = view.counters.get(key);
    return counter ? [{ table: "limit_counter", row: { ...counter, value } }] : [];
  });
}

/** Returns the settled reservation and the change to its budget, or null when this report changes nothing. */
function settleOne(reservation: HoldRecord, report: ReportIntent, now: number): { row: HoldRecord; difference: number } | null {
  const { amount, assumed, settled_at } = reservation;
  const stated = statedCost(reservation, report);
  if (settled_at === null) {
    const cost = stated ?? (report.status === "failure" ? 0 : amount);
    return { row: { ...reservation, settled_at: now, assumed: stated === undefined ? cost : null }, difference: cost - amount };
  }
  if (assumed === null || stated === undefined) return null;
  return { row: { ...reservation, assumed: null }, difference: stated - assumed };
}

/** A call costs one call whatever the report says. */
function statedCost({ measure, amount }: HoldRecord, { usage }: ReportIntent): number | undefined {
  if (measure === "calls") return amount;
  return measure === "usd" ? usage?.usd_micros : measure === "tokens" ? usage?.tokens : usage?.seconds;
}
