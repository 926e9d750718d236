import type { Evaluation } from "../conditions/evaluation.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import type { Facts } from "../model/facts.ts";
import type { ApprovalPlan, Obligation } from "../model/verdict.ts";
import type { ModulesOutcome } from "../modules/run-modules.ts";
import { type ApprovalSource, mergeApprovals } from "./approval-plan.ts";
import type { OrgDefault } from "./compile-bundle.ts";
import { CONTRIBUTION, type CompiledPolicy, type Outcome } from "./compile-policy.ts";
import { firstFailedPath } from "./report-conditions.ts";

/** A policy that applies, with its outcome. */
export interface Applied {
  readonly policy: CompiledPolicy;
  readonly outcome: Outcome;
  /** Present when the policy has modules. */
  readonly modules?: ModulesOutcome;
}

/** The merged decision. `by` is the first deciding policy by name. */
export type Merged = { readonly obligations: readonly Obligation[] } & (
  | { readonly action: "ALLOW"; readonly by: Applied | null }
  | { readonly action: "REQUIRE_APPROVAL"; readonly by: Applied; readonly plan: ApprovalPlan }
  | { readonly action: "DENY"; readonly by: Applied | null; readonly reason: DenialReason; readonly missing?: Obligation }
);

const NO_OBLIGATIONS: readonly Obligation[] = [];

/**
 * Returns the most restrictive decision: deny before approval before allow. Without a policy or default that grants, the decision is deny.
 * @param applied in name order, so that the result does not depend on any other order
 */
export function mergeOutcomes(applied: readonly Applied[], orgDefault: OrgDefault, facts: Facts, run: Evaluation): Merged {
  const obligations = collectObligations(applied);
  const denied = firstOf(applied, "deny");
  if (denied) return { action: "DENY", by: denied, reason: reasonOf(denied), obligations };
  // INVARIANT: a guard never grants, not even through an approval that it requires itself.
  const granted = decides(applied) || orgDefault === "allow";
  if (!granted) return { action: "DENY", by: null, reason: "NO_MATCHING_POLICY", obligations };
  const missing = obligations.find(({ type, advisory }) => !advisory && !facts.submission.supports?.includes(type));
  if (missing) {
    const by = applied.find(({ policy }) => policy.name === missing.policy) ?? null;
    return { action: "DENY", by, reason: "OBLIGATION_UNSUPPORTED", missing, obligations };
  }
  const source = firstOf(applied, "approve");
  if (!source) return { action: "ALLOW", by: firstOf(applied, "allow"), obligations };
  const plan = mergeApprovals(collectApprovalSources(applied, run));
  return { action: "REQUIRE_APPROVAL", by: source, plan, obligations };
}

/** Returns true when a policy that can allow, ask or deny applies. Guards only restrict. */
export function decides(applied: readonly Applied[]): boolean {
  return applied.some(({ policy }) => policy.effect !== "guard");
}

/** Returns why a policy denies. */
export function reasonOf({ outcome, modules }: Applied): DenialReason {
  if (outcome === "blocked") return modules?.denial ?? "MODULE_FAILED";
  return outcome === "deny" ? "POLICY_DENIED" : "CONDITIONS_DENIED";
}

function firstOf(applied: readonly Applied[], contribution: "allow" | "approve" | "deny"): Applied | null {
  for (const one of applied) if (CONTRIBUTION[one.outcome] === contribution) return one;
  return null;
}

function collectApprovalSources(applied: readonly Applied[], run: Evaluation): ApprovalSource[] {
  const sources = applied.filter(({ outcome }) => CONTRIBUTION[outcome] === "approve");
  return sources.map(({ policy, outcome }) => ({
    policy: policy.name,
    path: outcome === "ask" ? firstFailedPath(policy, run) : outcome === "flagged" ? "spec.modules" : "spec.effect",
    settings: policy.approval,
  }));
}

function collectObligations(applied: readonly Applied[]): readonly Obligation[] {
  let united: readonly Obligation[] = NO_OBLIGATIONS;
  for (const { policy, modules } of applied) {
    if (policy.obligations.length > 0) united = [...united, ...policy.obligations];
    if (modules && modules.obligations.length > 0)
      united = [...united, ...modules.obligations.map((duty) => ({ ...duty, policy: policy.name }))];
  }
  return united;
}
