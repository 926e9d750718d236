import type { DenialReason } from "../../evidence/denial-reasons.ts";
import type { Json } from "../../model/json.ts";
import type { LimitFailure } from "../../model/settle-plan.ts";
import type { ConditionResult, Verdict } from "../../model/verdict.ts";
import { formatMicros } from "./units.ts";

interface MeasureEvidence {
  readonly reason: DenialReason;
  /** The module of the measure; absent for `spec.limits` and `spec.history`. */
  readonly module?: string;
  /** Reason codes and event types in addition to those of the denial. */
  readonly codes: readonly string[];
  readonly events: readonly string[];
}

const BUDGET: MeasureEvidence = { reason: "BUDGET_EXCEEDED", codes: ["COST_BUDGET_EXCEEDED"], events: ["budget.exceeded", "cost.budget"] };
const HISTORY: MeasureEvidence = { reason: "HISTORY_LIMIT", codes: [], events: [] };
const CIRCUIT_EVENTS = ["reliability.circuit"];
const MEASURES: Readonly<Record<string, MeasureEvidence>> = {
  rate: { reason: "RATE_LIMITED", codes: [], events: [] },
  usd: BUDGET,
  tokens: BUDGET,
  calls: BUDGET,
  seconds: BUDGET,
  loop: { reason: "LOOP_DETECTED", module: "loop", codes: [], events: [] },
  circuit: { reason: "BREAKER_OPEN", module: "reliability", codes: ["CIRCUIT_OPEN"], events: CIRCUIT_EVENTS },
  retries: { reason: "BREAKER_OPEN", module: "reliability", codes: ["RETRY_BUDGET_EXCEEDED"], events: ["reliability.retry"] },
  breaker: { reason: "BREAKER_OPEN", module: "breaker", codes: ["CIRCUIT_OPEN"], events: [...CIRCUIT_EVENTS, "enforcement.triggered"] },
};

const evidenceOf = ({ measure }: LimitFailure): MeasureEvidence => MEASURES[measure] ?? HISTORY;

export const reasonOfFailure = (failure: LimitFailure): DenialReason => evidenceOf(failure).reason;

/** Returns the denial after a limit was exceeded. Text that modules withheld stays withheld. */
export function denyByLimit(verdict: Verdict, failure: LimitFailure, remedy?: string): Verdict {
  const { approval: _, settle: __, rewritten: ___, placeholders: ____, ...rest } = verdict;
  const { reason, codes, events } = evidenceOf(failure);
  const name = verdict.policies.find(({ id }) => id === failure.policy)?.name ?? failure.policy;
  const explained = explainFailure(failure, name, remedy);
  return {
    ...rest,
    action: "DENY",
    status: "denied",
    denial_reason: reason,
    policy_name: name,
    message: explained.message,
    conditions_evaluated: [explained.condition, ...verdict.conditions_evaluated],
    policies: verdict.policies.map((policy) => (policy.id === failure.policy ? { ...policy, verdict: "deny" } : policy)),
    reason_codes: ["POLICY_VIOLATION", reason, ...codes],
    event_types: ["action.denied", "policy.denied", ...events],
    risk_score: 100,
    settled: failure,
  };
}

/** Returns a failure as a message and as a failed condition. */
export function explainFailure(failure: LimitFailure, policy: string, remedy?: string): { message: string; condition: ConditionResult } {
  const { part, index, measure, operator, actual } = failure;
  const expected = formatExpected(failure);
  const advice = remedy ?? defaultRemedy(failure);
  const { module } = evidenceOf(failure);
  return {
    message: `Denied by ${policy}: ${describeFailure(failure, expected)}${advice ? ` ${advice}` : ""}`,
    condition: {
      field: part === "modules" ? `modules.${module}` : `${part}.${measure}`,
      operator,
      expected,
      actual: actual === null ? null : shown(measure, actual),
      result: false,
      source: "attested",
      ...(advice ? { remedy: advice } : {}),
      policy,
      path: part === "modules" ? `spec.modules.${module}` : `spec.${part}[${index}]`,
    },
  };
}

/** Returns a cap that people may extend as a message and as a failed condition. */
export function explainCap(failure: LimitFailure, policy: string): { message: string; condition: ConditionResult } {
  const { condition } = explainFailure(failure, policy);
  return { message: `A person must extend a budget (policy ${policy}): ${describeFailure(failure, formatExpected(failure))}`, condition };
}

const PERIODS: Readonly<Record<number, string>> = { 1000: "s", 60000: "min", 3600000: "h", 86400000: "d" };
const WORDS: Readonly<Record<string, string>> = {
  lt: "less than",
  lte: "at most",
  gt: "more than",
  gte: "at least",
  eq: "exactly",
  neq: "other than",
};
const HISTORY_PHRASES: Readonly<Record<string, string>> = {
  count: "the number of earlier actions must be",
  distinct: "the number of distinct values in earlier actions must be",
  sum: "the sum over earlier actions must be",
};

function describeFailure({ measure, operator, actual }: LimitFailure, expected: Json): string {
  switch (measure) {
    case "rate":
      return `the rate limit of ${expected} is exceeded.`;
    case "usd":
    case "tokens":
    case "calls":
    case "seconds":
      return actual === null
        ? `the cost of this call is not stated, and the budget is ${expected} ${measure}.`
        : `this would bring the budget of ${expected} ${measure} to ${shown(measure, actual)}.`;
    case "loop":
      return `the same call or cycle of calls occurred ${actual} times in a row; at most ${expected} are allowed.`;
    case "circuit":
      return `this model failed ${expected} times without a success in between, so its circuit is open.`;
    case "retries":
      return `this call failed ${expected} times, which uses up its retry budget.`;
    case "breaker":
      return "the agent, or one above it, failed or was denied too often, so its circuit breaker is open.";
    case "before":
      return "a required earlier action was not executed.";
    case "after":
      return "an action that excludes this one was executed before.";
    default:
      return `${HISTORY_PHRASES[measure]} ${WORDS[operator]} ${expected}${actual === null ? "" : ` and is ${shown(measure, actual)}`}.`;
  }
}

function formatExpected({ measure, limit, period }: LimitFailure): Json {
  return measure === "rate" ? `${limit}/${PERIODS[period ?? 0] ?? `${period} ms`}` : shown(measure, limit);
}

function shown(measure: string, value: number): Json {
  if (measure === "usd") return formatMicros(value);
  return measure === "sum" ? value / 1_000_000 : value;
}

function defaultRemedy({ measure, retry_after }: LimitFailure): string | undefined {
  if (retry_after !== undefined) return `Try again in ${Math.max(1, Math.ceil(retry_after / 1000))} s.`;
  return measure === "loop" ? "Change the call or its arguments, or ask a person." : undefined;
}
