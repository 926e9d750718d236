import type { DecisionAction } from "../evidence/decision-actions.ts";
import { applyEdits, planEdits } from "../modules/apply-edits.ts";
import type { ModuleTools } from "../modules/module.ts";
import { denies, isWorse, type ModulesOutcome, runModules } from "../modules/run-modules.ts";
import { CONTRIBUTION, type CompiledPolicy, type Outcome } from "./compile-policy.ts";
import type { Facts, Submission } from "./facts.ts";
import type { Applied } from "./merge-outcomes.ts";
import { formatPath } from "./path.ts";
import { type Run, startRun } from "./run.ts";
import type { Finding } from "./verdict.ts";

/** What the modules of each policy said that may apply. */
export type Scanned = ReadonlyMap<CompiledPolicy, ModulesOutcome>;

export const NOT_SCANNED: Scanned = new Map();

/** Lets the modules look, before `require` does: conditions may ask for the risk they found. */
export function scanPolicies(policies: readonly CompiledPolicy[], run: Run, tools: ModuleTools): Scanned {
  const looking = policies.filter(({ modules, mayApply }) => modules.length > 0 && mayApply(run));
  return new Map(looking.map((policy) => [policy, runModules(policy.modules, { facts: run.facts, tools })]));
}

/** The same request with the highest risk that was found so far; 0 when nobody found any. */
export function withRisk({ facts }: Run, scanned: Scanned): Run {
  let score = facts.risk?.score ?? 0;
  for (const { risk } of scanned.values()) score = Math.max(score, risk);
  return startRun({ ...facts, risk: { score } });
}

/** INVARIANT: modules only restrict: what denies or asks already goes on doing so. */
export function restrict(outcome: Outcome, modules: ModulesOutcome | undefined): Outcome {
  if (!modules || CONTRIBUTION[outcome] === "deny" || CONTRIBUTION[outcome] === null) return outcome;
  if (denies(modules.action)) return "blocked";
  const asks = modules.action === "REQUIRE_APPROVAL" || modules.action === "PENDING";
  return asks && CONTRIBUTION[outcome] !== "approve" ? "flagged" : outcome;
}

/** What all modules together found and changed. */
export interface Scan {
  /** The most restrictive of those that allow under a condition. */
  readonly action: DecisionAction;
  readonly reason_codes: readonly string[];
  readonly risk: number;
  readonly findings: readonly Finding[];
  /** Present when something was edited. */
  readonly effective?: Submission;
  readonly rewrites: boolean;
  /** What stands behind the placeholders in `effective`. */
  readonly placeholders: ReadonlyMap<string, string>;
}

/** @param watched outcomes of policies that only watch: what they withhold is withheld, and nothing else comes of them */
export function gatherScan(applied: readonly Applied[], watched: readonly ModulesOutcome[], facts: Facts): Scan {
  const own = applied.flatMap(({ policy, modules }) => (modules ? [{ policy, modules }] : []));
  const edits = [...own.map(({ modules }) => modules), ...watched].flatMap((modules) => modules.edits);
  const plan = planEdits(edits);
  const hidden = new Set([...own.map(({ modules }) => modules), ...watched].flatMap(({ hides }) => hides));
  let action: DecisionAction = "ALLOW";
  for (const { modules } of own) if (action === "ALLOW" || isWorse(modules.action, action)) action = modules.action;
  return {
    action,
    reason_codes: own.flatMap(({ modules }) => modules.reason_codes),
    risk: Math.max(0, ...own.map(({ modules }) => modules.risk)),
    findings: own.flatMap(({ policy, modules }) =>
      modules.findings.map(({ at, ...found }) => ({ ...found, path: formatPath(plan.shown(at)), policy: policy.name })),
    ),
    ...(edits.length > 0 || hidden.size > 0
      ? { effective: withoutTools(applyEdits(facts.submission, plan), facts.submission.tools, hidden) }
      : {}),
    rewrites: own.some(({ modules }) => modules.rewrites),
    placeholders: plan.reversals(facts.submission),
  };
}

/** Without tools that the agent is not to know of. @param said as they were before anything was edited */
function withoutTools(submission: Submission, said: unknown, hidden: ReadonlySet<string>): Submission {
  const { tools } = submission;
  if (hidden.size === 0 || !Array.isArray(tools) || !Array.isArray(said)) return submission;
  return { ...submission, tools: tools.filter((_, i) => !hidden.has(said[i])) };
}
