/** What the ledger commit must settle for a verdict to stand: computed without state, checked and charged under the lock. */
export interface SettlePlan {
  readonly checks: readonly SettleCheck[];
  /** What a later history rule counts, written when the action is executed. */
  readonly marks: readonly MarkPlan[];
}

/** Of what and of whom; every key is checked and charged: an agent's and those of all its ancestors. */
interface CheckBase {
  /** `pol_…` */
  readonly policy: string;
  readonly part: "limits" | "history" | "modules";
  readonly index: number;
  /** Its policy only watches: a failure goes to the shadow. */
  readonly watched?: true;
  readonly keys: readonly string[];
}

export interface RateCheck extends CheckBase {
  readonly kind: "rate";
  readonly count: number;
  readonly period_ms: number;
  readonly burst: number;
}

export interface BudgetCheck extends CheckBase {
  readonly kind: "budget";
  readonly measure: "usd" | "tokens" | "calls" | "seconds";
  /** In the measure's smallest unit; usd in millionths. */
  readonly cap: number;
  /** What this action reserves; `null` when nobody knows, which denies. */
  readonly cost: number | null;
  /** From here on a threshold is recorded. */
  readonly warn: number | null;
  /** When nobody needs the counter any more, ms since the epoch; `null` for never. */
  readonly expires_at: number | null;
}

export interface HistoryCheck extends CheckBase {
  readonly kind: "history";
  readonly measure: "count" | "distinct" | "sum" | "before" | "after";
  readonly window_ms: number;
  readonly operator: "lt" | "lte" | "gt" | "gte" | "eq" | "neq";
  readonly value: number;
  /** What the action itself must say is missing: unknown, which fails. */
  readonly unknown?: true;
  readonly is_private?: true;
  readonly remedy?: string;
}

export interface LoopCheck extends CheckBase {
  readonly kind: "loop";
  readonly window_ms: number;
  /** What the call is, keyed. */
  readonly call: string;
  readonly max_repeats: number;
  readonly cycle_length: number;
}

/** When a circuit opens, and how it closes again. What is `null` does not open it. */
export interface CircuitRule {
  /** Failures within the window with no success between. */
  readonly failures: number | null;
  /** Shares, of at least `min_calls` within the window. */
  readonly failure_rate: number | null;
  readonly denial_rate: number | null;
  readonly min_calls: number;
  readonly window_ms: number;
  readonly cool_down_ms: number;
  /** Calls that may try at once whether it works again. */
  readonly probes: number;
}

export interface FallbackModel {
  readonly provider?: string | undefined;
  readonly name: string;
}

export interface CircuitCheck extends CheckBase {
  readonly kind: "circuit";
  readonly measure: "circuit" | "retries" | "breaker";
  /** How long outcomes are remembered. */
  readonly window_ms: number;
  readonly rule: CircuitRule;
  /** What may be used instead, in order, with the key of its own circuit; empty when the caller cannot. */
  readonly fallbacks: readonly { readonly model: FallbackModel; readonly key: string }[];
}

export type SettleCheck = RateCheck | BudgetCheck | HistoryCheck | LoopCheck | CircuitCheck;

export interface MarkPlan {
  readonly keys: readonly string[];
  readonly window_ms: number;
  readonly value: string | null;
  /** In millionths. */
  readonly amount: number | null;
}

/** A limit that did not let an action through. Ids, codes and numbers only: it stands in the leaf. */
export interface LimitFailure {
  /** `pol_…` */
  readonly policy: string;
  readonly part: SettleCheck["part"];
  readonly index: number;
  readonly measure: string;
  readonly operator: string;
  /** usd and sums in millionths. */
  readonly limit: number;
  /** `null` when it is not known, or when the policy keeps it private. */
  readonly actual: number | null;
  /** Of a rate, ms. */
  readonly period?: number;
  /** When the same call may pass again, ms from now. */
  readonly retry_after?: number;
}
