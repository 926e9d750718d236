import { isCapable } from "./action-pattern.ts";
import type { CompiledBundle, Route } from "./compile-bundle.ts";
import { CONTRIBUTION, type CompiledPolicy } from "./compile-policy.ts";
import { explainVerdict, reportDecisive } from "./explain.ts";
import type { Facts } from "./facts.ts";
import { type Applied, decides, mergeOutcomes } from "./merge-outcomes.ts";
import { type Run, startRun } from "./run.ts";
import { denyWith, verdictOf } from "./to-verdict.ts";
import type { PolicyVerdict, Verdict } from "./verdict.ts";

export interface EvaluateOptions {
  /** Report every clause of every policy that was looked at, and why each did or did not apply. */
  readonly explain?: boolean;
}

const NO_SHADOW: readonly PolicyVerdict[] = [];

/**
 * What the policies say about a request: the same facts and bundle give the same verdict, on every machine.
 * INVARIANT: it never throws; what goes wrong inside is a denial.
 */
export function evaluate(facts: Facts, bundle: CompiledBundle, options: EvaluateOptions = {}): Verdict {
  const explain = options.explain ?? false;
  const verdict = judgeSafely(facts, bundle, explain);
  return explain && !verdict.explain ? { ...verdict, explain: [] } : verdict;
}

function judgeSafely(facts: Facts, bundle: CompiledBundle, explain: boolean): Verdict {
  try {
    return judge(facts, bundle, explain);
  } catch {
    return denyWith("MODULE_FAILED", "The policies could not be evaluated, so the action is denied.");
  }
}

function judge(facts: Facts, bundle: CompiledBundle, explain: boolean): Verdict {
  if (bundle.tampered)
    return denyWith("POLICY_TAMPERED", "The stored policies do not match their signed manifest, so everything is denied until they do.");
  const action = facts.submission.action_type;
  const incapable = findIncapable(facts, action);
  if (incapable !== null) return denyWith("CAPABILITY_EXCEEDED", `${incapable} has no capability for ${action}.`);

  const route = bundle.route(facts.environment, action);
  const run = startRun(facts);
  const applied = applyPolicies(route, run);
  const merged = mergeOutcomes(applied, bundle.orgDefault, facts, run);
  // Reporting runs clauses again, on a budget of its own: an explanation must not change the answer.
  const decisive = reportDecisive(merged, applied, startRun(facts));
  const shadow = route.silent.length === 0 ? NO_SHADOW : castShadow(route, decides(applied), facts);
  const verdict = verdictOf({ merged, applied, shadow, decisive, action, orgDefault: bundle.orgDefault });
  return explain ? { ...verdict, ...explainVerdict(route, applied, startRun(facts)) } : verdict;
}

/** INVARIANT: delegation only narrows: whatever an agent may do, every ancestor may do. */
function findIncapable({ agent, ancestors }: Facts, action: string): string | null {
  if (!isCapable(agent.capabilities, action)) return `The agent ${agent.name}`;
  for (const ancestor of ancestors)
    if (!isCapable(ancestor.capabilities, action)) return `The agent ${ancestor.name}, on whose behalf ${agent.name} acts,`;
  return null;
}

/** The policies that apply, in name order. */
function applyPolicies(route: Route, run: Run): readonly Applied[] {
  const applied = applyAll(route.enforced, run);
  // Guards do not displace a fallback: they narrow what it decides.
  if (route.fallback.length === 0 || decides(applied)) return applied;
  const fallbacks = applyAll(route.fallback, run);
  return [...applied, ...fallbacks].sort((a, b) => (a.policy.name < b.policy.name ? -1 : a.policy.name > b.policy.name ? 1 : 0));
}

function applyAll(policies: readonly CompiledPolicy[], run: Run): Applied[] {
  const applied: Applied[] = [];
  for (let i = 0; i < policies.length; i++) {
    const policy = policies[i] as CompiledPolicy;
    const outcome = policy.judge(run);
    if (outcome !== "not_when" && outcome !== "other_agents") applied.push({ policy, outcome });
  }
  return applied;
}

/** What monitored policies would have said. They cannot fail a decision: one that throws would have denied. */
function castShadow(route: Route, decided: boolean, facts: Facts): readonly PolicyVerdict[] {
  const shadow: PolicyVerdict[] = [];
  const run = startRun(facts);
  for (const { policy, mode } of route.silent) {
    if (mode === "report_only") shadow.push(policy.verdicts.report_only[policy.effect]);
    else if (!policy.fallback || !decided) {
      const contribution = contributionOf(policy, run);
      if (contribution !== null) shadow.push(policy.verdicts.monitor[contribution]);
    }
  }
  return shadow;
}

function contributionOf(policy: CompiledPolicy, run: Run) {
  try {
    return CONTRIBUTION[policy.judge(run)];
  } catch {
    return "deny";
  }
}
