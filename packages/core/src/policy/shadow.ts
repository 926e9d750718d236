import { type Evaluation, startEvaluation } from "../conditions/evaluation.ts";
import type { DecisionAction } from "../evidence/decision-actions.ts";
import type { Facts } from "../model/facts.ts";
import type { ConditionResult, Finding, PolicyMode, PolicyVerdict, ShadowVerdict, Verdict } from "../model/verdict.ts";
import type { Route } from "./compile-bundle.ts";
import { CONTRIBUTION, type CompiledPolicy } from "./compile-policy.ts";
import { type Applied, type Merged, reasonOf } from "./merge-outcomes.ts";
import { type Report, reportRequire, reportWhen } from "./report-conditions.ts";

const MAX_CONDITIONS = 256;

/** The organisation's default as a shadow verdict. */
const DEFAULT: Pick<PolicyVerdict, "id" | "name" | "version" | "hash"> = {
  id: "default",
  name: "default",
  version: 0,
  hash: "0".repeat(64),
};

/** A monitored policy with its result, or null when nothing was evaluated. */
export interface MonitoredPolicy {
  readonly policy: CompiledPolicy;
  readonly applied: Applied | null;
}

/** The input for shadow verdicts. */
export interface ShadowInput {
  readonly facts: Facts;
  /** The facts without what modules withhold. */
  readonly shown: Facts;
  /** The findings of every policy. */
  readonly findings: readonly Finding[];
}

/** Returns what each monitored policy would have done. */
export function shadowsOf(monitored: readonly MonitoredPolicy[], by: ShadowInput): ShadowVerdict[] {
  return monitored.map(({ policy, applied }) => (applied ? shadowOf(applied, by) : policy.verdicts.report_only[policy.effect]));
}

/**
 * Returns what a monitored environment would have done in enforce mode: each policy, in name order, and the default where it would have
 * decided.
 */
export function environmentShadow(merged: Merged, applied: readonly Applied[], mode: Route["mode"], by: ShadowInput): ShadowVerdict[] {
  const shadows = applied.map((one): ShadowVerdict => {
    const shadow = shadowOf(one, by);
    // The merge may deny for an unsupported obligation or for approvers that exclude each other.
    return merged.action === "DENY" && one === merged.by
      ? { ...shadow, verdict: "deny", action: denialAction(one), reason: merged.reason }
      : shadow;
  });
  return merged.by === null ? [defaultShadow(merged, mode), ...shadows] : shadows;
}

function defaultShadow(merged: Merged, mode: PolicyMode): ShadowVerdict {
  const verdict = merged.action === "DENY" ? ("deny" as const) : ("allow" as const);
  if (mode === "report_only") return { ...DEFAULT, verdict, mode };
  const evaluated = { action: merged.action, conditions: [], findings: [] };
  return { ...DEFAULT, verdict, mode, ...evaluated, ...(merged.action === "DENY" ? { reason: merged.reason } : {}) };
}

function shadowOf(applied: Applied, { facts, shown, findings }: ShadowInput): ShadowVerdict {
  const { policy, outcome } = applied;
  const contribution = CONTRIBUTION[outcome] ?? policy.effect;
  return {
    ...policy.verdicts.monitor[contribution],
    action: actionOf(applied),
    ...(contribution === "deny" ? { reason: reasonOf(applied) } : {}),
    conditions: conditionsOf(applied, startEvaluation(facts), shown),
    findings: findings.filter((finding) => finding.policy === policy.name),
  };
}

function actionOf(applied: Applied): DecisionAction {
  switch (CONTRIBUTION[applied.outcome]) {
    case "deny":
      return denialAction(applied);
    case "approve":
      return "REQUIRE_APPROVAL";
    default:
      return applied.modules?.action ?? "ALLOW";
  }
}

function denialAction({ outcome, modules }: Applied): DecisionAction {
  return outcome === "blocked" ? (modules?.action ?? "DENY") : "DENY";
}

/** Skips conditions that cannot be reported, because a shadow verdict never fails a decision. */
function conditionsOf({ policy, outcome }: Applied, run: Evaluation, shown: Facts): ConditionResult[] {
  const to: Report = { run, shown, everything: false, leaves: [] };
  try {
    reportWhen(policy, to);
    if (outcome !== "blocked" && outcome !== "flagged") reportRequire(policy, to);
  } catch {
    to.leaves.length = 0;
  }
  return to.leaves.slice(0, MAX_CONDITIONS).map(({ result }) => result);
}

/** Returns the verdict of an environment that does not enforce: the action is allowed, and `shadow` has what would have happened. */
export function allowMonitored(
  enforced: Verdict,
  shadow: readonly ShadowVerdict[],
  codes: readonly string[],
  environment: string,
): Verdict {
  const { message, status, effective } = enforced;
  return {
    action: "ALLOW",
    status: "executed",
    message: status === "executed" ? message : `Allowed because ${environment} is monitored. When enforced: ${message}`,
    conditions_evaluated: [],
    policies: [],
    shadow,
    obligations: [],
    findings: [],
    reason_codes: codes.length > 0 ? codes : ["POLICY_COMPLIANT"],
    event_types: ["action.executed"],
    risk_score: 0,
    ...(effective ? { effective } : {}),
  };
}
