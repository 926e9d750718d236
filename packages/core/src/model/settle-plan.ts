/** The limits that the ledger commit checks and charges under the lock before a verdict is final. Computed without state. */
export interface SettlePlan {
  readonly checks: readonly SettleCheck[];
  /** The events that history rules count later, written when the action is executed. */
  readonly historyEvents: readonly HistoryEventPlan[];
}

/** The parts that all checks share. Every key is checked and charged: the agent's own and those of its ancestors. */
interface CheckBase {
  /** `pol_…` */
  readonly policy: string;
  readonly part: "limits" | "history" | "modules";
  readonly index: number;
  /** True for a monitored policy: a failure is recorded in the shadow verdict. */
  readonly monitored?: true;
  readonly keys: readonly string[];
}

export interface RateCheck extends CheckBase {
  readonly kind: "rate";
  readonly count: number;
  readonly period_ms: number;
  readonly burst: number;
}

export const BUDGET_MEASURES = ["usd", "tokens", "calls", "seconds"] as const;
export type BudgetMeasure = (typeof BUDGET_MEASURES)[number];

/** A share of a cap at which a warning is recorded, and the amount that it means. */
export interface BudgetThreshold {
  readonly share: number;
  readonly at: number;
}

export interface BudgetCheck extends CheckBase {
  readonly kind: "budget";
  readonly measure: BudgetMeasure;
  /** The cap in the measure's smallest unit; USD in millionths. */
  readonly cap: number;
  /** The amount that this action reserves; null when it is unknown, which denies. */
  readonly cost: number | null;
  /** True for a measure that the reservation does not request. It is settled with the others, but its cap denies nothing. */
  readonly unrequested?: true;
  /** The thresholds in ascending order. */
  readonly warn: readonly BudgetThreshold[];
  /** The time at which the counter can be deleted, in milliseconds since the epoch; null for never. */
  readonly expires_at: number | null;
  /** Maximum extension of the cap in its period by people. Absent: the cap denies. */
  readonly extendable?: number;
}

/** A cap that a request asks people to extend. Amounts in the measure's smallest unit; USD in millionths. */
export interface CapExtension {
  /** `pol_…` */
  readonly policy: string;
  readonly index: number;
  readonly measure: BudgetMeasure;
  /** The cap at the time of the request, with earlier extensions. */
  readonly cap: number;
  /** The smallest extension with which the request would have fitted. */
  readonly needed: number;
  /** The most by which the cap may be extended in its period, all extensions together. */
  readonly max: number;
  /** The counters that are extended: those that had reached the cap. */
  readonly keys: readonly string[];
  /** The time at which these counters can be deleted, in milliseconds since the epoch; null for never. */
  readonly expires_at: number | null;
}

/** Amounts by measure; USD in millionths. */
export type CostAmounts = Readonly<Partial<Record<BudgetMeasure, number>>>;

/** The budget that a reservation charges, as it was when it was made. */
export interface BudgetTerms {
  /** `pol_…` */
  readonly policy: string;
  readonly index: number;
  readonly measure: BudgetMeasure;
  readonly cap: number;
  readonly warn: readonly BudgetThreshold[];
}

/** A threshold that a budget passed for the first time. Contains ids, codes and numbers only, because it is stored in the leaf. */
export interface ThresholdCrossing {
  readonly policy: string;
  readonly index: number;
  readonly measure: BudgetMeasure;
  readonly share: number;
  /** USD in millionths. */
  readonly cap: number;
  readonly used: number;
}

/** A budget that is used beyond its cap. */
export type Overrun = Omit<ThresholdCrossing, "share">;

export interface HistoryCheck extends CheckBase {
  readonly kind: "history";
  readonly measure: "count" | "distinct" | "sum" | "before" | "after";
  readonly window_ms: number;
  readonly operator: "lt" | "lte" | "gt" | "gte" | "eq" | "neq";
  readonly value: number;
  /** True when the action lacks a value that the rule needs. The check then fails. */
  readonly unknown?: true;
  readonly is_private?: true;
  readonly remedy?: string;
}

export interface LoopCheck extends CheckBase {
  readonly kind: "loop";
  readonly window_ms: number;
  /** Keyed hash of the call. */
  readonly call: string;
  readonly max_repeats: number;
  readonly cycle_length: number;
  /** True when a loop also halts the agent. */
  readonly halts?: true;
}

/** The conditions under which a circuit opens and closes. Null disables a condition. */
export interface CircuitRule {
  /** Failures within the window without a success in between. */
  readonly failures: number | null;
  /** Ratio of failures, once the window holds `min_calls` calls. */
  readonly failure_rate: number | null;
  readonly denial_rate: number | null;
  readonly min_calls: number;
  readonly window_ms: number;
  readonly cool_down_ms: number;
  /** Number of probe calls allowed at once while the circuit is half open. */
  readonly probes: number;
}

export interface FallbackModel {
  readonly provider?: string | undefined;
  readonly name: string;
}

export interface CircuitCheck extends CheckBase {
  readonly kind: "circuit";
  readonly measure: "circuit" | "retries" | "breaker";
  /** The time for which outcomes count. */
  readonly window_ms: number;
  readonly rule: CircuitRule;
  /** Fallback models in order, each with the key of its own circuit; empty when the caller cannot switch. */
  readonly fallbacks: readonly { readonly model: FallbackModel; readonly key: string }[];
}

export type SettleCheck = RateCheck | BudgetCheck | HistoryCheck | LoopCheck | CircuitCheck;

export interface HistoryEventPlan {
  readonly keys: readonly string[];
  readonly window_ms: number;
  readonly value: string | null;
  /** Amount in millionths. */
  readonly amount: number | null;
}

/** A limit that denied an action. Contains ids, codes and numbers only, because it is stored in the leaf. */
export interface LimitFailure {
  /** `pol_…` */
  readonly policy: string;
  readonly part: SettleCheck["part"];
  readonly index: number;
  readonly measure: string;
  readonly operator: string;
  /** USD and sums in millionths. */
  readonly limit: number;
  /** Null when it is unknown or when the policy keeps it private. */
  readonly actual: number | null;
  /** Period of a rate in milliseconds. */
  readonly period?: number;
  /** Milliseconds until the same call may pass. */
  readonly retry_after?: number;
  /** True when the policy also halts the agent. The leaf omits it: the halt has an entry of its own. */
  readonly halts?: true;
}

/** A cap that an action exceeds and that people may extend. */
export interface CapReached {
  readonly failure: LimitFailure;
  readonly extension: CapExtension;
}
