import type { DenialReason } from "../../evidence/denial-reasons.ts";
import type { Json } from "../../model/json.ts";
import type { LimitFailure } from "../../model/settle-plan.ts";
import type { ConditionResult, Verdict } from "../../model/verdict.ts";

const REASONS: Readonly<Record<string, DenialReason>> = {
  rate: "RATE_LIMITED",
  usd: "BUDGET_EXCEEDED",
  tokens: "BUDGET_EXCEEDED",
  calls: "BUDGET_EXCEEDED",
  seconds: "BUDGET_EXCEEDED",
  loop: "LOOP_DETECTED",
  circuit: "BREAKER_OPEN",
  retries: "BREAKER_OPEN",
  breaker: "BREAKER_OPEN",
};

export function reasonOfFailure({ measure }: LimitFailure): DenialReason {
  return REASONS[measure] ?? "HISTORY_LIMIT";
}

/** What is said besides the denial reason, by measure: codes and event types. */
const MORE: Readonly<Record<string, { readonly codes: readonly string[]; readonly events: readonly string[] }>> = {
  circuit: { codes: ["CIRCUIT_OPEN"], events: ["reliability.circuit"] },
  retries: { codes: ["RETRY_BUDGET_EXCEEDED"], events: ["reliability.retry"] },
  breaker: { codes: ["CIRCUIT_OPEN"], events: ["reliability.circuit", "enforcement.triggered"] },
};
const OF_A_BUDGET = { codes: ["COST_BUDGET_EXCEEDED"], events: ["budget.exceeded", "cost.budget"] };
const NO_MORE = { codes: [], events: [] };

/** The module that a measure belongs to. */
const MODULE_OF: Readonly<Record<string, string>> = { loop: "loop", circuit: "reliability", retries: "reliability", breaker: "breaker" };

const DENIED_CODES = ["POLICY_VIOLATION"];

/** The verdict after a limit did not let it through. What modules withhold stays withheld. */
export function denyByLimit(verdict: Verdict, failure: LimitFailure, remedy?: string): Verdict {
  const { approval: _, settle: __, rewritten: ___, placeholders: ____, ...rest } = verdict;
  const reason = reasonOfFailure(failure);
  const more = MORE[failure.measure] ?? (reason === "BUDGET_EXCEEDED" ? OF_A_BUDGET : NO_MORE);
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
    reason_codes: [...DENIED_CODES, reason, ...more.codes],
    event_types: ["action.denied", "policy.denied", ...more.events],
    risk_score: 100,
    settled: failure,
  };
}

/** A failure in words, and as the clause that failed. */
export function explainFailure(failure: LimitFailure, policy: string, remedy?: string): { message: string; condition: ConditionResult } {
  const { part, index, measure, operator, actual } = failure;
  const expected = expectedOf(failure);
  const advice = remedy ?? adviceOf(failure);
  return {
    message: `Denied by ${policy}: ${sentenceOf(failure, expected)}${advice ? ` ${advice}` : ""}`,
    condition: {
      field: part === "modules" ? `modules.${MODULE_OF[measure]}` : `${part}.${measure}`,
      operator,
      expected,
      actual: actual === null ? null : shown(measure, actual),
      result: false,
      source: "attested",
      ...(advice ? { remedy: advice } : {}),
      policy,
      path: part === "modules" ? `spec.modules.${MODULE_OF[measure]}` : `spec.${part}[${index}]`,
    },
  };
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
const COUNTED: Readonly<Record<string, string>> = {
  count: "earlier actions may number",
  distinct: "distinct values of earlier actions may number",
  sum: "earlier actions may add up to",
};

function sentenceOf({ measure, operator, actual }: LimitFailure, expected: Json): string {
  switch (measure) {
    case "rate":
      return `more than ${expected}.`;
    case "usd":
    case "tokens":
    case "calls":
    case "seconds":
      return actual === null
        ? `the cost of this call is not stated, and the budget is ${expected} ${measure}.`
        : `this would bring the budget of ${expected} ${measure} to ${shown(measure, actual)}.`;
    case "loop":
      return `the same call or cycle of calls came ${actual} times in a row, at most ${expected} are allowed.`;
    case "circuit":
      return `this model failed ${expected} times without a success between, and is left alone for a while.`;
    case "retries":
      return `this very call failed ${expected} times.`;
    case "breaker":
      return "the agent, or one above it, failed or was denied too often, and is stopped for a while.";
    case "before":
      return "what must be executed first was not.";
    case "after":
      return "something that rules this out was executed before.";
    default:
      return `${COUNTED[measure]} ${WORDS[operator]} ${expected}${actual === null ? "" : `, they are ${shown(measure, actual)}`}.`;
  }
}

function expectedOf({ measure, limit, period }: LimitFailure): Json {
  return measure === "rate" ? `${limit}/${PERIODS[period ?? 0] ?? `${period} ms`}` : shown(measure, limit);
}

function shown(measure: string, value: number): Json {
  if (measure === "usd") return (value / 1_000_000).toFixed(value % 10_000 === 0 ? 2 : 6);
  return measure === "sum" ? value / 1_000_000 : value;
}

function adviceOf({ measure, retry_after }: LimitFailure): string | undefined {
  if (retry_after !== undefined) return `Try again in ${Math.max(1, Math.ceil(retry_after / 1000))} s.`;
  return measure === "loop" ? "Do something else, or ask a person." : undefined;
}
