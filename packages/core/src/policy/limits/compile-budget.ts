import { canonicalize } from "../../ledger/jcs.ts";
import type { Facts } from "../../model/facts.ts";
import { BUDGET_MEASURES, type BudgetCheck, type BudgetMeasure } from "../../model/settle-plan.ts";
import { costOfTokens, type TokenPrice } from "../../model/token-price.ts";
import type { ModuleTools } from "../../modules/module.ts";
import type { Budget, Limit } from "./limits-schema.ts";
import { periodOf } from "./period.ts";
import { type Subject, shortHash, subjectsOf } from "./subjects.ts";
import { usdMicros } from "./units.ts";

/** The amounts that a reservation sets aside; USD in millionths. Null for a cost that is not known, which denies. */
export type Amounts = Readonly<Partial<Record<BudgetMeasure, number | null>>>;

/** The budget of one limit of a policy. */
export interface CompiledBudget {
  readonly policy: string;
  readonly index: number;
  readonly per: Budget["per"];
  readonly by: Subject;
  /** True when a model call without a known cost is allowed. */
  readonly allowsUnknown: boolean;
  readonly caps: readonly { readonly measure: BudgetMeasure; readonly cap: number; readonly warn: BudgetCheck["warn"] }[];
  /** Returns the beginning of the counter keys of a measure in the period of these facts. A subject follows. */
  readonly prefix: (measure: BudgetMeasure, facts: Pick<Facts, "time">) => string;
  /** Returns the checks of an action, which states its cost as usage. */
  readonly checks: (facts: Facts, tools: ModuleTools) => readonly BudgetCheck[];
  /** Returns the checks of a reservation. A measure that it does not request is settled with the others, but its cap denies nothing. */
  readonly reserve: (amounts: Amounts, facts: Facts, tools: ModuleTools) => readonly BudgetCheck[];
}

/**
 * Compiles the budgets of one policy.
 * INVARIANT: a counter belongs to the subject and the period of its budget, not to the cap. Usage therefore survives a change of the cap.
 */
export function compileBudgets(policy: string, limits: readonly Limit[]): ReadonlyMap<Limit, CompiledBudget> {
  const compiled = new Map<Limit, CompiledBudget>();
  const taken = new Map<string, number>();
  for (const [index, limit] of limits.entries()) {
    const { budget, by } = limit;
    if (!budget) continue;
    const text = canonicalize({
      per: budget.per,
      by: by ?? null,
      of: BUDGET_MEASURES.filter((measure) => budget[measure] !== undefined),
    });
    const earlier = taken.get(text) ?? 0;
    taken.set(text, earlier + 1);
    const key = `${policy}:${shortHash(text)}${earlier === 0 ? "" : `:${earlier}`}`;
    compiled.set(limit, compileBudget({ key, policy, index }, budget, by ?? "agent"));
  }
  return compiled;
}

interface BudgetOrigin {
  readonly key: string;
  readonly policy: string;
  readonly index: number;
}

function compileBudget({ key, policy, index }: BudgetOrigin, budget: Budget, limitBy: Subject): CompiledBudget {
  const { per } = budget;
  const by = per === "session" || per === "run" || per === "agent" || per === "organisation" ? per : limitBy;
  const shares = [budget.warn_at ?? []].flat().toSorted((a, b) => a - b);
  const caps = BUDGET_MEASURES.flatMap((measure) => {
    const given = budget[measure];
    if (given === undefined) return [];
    const cap = smallestUnits(given);
    return [{ measure, cap, warn: shares.map((share) => ({ share, at: Math.ceil(cap * share) })) }];
  });
  const extendable = budget.at_cap === "ask" && budget.extend ? smallestUnits(budget.extend.max) : null;
  const allowsUnknown = budget.unknown_model === "allow";
  const keyOf = (measure: BudgetMeasure, period: string) => `${key}:${measure}:${period}:`;
  const check = (costOfMeasure: (measure: BudgetMeasure) => number | null, facts: Facts, tools: ModuleTools): readonly BudgetCheck[] => {
    const period = periodOf(per, facts.time);
    const subjects = subjectsOf(by, facts, tools);
    return caps.map(({ measure, cap, warn }) => ({
      kind: "budget",
      policy,
      part: "limits",
      index,
      measure,
      cap,
      cost: costOfMeasure(measure),
      warn,
      expires_at: period?.expires_at ?? null,
      ...(extendable === null ? {} : { extendable }),
      keys: subjects.map((subject) => keyOf(measure, period?.name ?? per) + subject),
    }));
  };
  return {
    policy,
    index,
    per,
    by,
    allowsUnknown,
    caps,
    prefix: (measure, { time }) => keyOf(measure, periodOf(per, time)?.name ?? per),
    checks: (facts, tools) => check((measure) => costOf(measure, budget, facts), facts, tools),
    reserve: (amounts, facts, tools) => {
      const amountOf = (measure: BudgetMeasure) => {
        const amount = amounts[measure];
        return amount === null && !allowsUnknown ? null : (amount ?? 0);
      };
      return check(amountOf, facts, tools).map((one) => (one.cost === 0 ? { ...one, unrequested: true as const } : one));
    },
  };
}

/** Returns an amount of a policy in the smallest unit of its measure. */
function smallestUnits(amount: string | number): number {
  return typeof amount === "string" ? usdMicros(amount) : amount;
}

const DEFAULT_MAX_TOKENS = 4096;

type Usage = Partial<Record<string, number | string>>;

function costOf(measure: BudgetMeasure, budget: Budget, { submission, model_price }: Facts): number | null {
  if (measure === "calls") return 1;
  const usage = (submission.usage ?? {}) as Usage;
  if (measure === "seconds") return Number(usage.seconds ?? 0);
  const isModelCall = submission.model !== undefined || submission.usage !== undefined;
  if (measure === "usd") {
    if (usage.usd !== undefined) return usdMicros(String(usage.usd));
    if (model_price && statesTokens(usage)) return priceOfTokens(usage, model_price, budget.default_max_tokens ?? DEFAULT_MAX_TOKENS);
    return isModelCall && budget.unknown_model !== "allow" ? null : 0;
  }
  const stated = (typeof usage.input_tokens === "number" ? usage.input_tokens : 0) + Number(usage.max_tokens ?? usage.output_tokens ?? 0);
  if (stated > 0 || !isModelCall) return stated;
  return budget.default_max_tokens ?? DEFAULT_MAX_TOKENS;
}

const statesTokens = ({ input_tokens, output_tokens, max_tokens }: Usage) =>
  input_tokens !== undefined || output_tokens !== undefined || max_tokens !== undefined;

/** Returns the maximum cost of a call's tokens. An unstated output has the default number of tokens. */
function priceOfTokens(usage: Usage, price: TokenPrice, defaultMaxTokens: number): number {
  const output = Number(usage.max_tokens ?? usage.output_tokens ?? defaultMaxTokens);
  return usdMicros(costOfTokens(price, { input: Number(usage.input_tokens ?? 0), output }));
}
