import type { ModuleTools } from "../../modules/module.ts";
import type { CompiledPolicy } from "../compile-policy.ts";
import type { Facts } from "../facts.ts";
import type { CompiledMark } from "./compile-limits.ts";
import type { SettleCheck, SettlePlan } from "./settle-plan.ts";

/** What must be settled for these policies, and what is to be remembered of the action; `undefined` when nothing. */
export function planSettle(
  applied: readonly CompiledPolicy[],
  watching: readonly CompiledPolicy[],
  marks: readonly CompiledMark[],
  facts: Facts,
  tools: ModuleTools,
): SettlePlan | undefined {
  const checksOf = (policies: readonly CompiledPolicy[]): SettleCheck[] =>
    policies.flatMap(({ limits }) => limits.checks.flatMap((check) => check(facts, tools)));
  const checks = [...checksOf(applied), ...checksOf(watching).map((check) => ({ ...check, watched: true as const }))];
  if (checks.length === 0 && marks.length === 0) return undefined;
  return { checks, marks: marks.map((mark) => mark.make(facts, tools)) };
}
