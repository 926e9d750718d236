import type { Json } from "../model/json.ts";
import type { BudgetCheck, BudgetTerms, Overrun, ThresholdCrossing } from "../model/settle-plan.ts";
import type { Change, CounterRecord, ReservationRecord, View } from "./types.ts";

export function termsOfCheck({ policy, index, measure, cap, warn }: BudgetCheck): BudgetTerms {
  return { policy, index, measure, cap, warn };
}

/**
 * Adds an amount to the counter of a budget, and returns the warning thresholds that the new total reaches.
 * INVARIANT: a counter stores how many thresholds it has passed, so each is returned once, also after a restart and after the usage fell.
 */
export function chargeCounter(
  counter: CounterRecord,
  amount: number,
  { policy, index, measure, cap, warn }: BudgetTerms,
): { readonly counter: CounterRecord; readonly crossings: readonly ThresholdCrossing[] } {
  const value = Math.min(Math.max(0, counter.value + amount), Number.MAX_SAFE_INTEGER);
  const passed = warn.filter(({ at }) => value >= at).length;
  const crossings = warn.slice(counter.warned, passed).map(({ share }) => ({ policy, index, measure, share, cap, used: value }));
  return { counter: { ...counter, value, warned: Math.max(counter.warned, passed) }, crossings };
}

/** The reservations of one action or caller after their costs are known. */
export interface ReservationCharge {
  readonly row: ReservationRecord;
  /** The change to the budget: the cost less the amount that was charged before. */
  readonly difference: number;
}

export interface Charged {
  readonly changes: readonly Change[];
  readonly crossings: readonly ThresholdCrossing[];
  readonly overruns: readonly Overrun[];
}

/** Charges the differences of reservations to their budgets. The counter of an ended period no longer exists and is not created again. */
export function chargeReservations(charges: readonly ReservationCharge[], view: View): Charged {
  const counters = new Map<string, CounterRecord>();
  const crossings: ThresholdCrossing[] = [];
  const overruns = new Map<string, Overrun>();
  const changes: Change[] = [];
  for (const { row, difference } of charges) {
    changes.push({ table: "budget_reservation", row });
    const counter = counters.get(row.key) ?? view.counters.get(row.key);
    if (!counter) continue;
    const { terms } = row;
    const charged = terms
      ? chargeCounter(counter, difference, terms)
      : { counter: { ...counter, value: Math.max(0, counter.value + difference) }, crossings: [] };
    counters.set(row.key, charged.counter);
    crossings.push(...charged.crossings);
    const { value, extended } = charged.counter;
    if (terms && difference > 0 && value > terms.cap + extended)
      overruns.set(row.key, { policy: terms.policy, index: terms.index, measure: terms.measure, cap: terms.cap + extended, used: value });
  }
  for (const row of counters.values()) changes.push({ table: "limit_counter", row });
  return { changes, crossings, overruns: [...overruns.values()] };
}

const MAX_LISTED = 32;

/** Returns the members of an entry's data, and its tags, about thresholds and overruns. */
export function budgetEvidence(crossings: readonly ThresholdCrossing[], overruns: readonly Overrun[] = []) {
  const data: Record<string, Json> = {
    ...(crossings.length > 0 ? { thresholds: crossings.slice(0, MAX_LISTED).map((crossing) => ({ ...crossing })) } : {}),
    ...(overruns.length > 0 ? { overruns: overruns.slice(0, MAX_LISTED).map((overrun) => ({ ...overrun })) } : {}),
  };
  const tags = [...(crossings.length > 0 ? ["budget.threshold"] : []), ...(overruns.length > 0 ? ["budget.exceeded"] : [])];
  return { data, tags };
}
