import { type Run, startRun } from "../conditions/run.ts";
import type { DecisionAction } from "../evidence/decision-actions.ts";
import type { Facts } from "../model/facts.ts";
import type { ConditionResult, Finding, PolicyMode, PolicyVerdict, ShadowVerdict, Verdict } from "../model/verdict.ts";
import type { Route } from "./compile-bundle.ts";
import { CONTRIBUTION, type CompiledPolicy } from "./compile-policy.ts";
import { type Applied, type Merged, reasonOf } from "./merge-outcomes.ts";
import { type Report, reportRequire, reportWhen } from "./report-conditions.ts";

const MAX_CONDITIONS = 256;

/** The organisation's default in a shadow, where it would have decided. */
const DEFAULT: Pick<PolicyVerdict, "id" | "name" | "version" | "hash"> = {
  id: "default",
  name: "default",
  version: 0,
  hash: "0".repeat(64),
};

/** A policy that is watched: how it came out, or null when nothing of it is evaluated. */
export interface Watched {
  readonly policy: CompiledPolicy;
  readonly applied: Applied | null;
}

/** What shadows are described from. */
export interface Shown {
  readonly facts: Facts;
  /** The facts without what modules withhold. */
  readonly shown: Facts;
  /** Findings of every policy. */
  readonly findings: readonly Finding[];
}

/** Returns what each watched policy would have done. */
export function shadowsOf(watched: readonly Watched[], by: Shown): ShadowVerdict[] {
  return watched.map(({ policy, applied }) => (applied ? shadowOf(applied, by) : policy.verdicts.report_only[policy.effect]));
}

/**
 * Returns what a monitored environment would have done if it were enforced: each policy, in name order, and the default where it
 * would have decided.
 */
export function environmentShadow(merged: Merged, applied: readonly Applied[], mode: Route["mode"], by: Shown): ShadowVerdict[] {
  const shadows = applied.map((one): ShadowVerdict => {
    const shadow = shadowOf(one, by);
    // Denied for what all policies together ask: an obligation the caller does not support, or approvers that exclude each other.
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

function shadowOf(applied: Applied, { facts, shown, findings }: Shown): ShadowVerdict {
  const { policy, outcome } = applied;
  const contribution = CONTRIBUTION[outcome] ?? policy.effect;
  return {
    ...policy.verdicts.monitor[contribution],
    action: actionOf(applied),
    ...(contribution === "deny" ? { reason: reasonOf(applied) } : {}),
    conditions: conditionsOf(applied, startRun(facts), shown),
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

/** A shadow never fails a decision: a clause that cannot be reported is left out. */
function conditionsOf({ policy, outcome }: Applied, run: Run, shown: Facts): ConditionResult[] {
  const to: Report = { run, shown, everything: false, leaves: [] };
  try {
    reportWhen(policy, to);
    if (outcome !== "blocked" && outcome !== "flagged") reportRequire(policy, to);
  } catch {
    to.leaves.length = 0;
  }
  return to.leaves.slice(0, MAX_CONDITIONS).map(({ result }) => result);
}

/** Returns the verdict of an environment that does not enforce: the action goes through, and what would have been is in `shadow`. */
export function letThrough(judged: Verdict, shadow: readonly ShadowVerdict[], codes: readonly string[], environment: string): Verdict {
  const { message, status, effective } = judged;
  return {
    action: "ALLOW",
    status: "executed",
    message: status === "executed" ? message : `Let through, because ${environment} only monitors. Enforced: ${message}`,
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
