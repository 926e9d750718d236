import type { Evaluation } from "../conditions/evaluation.ts";
import type { Facts } from "../model/facts.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Route } from "./compile-bundle.ts";
import { CONTRIBUTION, type CompiledPolicy, type Outcome } from "./compile-policy.ts";
import type { Applied, Merged } from "./merge-outcomes.ts";
import { describeFailures } from "./message.ts";
import { type Report, type ReportedLeaf, reportRequire, reportWhen } from "./report-conditions.ts";

const MAX_REPORTED = 256;
const MAX_EXPLAINED = 4096;

/** Reports the conditions of the deciding policy and the failed conditions of all others. */
export function reportDecisive(merged: Merged, applied: readonly Applied[], run: Evaluation, shown: Facts): readonly ReportedLeaf[] {
  const to: Report = { run, shown, everything: false, leaves: [] };
  for (const one of applied) {
    if (to.leaves.length >= MAX_REPORTED) break;
    const failed = one.outcome === "fail" || one.outcome === "ask";
    if (one === merged.by) reportWhen(one.policy, to);
    if (failed || one === merged.by) reportRequire(one.policy, to);
  }
  return to.leaves.length <= MAX_REPORTED ? to.leaves : to.leaves.slice(0, MAX_REPORTED);
}

/** Reports every condition of every policy considered, and why each policy did or did not apply. */
export function explainVerdict(
  route: Route,
  applied: readonly Applied[],
  run: Evaluation,
  shown: Facts,
): Pick<Verdict, "conditions_evaluated" | "explain"> {
  const to: Report = { run, shown, everything: true, leaves: [] };
  for (const policy of [...route.enforced, ...route.fallback]) {
    reportWhen(policy, to);
    reportRequire(policy, to);
  }
  return {
    conditions_evaluated: to.leaves.slice(0, MAX_EXPLAINED).map((leaf) => leaf.result),
    explain: explainPolicies(route, applied, run, shown),
  };
}

function explainPolicies(route: Route, applied: readonly Applied[], run: Evaluation, shown: Facts): NonNullable<Verdict["explain"]> {
  const used = new Map(applied.map((one) => [one.policy, one.outcome]));
  const line = (policy: CompiledPolicy, displaced: boolean) => {
    const outcome = used.get(policy);
    if (outcome !== undefined)
      return {
        policy: policy.name,
        applied: true,
        verdict: CONTRIBUTION[outcome] ?? policy.effect,
        because: explainOutcome(policy, outcome, run, shown),
      };
    const because = displaced ? "It is a fallback and another policy applies." : explainOutcome(policy, policy.outcomeOf(run), run, shown);
    return { policy: policy.name, applied: false, verdict: "none", because };
  };
  const displaced = (policy: CompiledPolicy) =>
    !used.has(policy) && applied.some((one) => one.policy.effect !== "guard" && !one.policy.fallback);
  if (route.mode !== "enforce") {
    const policies = [...route.enforced, ...route.fallback, ...route.silent.map(({ policy }) => policy)];
    return policies.map(({ name }) => ({
      policy: name,
      applied: false,
      verdict: "none",
      because: MODE_REASONS[route.mode as keyof typeof MODE_REASONS],
    }));
  }
  return [
    ...route.enforced.map((policy) => line(policy, false)),
    ...route.fallback.map((policy) => line(policy, displaced(policy))),
    ...route.silent.map(({ policy, mode }) => ({ policy: policy.name, applied: false, verdict: "none", because: MODE_REASONS[mode] })),
  ];
}

const MODE_REASONS = {
  monitor: "It is monitored: shadow has its verdict.",
  report_only: "It is report-only: its match is recorded and nothing is evaluated.",
} as const;

function explainOutcome(policy: CompiledPolicy, outcome: Outcome, run: Evaluation, shown: Facts): string {
  const to: Report = { run, shown, everything: false, leaves: [] };
  if (outcome === "not_when") reportWhen(policy, to);
  if (outcome === "fail" || outcome === "ask") reportRequire(policy, to);
  return [OUTCOME_REASONS[outcome], describeFailures(to.leaves)].filter((text) => text !== "").join(" ");
}

const OUTCOME_REASONS: Readonly<Record<Outcome, string>> = {
  other_agents: "Its match.agents selects other agents.",
  not_when: "Its when is not true:",
  allow: "It applies and every requirement holds.",
  pass: "It applies and every requirement holds.",
  approve: "It applies and requires approval.",
  ask: "It applies and requires approval, because a requirement fails:",
  deny: "It applies and denies.",
  fail: "It applies and a requirement fails:",
  blocked: "It applies and one of its modules denies.",
  flagged: "It applies and one of its modules requires approval.",
};
