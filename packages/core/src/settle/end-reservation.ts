import { encodeId } from "../ids/type-id.ts";
import { BUDGET_MEASURES, type CostAmounts } from "../model/settle-plan.ts";
import { formatMicros } from "../policy/limits/units.ts";
import { budgetEvidence, chargeReservations, type ReservationCharge } from "./charge-budget.ts";
import { claimId, replayOf } from "./claims.ts";
import type { CostRecordRow, CostReservationRecord } from "./cost-records.ts";
import { amountsData } from "./entry-data.ts";
import type { ExpireReservationIntent, ReleaseIntent, SettleCostIntent } from "./intents.ts";
import { reservationEntry } from "./reserve.ts";
import { type ReservationRecord, refuse, type Settled, type View } from "./types.ts";

/**
 * Replaces a reservation with the true cost, which may be more than was reserved.
 * INVARIANT: a reservation is settled once. One that has expired is settled too, because its cost was caused all the same.
 */
export function settleCost(intent: SettleCostIntent, view: View, now: number): Settled {
  const reservation = ownReservation(intent, view);
  if (!reservation) return refuse("NOT_FOUND");
  const replay = replayOf(intent.claim, view);
  if (replay) return { outcome: replay, changes: [] };
  if (reservation.status === "settled") return refuse("RESERVATION_SETTLED");
  if (reservation.status === "released") return refuse("RESERVATION_RELEASED");
  const used = usedOf(reservation, intent.used);
  const isLate = reservation.status === "expired";
  const charges = (view.reservations.get(reservation.reservation_id) ?? []).map((row): ReservationCharge => {
    const cost = used[row.measure] ?? 0;
    return { row: { ...row, settled_at: now, assumed: null }, difference: cost - (isLate ? 0 : row.amount) };
  });
  const { changes, crossings, overruns } = chargeReservations(charges, view);
  const settled: CostReservationRecord = {
    ...reservation,
    status: "settled",
    used,
    ended_at: now,
    model: intent.cost.model ?? reservation.model,
  };
  const { data, tags } = budgetEvidence(crossings, overruns);
  return {
    outcome: { type: "reservation_ended", reservation: settled, overruns },
    entry: reservationEntry("budget.settled", { entry_id: intent.entry_id }, settled, {
      ...amountsData(used),
      ...(intent.estimated ? { estimated: true } : {}),
      ...(isLate ? { late: true } : {}),
      ...data,
      event_types: ["budget.settled", ...tags],
    }),
    changes: [
      { table: "cost_reservation", row: settled },
      { table: "cost_record", row: costOf(settled, intent, now) },
      ...changes,
      ...claimId(intent.claim, intent.entry_id),
    ],
  };
}

/** Returns a reservation to its budgets, because nothing was used. */
export function settleRelease(intent: ReleaseIntent, view: View, now: number): Settled {
  const reservation = ownReservation(intent, view);
  if (!reservation) return refuse("NOT_FOUND");
  const replay = replayOf(intent.claim, view);
  if (replay) return { outcome: replay, changes: [] };
  if (reservation.status !== "reserved") return refuse(`RESERVATION_${reservation.status.toUpperCase()}`);
  const released = freed(reservation, "released", view, now);
  return {
    outcome: { type: "reservation_ended", reservation: released.reservation, overruns: [] },
    entry: reservationEntry("budget.released", { entry_id: intent.entry_id }, released.reservation, { event_types: ["budget.released"] }),
    changes: [...released.changes, ...claimId(intent.claim, intent.entry_id)],
  };
}

/** Returns a reservation to its budgets once its time is over. */
export function expireReservation(intent: ExpireReservationIntent, view: View, now: number): Settled {
  const reservation = view.costReservations.get(intent.reservation_id);
  if (reservation?.status !== "reserved" || reservation.expires_at > now) return { outcome: { type: "nothing_due" }, changes: [] };
  const expired = freed(reservation, "expired", view, now);
  return {
    outcome: { type: "reservation_ended", reservation: expired.reservation, overruns: [] },
    entry: reservationEntry(
      "budget.expired",
      { entry_id: intent.entry_id, actor: { type: "system", id: encodeId("org", intent.org_id) } },
      expired.reservation,
      { event_types: ["budget.expired"] },
    ),
    changes: expired.changes,
  };
}

function ownReservation({ reservation_id, principal }: SettleCostIntent | ReleaseIntent, view: View): CostReservationRecord | null {
  const reservation = view.costReservations.get(reservation_id);
  return reservation?.agent_id === principal.agent_id && reservation.environment === principal.environment ? reservation : null;
}

function freed(reservation: CostReservationRecord, status: "released" | "expired", view: View, now: number) {
  const ended: CostReservationRecord = { ...reservation, status, ended_at: now };
  const rows = view.reservations.get(reservation.reservation_id) ?? [];
  const charges = rows.map((row: ReservationRecord) => ({ row: { ...row, settled_at: now, assumed: 0 }, difference: -row.amount }));
  const { changes } = chargeReservations(charges, view);
  return { reservation: ended, changes: [{ table: "cost_reservation", row: ended } as const, ...changes] };
}

/** Returns the cost row of the reservation. Money that is not stated costs the reserved amount, which is also what budgets charge. */
function costOf(settled: CostReservationRecord, { cost, entry_id }: SettleCostIntent, now: number): CostRecordRow {
  const { reservation_id, agent_id, environment, run_id, action_type, model, reserved, used } = settled;
  const isReserved = cost.usd === null && reserved.usd !== undefined;
  return {
    ...cost,
    ...(isReserved ? { usd: formatMicros(reserved.usd), basis: "reserved" } : {}),
    model,
    tokens: cost.tokens ?? used?.tokens ?? null,
    request_id: reservation_id,
    entry_id,
    source: "reservation",
    agent_id,
    environment,
    run_id,
    action_type,
    at: now,
  };
}

/** Returns the stated cost. A reserved measure that is not stated costs the reserved amount. */
function usedOf({ reserved }: CostReservationRecord, stated: CostAmounts): CostAmounts {
  return Object.fromEntries(
    BUDGET_MEASURES.flatMap((measure) => {
      const amount = stated[measure] ?? reserved[measure];
      return amount === undefined ? [] : [[measure, amount]];
    }),
  );
}
