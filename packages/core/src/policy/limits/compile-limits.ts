import { canonicalize } from "../../ledger/jcs.ts";
import type { Facts } from "../../model/facts.ts";
import type { CircuitCheck, LoopCheck, RateCheck, SettleCheck } from "../../model/settle-plan.ts";
import type { ModuleTools } from "../../modules/module.ts";
import type { Policy } from "../document/document.ts";
import { type CompiledBudget, compileBudgets } from "./compile-budget.ts";
import { compileBreaker, compileReliability } from "./compile-circuits.ts";
import { type CompiledHistoryEvent, compileHistory } from "./compile-history.ts";
import { compileLoop } from "./compile-loop.ts";
import { type Limit, RATE } from "./limits-schema.ts";
import { shortHash, subjectsOf } from "./subjects.ts";

/** The checks of one policy for the ledger commit. */
export interface CompiledLimits {
  readonly checks: readonly ((facts: Facts, tools: ModuleTools) => readonly SettleCheck[])[];
  /** The budgets among its limits. */
  readonly budgets: readonly CompiledBudget[];
  /** The events that its history rules count, for any action. */
  readonly historyEvents: readonly CompiledHistoryEvent[];
  /** The agent's breaker, which also counts denials. It is one of `checks` as well. */
  readonly breaker: ((facts: Facts, tools: ModuleTools) => readonly CircuitCheck[]) | null;
  /** The loop detection, which counts every attempt. It is one of `checks` as well. */
  readonly loop: ((facts: Facts, tools: ModuleTools) => readonly LoopCheck[]) | null;
}

const NOTHING: CompiledLimits = { checks: [], budgets: [], historyEvents: [], breaker: null, loop: null };

/** @param id wire id of the policy, the prefix of its counter keys */
export function compileLimits(id: string, spec: Policy["spec"], isPrivate: (field: string) => boolean): CompiledLimits {
  const { loop, reliability, breaker } = spec.modules ?? {};
  if (!spec.limits && !spec.history && !loop && !reliability && !breaker) return NOTHING;
  const loopDetection = loop ? compileLoop(id, loop) : null;
  const agentBreaker = breaker ? compileBreaker(id, breaker) : null;
  const rules = (spec.history ?? []).map((rule, index) => compileHistory(id, rule, index, isPrivate));
  const budgets = compileBudgets(id, spec.limits ?? []);
  return {
    checks: [
      ...compileAll(id, spec.limits ?? [], budgets),
      ...rules.map(({ check }) => (facts: Facts, tools: ModuleTools) => [check(facts, tools)]),
      ...(loopDetection ? [loopDetection] : []),
      ...(reliability ? [compileReliability(id, reliability)] : []),
      ...(agentBreaker ? [agentBreaker] : []),
    ],
    budgets: [...budgets.values()],
    // INVARIANT: an action is counted once, even if several rules count it.
    historyEvents: [...new Map(rules.map(({ event }) => [event.key, event])).values()],
    breaker: agentBreaker,
    loop: loopDetection,
  };
}

/** Counters of rates survive an edit that leaves the limit unchanged. Two equal limits have separate counters. */
function compileAll(id: string, limits: readonly Limit[], budgets: ReadonlyMap<Limit, CompiledBudget>): CompiledLimits["checks"] {
  const texts = limits.map((limit) => canonicalize(limit));
  return limits.map((limit, index) => {
    const text = texts[index] as string;
    const budget = budgets.get(limit);
    if (budget) return budget.checks;
    const duplicates = texts.slice(0, index).filter((other) => other === text).length;
    return compileRateLimit(id, limit, index, `${id}:${shortHash(text)}${duplicates === 0 ? "" : `:${duplicates}`}`);
  });
}

function compileRateLimit(id: string, limit: Limit, index: number, key: string): CompiledLimits["checks"][number] {
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
