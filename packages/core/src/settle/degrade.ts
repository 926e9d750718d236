import { DECISION_SEVERITY } from "../evidence/decision-actions.ts";
import type { FallbackModel } from "../model/settle-plan.ts";
import type { Obligation, Verdict } from "../model/verdict.ts";
import type { Fallback } from "./limits.ts";

/** Returns the verdict after a fallback model replaces one whose circuit is open. */
export function degradeTo(verdict: Verdict, { policy, index, model }: Fallback): Verdict {
  const name = verdict.policies.find(({ id }) => id === policy)?.name ?? policy;
  const milder = DECISION_SEVERITY[verdict.action] < DECISION_SEVERITY.DEGRADE;
  return {
    ...verdict,
    ...(milder ? { action: "DEGRADE" as const, risk_score: Math.max(verdict.risk_score, DECISION_SEVERITY.DEGRADE) } : {}),
    obligations: [...verdict.obligations, degradeObligation(name, model)],
    reason_codes: [...verdict.reason_codes, "FALLBACK_TRIGGERED"],
    event_types: [...verdict.event_types, "reliability.fallback"],
    fallback: { policy, index },
  };
}

/**
 * Returns the obligation to use the given model.
 * @param policy the policy's name
 */
export function degradeObligation(policy: string, { provider, name }: FallbackModel): Obligation {
  return { type: "degrade", policy, module: "reliability", params: { model: { ...(provider === undefined ? {} : { provider }), name } } };
}
