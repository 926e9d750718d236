import type { Facts } from "../../model/facts.ts";
import type { SettleCheck, SettlePlan } from "../../model/settle-plan.ts";
import type { ModuleTools } from "../../modules/module.ts";
import type { CompiledPolicy } from "../compile-policy.ts";
import type { CompiledHistoryEvent } from "./compile-history.ts";
import type { CompiledLimits } from "./compile-limits.ts";

/** Returns the checks that count a denied attempt, or undefined: breakers of enforced policies, and the loop detection of all. */
export function planDenial(
  applied: readonly CompiledPolicy[],
  monitored: readonly CompiledPolicy[],
  facts: Facts,
  tools: ModuleTools,
): SettlePlan | undefined {
  const checks: SettleCheck[] = [];
  for (const { limits } of applied) checks.push(...(limits.breaker?.(facts, tools) ?? []));
  for (const { limits } of [...applied, ...monitored]) checks.push(...(limits.loop?.(facts, tools) ?? []));
  return checks.length === 0 ? undefined : { checks, historyEvents: [] };
}

/** Returns the checks of these policies and the events to record, or undefined when there are none. */
export function planSettle(
  applied: readonly CompiledPolicy[],
  monitored: readonly CompiledPolicy[],
  historyEvents: readonly CompiledHistoryEvent[],
  facts: Facts,
  tools: ModuleTools,
): SettlePlan | undefined {
  const checks: SettleCheck[] = [];
  addChecks(applied, facts, tools, checks);
  const ownCount = checks.length;
  addChecks(monitored, facts, tools, checks);
  for (let i = ownCount; i < checks.length; i++) checks[i] = { ...(checks[i] as SettleCheck), monitored: true };
  if (checks.length === 0 && historyEvents.length === 0) return undefined;
  return { checks, historyEvents: historyEvents.map((event) => event.make(facts, tools)) };
}

function addChecks(policies: readonly CompiledPolicy[], facts: Facts, tools: ModuleTools, to: SettleCheck[]): void {
  for (let i = 0; i < policies.length; i++) {
    const { checks } = (policies[i] as CompiledPolicy).limits;
    for (let j = 0; j < checks.length; j++)
      for (const check of (checks[j] as CompiledLimits["checks"][number])(facts, tools)) to.push(check);
  }
}
