import type {
  BudgetCheck,
  CircuitCheck,
  FallbackModel,
  HistoryCheck,
  LimitFailure,
  LoopCheck,
  RateCheck,
  SettleCheck,
  SettlePlan,
} from "../model/settle-plan.ts";
import { chargeCircuit, findFallback, refuseByCircuit } from "./settle-circuit.ts";
import type { Change, CounterRecord, MarksRecord, Uuid, View } from "./types.ts";

/** What has come of the action: it runs, it waits for a person, or a person let it run. */
export type LimitPhase = "execute" | "request" | "collect";

export interface LimitsAt {
  readonly view: View;
  readonly now: number;
  /** The submission that budgets are reserved for. */
  readonly event_id: Uuid;
  readonly phase: LimitPhase;
}

/** A limit that was reached, and what its policy says to do then. */
export interface LimitRefusal {
  readonly failure: LimitFailure;
  readonly remedy?: string;
}

export interface LimitsSettled {
  readonly failure: LimitRefusal | null;
  /** The model to use instead of one whose circuit is open. */
  readonly fallback: Fallback | null;
  /** The first limit of each policy that only watches which would have denied. */
  readonly shadowed: readonly LimitRefusal[];
  /** Whether a budget came past its threshold just now. */
  readonly crossed: boolean;
  readonly changes: readonly Change[];
}

/** Which of its fallbacks a policy falls back to. */
export interface Fallback {
  /** `pol_…` */
  readonly policy: string;
  readonly index: number;
  readonly model: FallbackModel;
}

/**
 * Checks every limit, and charges all of them or none.
 * INVARIANT: runs with the organisation's head locked, on counters that were loaded under that lock: no two callers pass the last place.
 */
export function settleLimits(plan: SettlePlan, at: LimitsAt): LimitsSettled {
  const shadowed = new Map<string, LimitRefusal>();
  const passed: SettleCheck[] = [];
  let fallback: Fallback | null = null;
  for (const check of plan.checks) {
    const failure = isDue(check, at.phase) ? failureOf(check, at) : null;
    const instead = failure && insteadOf(check, at);
    if (failure && !instead && !check.watched)
      return { failure: { failure, ...remedyOf(check) }, fallback: null, shadowed: [...shadowed.values()], crossed: false, changes: [] };
    if (instead) {
      fallback ??= instead.fallback;
      passed.push(instead.check);
    } else if (failure) {
      if (!shadowed.has(check.policy)) shadowed.set(check.policy, { failure, ...remedyOf(check) });
    } else passed.push(check);
  }
  return { failure: null, fallback, shadowed: [...shadowed.values()], ...charge(plan, passed, at) };
}

/**
 * A rate and a loop count calls; they were counted when the approval was asked for. A circuit is about the moment in which
 * the call runs.
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
      return checkLoop(check, at);
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

/** GCRA: a counter is the theoretical arrival time of the next call, in µs. */
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
  const { cap, cost, measure } = check;
  const used = Math.max(...check.keys.map((key) => counted(view, key)));
  if (cost !== null && used + cost <= cap && used < cap) return null;
  return fail(check, { measure, operator: "lte", limit: cap, actual: cost === null ? null : used + cost });
}

const HOLDS: Readonly<Record<HistoryCheck["operator"], (actual: number, expected: number) => boolean>> = {
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
    const actual = readMarks(view.marks.get(key), measure);
    if (!check.unknown && HOLDS[operator](actual, value)) continue;
    return fail(check, { measure, operator, limit: value, actual: check.unknown || check.is_private ? null : actual });
  }
  return null;
}

function readMarks(marks: MarksRecord | undefined, measure: HistoryCheck["measure"]): number {
  if (!marks) return 0;
  if (measure === "sum") return marks.sum;
  return measure === "distinct" ? new Set(marks.values).size : marks.count;
}

function checkLoop(check: LoopCheck, { view }: LimitsAt): LimitFailure | null {
  const repeats = Math.max(
    ...check.keys.map((key) => longestRepeat([...(view.marks.get(key)?.values ?? []), check.call], check.cycle_length)),
  );
  if (repeats <= check.max_repeats) return null;
  return fail(check, { measure: "loop", operator: "lte", limit: check.max_repeats, actual: repeats });
}

function checkCircuit(check: CircuitCheck, at: LimitsAt): LimitFailure | null {
  const refusal = refuseByCircuit(check, at);
  const { failures, failure_rate, denial_rate } = check.rule;
  const limit = failures ?? Math.min(failure_rate ?? 1, denial_rate ?? 1);
  return refusal && fail(check, { measure: check.measure, operator: "lt", limit, actual: null, ...refusal });
}

/** What is used, and charged, in place of a model whose circuit is open. What was approved is not changed any more. */
function insteadOf(check: SettleCheck, at: LimitsAt): { fallback: Fallback; check: CircuitCheck } | null {
  if (check.kind !== "circuit" || check.watched || at.phase !== "execute") return null;
  const index = findFallback(check, at);
  const found = check.fallbacks[index];
  return found ? { fallback: { policy: check.policy, index, model: found.model }, check: { ...check, keys: [found.key] } } : null;
}

/** How often the last call, or the last cycle of up to `longest` calls, follows itself at the end. */
export function longestRepeat(calls: readonly string[], longest: number): number {
  let most = 1;
  for (let length = 1; length <= longest; length++) {
    let repeats = 1;
    while (blockEquals(calls, length, repeats)) repeats++;
    most = Math.max(most, repeats);
  }
  return most;
}

/** Whether the block that ends the list also stands `back` blocks before its end. */
function blockEquals(calls: readonly string[], length: number, back: number): boolean {
  const start = calls.length - length * (back + 1);
  if (start < 0) return false;
  for (let i = 0; i < length; i++) if (calls[start + i] !== calls[calls.length - length + i]) return false;
  return true;
}

function charge(plan: SettlePlan, checks: readonly SettleCheck[], at: LimitsAt): Pick<LimitsSettled, "crossed" | "changes"> {
  const { now, phase } = at;
  const counters = new Map<string, CounterRecord>();
  const changes: Change[] = [];
  let crossed = false;
  const read = (key: string): CounterRecord =>
    counters.get(key) ?? at.view.counters.get(key) ?? { key, value: 0, warned: false, expires_at: null };
  for (const check of checks) {
    if (check.kind === "rate" && phase !== "collect") {
      for (const key of check.keys) {
        const value = Math.max(read(key).value, now * MICRO) + intervalOf(check);
        counters.set(key, { key, value, warned: false, expires_at: Math.ceil(value / MICRO) + check.period_ms });
      }
    } else if (check.kind === "loop" && phase !== "collect") {
      changes.push(...check.keys.map((key) => markChange(key, { ...at, window_ms: check.window_ms, value: check.call, amount: null })));
    } else if (check.kind === "circuit" && phase !== "request") {
      changes.push(...chargeCircuit(check, at));
    } else if (check.kind === "budget" && phase !== "request") {
      const { cost, measure, warn, expires_at } = check;
      for (const key of check.keys) {
        const { value: used, warned } = read(key);
        const value = used + (cost ?? 0);
        const warns = warn !== null && !warned && value >= warn;
        crossed ||= warns;
        counters.set(key, { key, value, warned: warned || warns, expires_at });
        changes.push({
          table: "budget_hold",
          row: { event_id: at.event_id, key, measure, amount: cost ?? 0, settled_at: null, assumed: null },
        });
      }
    }
  }
  if (phase !== "request") for (const mark of plan.marks) changes.push(...mark.keys.map((key) => markChange(key, { ...mark, now })));
  for (const row of counters.values()) changes.push({ table: "limit_counter", row });
  return { crossed, changes };
}

function markChange(key: string, mark: { now: number; window_ms: number; value: string | null; amount: number | null }): Change {
  const { now, window_ms, value, amount } = mark;
  return { table: "history_mark", row: { key, at: now, value, amount, expires_at: now + window_ms } };
}

/** Takes a new mark into what was loaded of its key. */
export function addMark(view: View, { key, value, amount }: { key: string; value: string | null; amount: number | null }): void {
  const marks = view.marks.get(key) ?? { key, count: 0, sum: 0, values: [] };
  view.marks.set(key, {
    key,
    count: marks.count + 1,
    sum: marks.sum + (amount ?? 0),
    values: value === null ? marks.values : [...marks.values, value],
  });
}
