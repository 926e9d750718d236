import { canonicalize } from "../../ledger/jcs.ts";
import type { Facts } from "../../model/facts.ts";
import type { Json } from "../../model/json.ts";
import type { BudgetCheck, CircuitCheck, RateCheck, SettleCheck } from "../../model/settle-plan.ts";
import type { ModuleTools } from "../../modules/module.ts";
import type { Policy } from "../document/document.ts";
import { compileBreaker, compileReliability } from "./compile-circuits.ts";
import { type CompiledHistoryEvent, compileHistory } from "./compile-history.ts";
import { compileLoop } from "./compile-loop.ts";
import { type Budget, type Limit, RATE } from "./limits-schema.ts";
import { periodOf, shortHash, subjectsOf } from "./subjects.ts";
import { micros } from "./units.ts";

/** The checks of one policy for the ledger commit. */
export interface CompiledLimits {
  readonly checks: readonly ((facts: Facts, tools: ModuleTools) => readonly SettleCheck[])[];
  /** The events that its history rules count, for any action. */
  readonly historyEvents: readonly CompiledHistoryEvent[];
  /** The agent's breaker, which also counts denials. It is one of `checks` as well. */
  readonly breaker: ((facts: Facts, tools: ModuleTools) => readonly CircuitCheck[]) | null;
}

const NOTHING: CompiledLimits = { checks: [], historyEvents: [], breaker: null };

/** @param id wire id of the policy, the prefix of its counter keys */
export function compileLimits(id: string, spec: Policy["spec"], isPrivate: (field: string) => boolean): CompiledLimits {
  const { loop, reliability, breaker } = spec.modules ?? {};
  if (!spec.limits && !spec.history && !loop && !reliability && !breaker) return NOTHING;
  const agentBreaker = breaker ? compileBreaker(id, breaker) : null;
  const rules = (spec.history ?? []).map((rule, index) => compileHistory(id, rule, index, isPrivate));
  return {
    checks: [
      ...compileAll(id, spec.limits ?? []),
      ...rules.map(({ check }) => (facts: Facts, tools: ModuleTools) => [check(facts, tools)]),
      ...(loop ? [compileLoop(id, loop)] : []),
      ...(reliability ? [compileReliability(id, reliability)] : []),
      ...(agentBreaker ? [agentBreaker] : []),
    ],
    // INVARIANT: an action is counted once, even if several rules count it.
    historyEvents: [...new Map(rules.map(({ event }) => [event.key, event])).values()],
    breaker: agentBreaker,
  };
}

/** Counters survive an edit that leaves the limit unchanged. Two equal limits have separate counters. */
function compileAll(id: string, limits: readonly Limit[]): CompiledLimits["checks"] {
  const texts = limits.map((limit) => canonicalize(limit as Json));
  return limits.map((limit, index) => {
    const text = texts[index] as string;
    const duplicates = texts.slice(0, index).filter((other) => other === text).length;
    return compileLimit(id, limit, index, `${id}:${shortHash(text)}${duplicates === 0 ? "" : `:${duplicates}`}`);
  });
}

function compileLimit(id: string, limit: Limit, index: number, key: string): CompiledLimits["checks"][number] {
  if (limit.budget) return compileBudget({ key, policy: id, index }, limit.budget, limit.by ?? "agent");
  const rate = compileRate(limit);
  const by = limit.by ?? "agent";
  return (facts, tools) => [
    { ...rate, policy: id, part: "limits", index, keys: subjectsOf(by, facts, tools).map((subject) => `${key}:${subject}`) },
  ];
}

const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function compileRate({ rate = "", burst }: Limit): Pick<RateCheck, "kind" | "count" | "period_ms" | "burst"> {
  const [, count, unit = ""] = RATE.exec(rate) ?? [];
  const seconds = SECONDS_OF[unit.charAt(0)];
  if (count === undefined || seconds === undefined) throw new Error(`${rate} is not a rate`);
  return { kind: "rate", count: Number(count), period_ms: seconds * 1000, burst: burst ?? Number(count) };
}

interface BudgetPlace {
  readonly key: string;
  readonly policy: string;
  readonly index: number;
}

function compileBudget({ key, policy, index }: BudgetPlace, budget: Budget, by: "agent" | "session" | "organisation" | "action") {
  const { per } = budget;
  const whose = per === "session" || per === "run" || per === "agent" || per === "organisation" ? per : by;
  const caps = (["usd", "tokens", "calls", "seconds"] as const).flatMap((measure) => {
    const cap = budget[measure];
    return cap === undefined ? [] : [{ measure, cap: measure === "usd" ? micros(Number(cap)) : Number(cap) }];
  });
  return (facts: Facts, tools: ModuleTools): readonly BudgetCheck[] => {
    const stretch = periodOf(per, facts);
    const subjects = subjectsOf(whose, facts, tools);
    return caps.map(({ measure, cap }) => ({
      kind: "budget",
      policy,
      part: "limits",
      index,
      measure,
      cap,
      cost: costOf(measure, budget, facts),
      warn: budget.warn_at === undefined ? null : Math.ceil(cap * budget.warn_at),
      expires_at: stretch.expires_at,
      keys: subjects.map((subject) => `${key}:${measure}:${stretch.name}:${subject}`),
    }));
  };
}

const DEFAULT_MAX_TOKENS = 4096;

function costOf(measure: BudgetCheck["measure"], budget: Budget, { submission }: Facts): number | null {
  if (measure === "calls") return 1;
  if (measure === "seconds") return 0;
  const usage = (submission.usage ?? {}) as Partial<Record<string, number | string>>;
  const isModelCall = submission.model !== undefined || submission.usage !== undefined;
  if (measure === "usd") {
    if (usage.usd !== undefined) return micros(Number(usage.usd));
    return isModelCall && budget.unknown_model !== "allow" ? null : 0;
  }
  const stated = (typeof usage.input_tokens === "number" ? usage.input_tokens : 0) + Number(usage.max_tokens ?? usage.output_tokens ?? 0);
  if (stated > 0 || !isModelCall) return stated;
  return budget.default_max_tokens ?? DEFAULT_MAX_TOKENS;
}
