import type { Verdict } from "../model/verdict.ts";
import { explainFailure, reasonOfFailure } from "../policy/limits/limit-failure.ts";
import { shadowCodes } from "../policy/to-verdict.ts";
import type { LimitRefusal } from "./limits.ts";

/** Adds the limits that would have denied to the shadow verdicts of monitored policies. */
export function shadowLimits(verdict: Verdict, refusals: readonly LimitRefusal[]): Verdict {
  if (refusals.length === 0) return verdict;
  const shadow = verdict.shadow.map((policy) => {
    const refusal = refusals.find(({ failure }) => failure.policy === policy.id);
    if (!refusal) return policy;
    const { condition } = explainFailure(refusal.failure, policy.name, refusal.remedy);
    const denied = { verdict: "deny" as const, action: "DENY" as const, reason: reasonOfFailure(refusal.failure) };
    return { ...policy, ...denied, conditions: [condition, ...(policy.conditions ?? [])], settled: refusal.failure };
  });
  const reason_codes = [...new Set([...verdict.reason_codes, ...shadowCodes(shadow)])];
  return { ...verdict, shadow, reason_codes };
}
