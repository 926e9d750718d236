import type {
  BudgetCheck,
  CapExtension,
  CapReached,
  CircuitCheck,
  FallbackModel,
  HistoryCheck,
  LimitFailure,
  RateCheck,
  SettleCheck,
  SettlePlan,
  ThresholdCrossing,
} from "../model/settle-plan.ts";
import { chargeCounter, termsOfCheck } from "./charge-budget.ts";
import { asksFor, findExtension } from "./extend-cap.ts";
import { historyChange } from "./history-change.ts";
import type { HistoryRow } from "./rows.ts";
import { chargeCircuit, findFallback, refuseByCircuit } from "./settle-circuit.ts";
import { checkLoop, recordCalls } from "./settle-loop.ts";
import type { Change, CounterRecord, HistoryRecord, Uuid, View } from "./types.ts";

/** The step that settles the limits: the action runs now, an approval is requested, or an approval is collected. */
export type LimitPhase = "execute" | "request" | "collect";

export interface LimitsAt {
  readonly view: View;
  readonly now: number;
  /** The submission that budgets are reserved for. */
  readonly event_id: Uuid;
  readonly phase: LimitPhase;
  /** The caps that the request asks people to extend. */
  readonly extending?: readonly CapExtension[];
}

/** A limit that was reached, with the policy's remedy. */
export interface LimitRefusal {
  readonly failure: LimitFailure;
  readonly remedy?: string;
}

export interface LimitsSettled {
  readonly failure: LimitRefusal | null;
  /** The caps that the action exceeds, when people may extend each of them and nothing else prevents the action. */
  readonly caps: readonly CapReached[];
  /** The model used in place of one whose circuit is open. */
  readonly fallback: Fallback | null;
  /** The first limit of each monitored policy that would have denied. */
  readonly shadowed: readonly LimitRefusal[];
  /** The thresholds that budgets passed in this call. */
  readonly crossings: readonly ThresholdCrossing[];
  readonly changes: readonly Change[];
}

/** The fallback model that a policy selected. */
export interface Fallback {
  readonly policy: string;
  readonly index: number;
  readonly model: FallbackModel;
}

/**
 * Checks every limit and charges either all of them or none.
 * INVARIANT: runs while the organisation's head is locked, on counters loaded under that lock, so two callers cannot both take the last
 * unit.
 */
export function settleLimits(plan: SettlePlan, at: LimitsAt): LimitsSettled {
  const shadowed = new Map<string, LimitRefusal>();
  const passed: SettleCheck[] = [];
  const caps: CapReached[] = [];
  let fallback: Fallback | null = null;
  for (const check of plan.checks) {
    const failure = isDue(check, at.phase) ? failureOf(check, at) : null;
    const instead = failure && findFallbackCheck(check, at);
    const extension = failure && check.kind === "budget" && !check.monitored ? findExtension(check, at.view) : null;
    if (failure && !instead && !check.monitored && !extension) return refused({ failure, ...remedyOf(check) }, [], shadowed);
    if (failure && extension) caps.push({ failure, extension });
    else if (instead) {
      fallback ??= instead.fallback;
      passed.push(instead.check);
    } else if (failure) {
      if (!shadowed.has(check.policy)) shadowed.set(check.policy, { failure, ...remedyOf(check) });
    } else passed.push(check);
  }
  const open = caps.find(({ extension }) => !at.extending?.some((asked) => asksFor(asked, extension)));
  if (open) return refused({ failure: open.failure }, caps, shadowed);
  return { failure: null, caps, fallback, shadowed: [...shadowed.values()], ...charge(plan, passed, at) };
}

function refused(failure: LimitRefusal, caps: readonly CapReached[], shadowed: ReadonlyMap<string, LimitRefusal>): LimitsSettled {
  return { failure, caps, fallback: null, shadowed: [...shadowed.values()], crossings: [], changes: [] };
}

/**
 * Returns true when the check applies in this phase. Rates and loops are counted when approval is requested; a circuit is checked when the
 * call runs.
 */
function isDue({ kind }: SettleCheck, phase: LimitPhase): boolean {
  if (kind === "circuit") return phase !== "request";
  return phase !== "collect" || kind === "budget" || kind === "history";
}

function remedyOf(check: SettleCheck): { remedy?: string } {
  return check.kind === "history" && check.remedy !== undefined ? { remedy: check.remedy } : {};
}

function failureOf(check: SettleCheck, at: LimitsAt): LimitFailure | null {
  switch (check.kind) {
    case "rate":
      return checkRate(check, at);
    case "budget":
      return checkBudget(check, at);
    case "history":
      return checkHistory(check, at);
    case "loop":
      return checkLoop(check, at.view);
    case "circuit":
      return checkCircuit(check, at);
  }
}

const MICRO = 1000;
const counted = (view: View, key: string) => view.counters.get(key)?.value ?? 0;
const fail = ({ policy, part, index }: SettleCheck, rest: Omit<LimitFailure, "policy" | "part" | "index">): LimitFailure => ({
  policy,
  part,
  index,
  ...rest,
});

/** Applies GCRA. The counter is the theoretical arrival time of the next call in µs. */
function checkRate(check: RateCheck, { view, now }: LimitsAt): LimitFailure | null {
  const interval = intervalOf(check);
  const tolerance = (check.burst - 1) * interval;
  const wait = Math.max(...check.keys.map((key) => counted(view, key) - tolerance - now * MICRO));
  if (wait <= 0) return null;
  return fail(check, {
    measure: "rate",
    operator: "lte",
    limit: check.count,
    actual: null,
    period: check.period_ms,
    retry_after: Math.ceil(wait / MICRO),
  });
}

const intervalOf = (check: RateCheck) => Math.ceil((check.period_ms * MICRO) / check.count);

function checkBudget(check: BudgetCheck, { view }: LimitsAt): LimitFailure | null {
  const { cost, measure } = check;
  if (check.unrequested) return null;
  const budgets = check.keys.map((key) => ({ used: counted(view, key), cap: check.cap + (view.counters.get(key)?.extended ?? 0) }));
  const exceeded = budgets.find(({ used, cap }) => cost === null || used + cost > cap || used >= cap);
  if (!exceeded) return null;
  return fail(check, { measure, operator: "lte", limit: exceeded.cap, actual: cost === null ? null : exceeded.used + cost });
}

const COMPARE: Readonly<Record<HistoryCheck["operator"], (actual: number, expected: number) => boolean>> = {
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  eq: (a, b) => a === b,
  neq: (a, b) => a !== b,
};

function checkHistory(check: HistoryCheck, { view }: LimitsAt): LimitFailure | null {
  const { measure, operator, value } = check;
  for (const key of check.keys) {
    const actual = readMeasure(view.history.get(key), measure);
    if (!check.unknown && COMPARE[operator](actual, value)) continue;
    return fail(check, { measure, operator, limit: value, actual: check.unknown || check.is_private ? null : actual });
  }
  return null;
}

function readMeasure(history: HistoryRecord | undefined, measure: HistoryCheck["measure"]): number {
  if (!history) return 0;
  if (measure === "sum") return history.sum;
  return measure === "distinct" ? new Set(history.values).size : history.count;
}

function checkCircuit(check: CircuitCheck, at: LimitsAt): LimitFailure | null {
  const refusal = refuseByCircuit(check, at);
  const { failures, failure_rate, denial_rate } = check.rule;
  const limit = failures ?? Math.min(failure_rate ?? 1, denial_rate ?? 1);
  return refusal && fail(check, { measure: check.measure, operator: "lt", limit, actual: null, ...refusal });
}

/** Returns the fallback model to charge instead of one whose circuit is open. An approved action keeps its model. */
function findFallbackCheck(check: SettleCheck, at: LimitsAt): { fallback: Fallback; check: CircuitCheck } | null {
  if (check.kind !== "circuit" || check.monitored || at.phase !== "execute") return null;
  const index = findFallback(check, at);
  const found = check.fallbacks[index];
  return found ? { fallback: { policy: check.policy, index, model: found.model }, check: { ...check, keys: [found.key] } } : null;
}

function charge(plan: SettlePlan, checks: readonly SettleCheck[], at: LimitsAt): Pick<LimitsSettled, "crossings" | "changes"> {
  const { now, phase } = at;
  const counters = new Map<string, CounterRecord>();
  const changes: Change[] = [];
  const crossings: ThresholdCrossing[] = [];
  const read = (key: string): CounterRecord =>
    counters.get(key) ?? at.view.counters.get(key) ?? { key, value: 0, warned: 0, extended: 0, expires_at: null };
  for (const check of checks) {
    if (check.kind === "rate" && phase !== "collect") {
      for (const key of check.keys) {
        const value = Math.max(read(key).value, now * MICRO) + intervalOf(check);
        counters.set(key, { key, value, warned: 0, extended: 0, expires_at: Math.ceil(value / MICRO) + check.period_ms });
      }
    } else if (check.kind === "circuit" && phase !== "request") {
      changes.push(...chargeCircuit(check, at));
    } else if (check.kind === "budget" && phase !== "request") {
      const { measure, expires_at } = check;
      const amount = check.cost ?? 0;
      const terms = termsOfCheck(check);
      for (const key of check.keys) {
        const charged = chargeCounter({ ...read(key), expires_at }, amount, terms);
        crossings.push(...charged.crossings);
        counters.set(key, charged.counter);
        changes.push({
          table: "budget_reservation",
          row: { event_id: at.event_id, key, measure, amount, settled_at: null, assumed: null, terms },
        });
      }
    }
  }
  if (phase !== "collect") changes.push(...recordCalls(plan, now));
  if (phase !== "request") for (const event of plan.historyEvents) changes.push(...event.keys.map((key) => historyChange(key, event, now)));
  for (const row of counters.values()) changes.push({ table: "limit_counter", row });
  return { crossings, changes };
}

/** Adds a new event to the loaded history of its key. */
export function addHistoryEvent(view: View, { key, at, value, amount, outcome }: HistoryRow): void {
  const { count, sum, values, outcomes } = view.history.get(key) ?? { count: 0, sum: 0, values: [], outcomes: null };
  view.history.set(key, {
    key,
    count: count + 1,
    sum: sum + (amount ?? 0),
    values: value === null ? values : [...values, value],
    outcomes: outcome === null ? outcomes : [...(outcomes ?? []), { outcome, at }],
  });
}
