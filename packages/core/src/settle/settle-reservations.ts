import { type Charged, chargeReservations, type ReservationCharge } from "./charge-budget.ts";
import type { ReportIntent } from "./intents.ts";
import type { ReservationRecord, View } from "./types.ts";

/**
 * Replaces an action's reservations with its cost.
 * A report without a cost settles provisionally: a failed action releases its reservation, any other keeps it. The first later report that
 * states the cost corrects it.
 * INVARIANT: each reservation accepts one stated cost, so repeated reports never charge a budget twice.
 */
export function settleReservations(intent: ReportIntent, view: View, now: number): Charged {
  const charges = (view.reservations.get(intent.event_id) ?? []).flatMap((reservation) => settleOne(reservation, intent, now) ?? []);
  return chargeReservations(charges, view);
}

/** Returns the settled reservation and the change to its budget, or null when this report changes nothing. */
function settleOne(reservation: ReservationRecord, report: ReportIntent, now: number): ReservationCharge | null {
  const { amount, assumed, settled_at } = reservation;
  const stated = statedCost(reservation, report);
  if (settled_at === null) {
    const cost = stated ?? (report.status === "failure" ? 0 : amount);
    return { row: { ...reservation, settled_at: now, assumed: stated === undefined ? cost : null }, difference: cost - amount };
  }
  if (assumed === null || stated === undefined) return null;
  return { row: { ...reservation, assumed: null }, difference: stated - assumed };
}

/** Returns the cost that the report states. A call always costs one call. */
function statedCost({ measure, amount }: ReservationRecord, { usage }: ReportIntent): number | undefined {
  if (measure === "calls") return amount;
  return measure === "usd" ? usage?.usd_micros : measure === "tokens" ? usage?.tokens : usage?.seconds;
}
