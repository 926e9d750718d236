import { startEvaluation } from "../../conditions/evaluation.ts";
import { matchesCapability } from "../../model/action-pattern.ts";
import type { Facts } from "../../model/facts.ts";
import type { BudgetCheck, SettlePlan } from "../../model/settle-plan.ts";
import type { ModuleTools } from "../../modules/module.ts";
import type { CompiledBundle } from "../compile-bundle.ts";
import type { CompiledPolicy } from "../compile-policy.ts";
import { findPreclusion, type Preclusion } from "../find-preclusion.ts";
import type { Amounts } from "./compile-budget.ts";

export interface ReservationPlan {
  readonly plan: SettlePlan;
  /** The reason why the caller may reserve nothing, whatever the budgets; null when it may. */
  readonly denial: Pick<Preclusion, "reason" | "message"> | null;
}

const NOTHING: SettlePlan = { checks: [], historyEvents: [] };

/**
 * Returns the budget checks that must pass before a reservation is granted, one or more for each budget that applies to the caller.
 * @param action null for a reservation that names no action
 */
export function planReservation(
  bundle: CompiledBundle,
  { action, amounts, facts, tools }: { action: string | null; amounts: Amounts; facts: Facts; tools: ModuleTools },
): ReservationPlan {
  const denial = findPreclusion(bundle, facts);
  if (denial) return { plan: NOTHING, denial };
  const checks = coveringPolicies(bundle, action, facts).flatMap((policy): BudgetCheck[] => {
    const mode = bundle.modeIn(policy, facts.environment);
    if (mode === "report_only") return [];
    const own = policy.limits.budgets.flatMap((budget) => budget.reserve(amounts, facts, tools));
    return mode === "monitor" ? own.map((check) => ({ ...check, monitored: true as const })) : own;
  });
  return { plan: { checks, historyEvents: [] }, denial: null };
}

/**
 * Returns the policies whose budgets cover a caller.
 * INVARIANT: a reservation that names no action may serve any, so it is charged to the budgets of all actions. A condition that is unknown
 * without the action's arguments does not exempt it.
 */
export function coveringPolicies(bundle: CompiledBundle, action: string | null, facts: Facts): CompiledPolicy[] {
  const run = startEvaluation(facts);
  return bundle.budgeted.filter((policy) => {
    if (!(policy.environments?.includes(facts.environment) ?? true)) return false;
    if (action !== null && !policy.actions.some((pattern) => matchesCapability(pattern, action))) return false;
    return policy.mayApply(run);
  });
}
