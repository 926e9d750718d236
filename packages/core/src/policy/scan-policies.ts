import { type Evaluation, startEvaluation } from "../conditions/evaluation.ts";
import type { DecisionAction } from "../evidence/decision-actions.ts";
import type { Facts, Submission } from "../model/facts.ts";
import { formatPath } from "../model/path.ts";
import type { Finding } from "../model/verdict.ts";
import { applyEdits, type EditPlan, planEdits } from "../modules/apply-edits.ts";
import type { ModuleInput } from "../modules/module.ts";
import { denies, isWorse, type ModulesOutcome, runModules } from "../modules/run-modules.ts";
import { CONTRIBUTION, type CompiledPolicy, type Outcome } from "./compile-policy.ts";
import type { Applied } from "./merge-outcomes.ts";

/** The results of the modules of each policy. */
export type Scanned = ReadonlyMap<CompiledPolicy, ModulesOutcome>;

export const NOT_SCANNED: Scanned = new Map();

/** The input of modules that does not depend on the policy. */
export type ScanInput = Omit<ModuleInput, "facts">;

/** Runs the modules before `require`, because conditions may read the risk they find. */
export function scanPolicies(lists: readonly (readonly CompiledPolicy[])[], run: Evaluation, { tools, scan }: ScanInput): Scanned {
  const input = { facts: run.facts, tools, scan };
  let scanned: Map<CompiledPolicy, ModulesOutcome> | undefined;
  for (let i = 0; i < lists.length; i++) {
    const policies = lists[i] as readonly CompiledPolicy[];
    for (let j = 0; j < policies.length; j++) {
      const policy = policies[j] as CompiledPolicy;
      if (policy.modules.length === 0 || !policy.mayApply(run)) continue;
      scanned ??= new Map();
      scanned.set(policy, runModules(policy.modules, input));
    }
  }
  return scanned ?? NOT_SCANNED;
}

/** Returns the evaluation with the highest risk found so far, 0 when none was. */
export function withRisk({ facts }: Evaluation, scanned: Scanned): Evaluation {
  let score = facts.risk?.score ?? 0;
  for (const { risk } of scanned.values()) score = Math.max(score, risk);
  const { submission, agent, ancestors, delegation, environment, time } = facts;
  return startEvaluation({ submission, agent, ancestors, delegation, environment, time, risk: { score } });
}

/** INVARIANT: modules only restrict. A policy that denies or asks keeps its outcome. */
export function restrict(outcome: Outcome, modules: ModulesOutcome | undefined): Outcome {
  if (!modules || CONTRIBUTION[outcome] === "deny" || CONTRIBUTION[outcome] === null) return outcome;
  if (denies(modules.action)) return "blocked";
  const asks = modules.action === "REQUIRE_APPROVAL" || modules.action === "PENDING";
  return asks && CONTRIBUTION[outcome] !== "approve" ? "flagged" : outcome;
}

/** The combined findings and edits of all modules. */
export interface Scan {
  /** The most restrictive action that allows under a condition. */
  readonly action: DecisionAction;
  readonly reason_codes: readonly string[];
  readonly risk: number;
  readonly findings: readonly Finding[];
  /** Findings of monitored policies. */
  readonly monitoredFindings: readonly Finding[];
  /** Present when something was edited. */
  readonly effective?: Submission;
  readonly rewrites: boolean;
  /** The values behind the placeholders in `effective`. */
  readonly placeholders: ReadonlyMap<string, string>;
}

/** A policy with the results of its modules. */
interface PolicyScan {
  readonly policy: CompiledPolicy;
  readonly modules: ModulesOutcome;
}

const NONE: readonly never[] = [];
const NO_PLACEHOLDERS: ReadonlyMap<string, string> = new Map();

/** @param monitored monitored policies: their edits are withheld and their findings reported, with no other effect */
export function gatherScan(applied: readonly Applied[], monitored: readonly PolicyScan[], facts: Facts): Scan {
  let action: DecisionAction = "ALLOW";
  let risk = 0;
  let quiet = monitored.length === 0;
  for (let i = 0; i < applied.length; i++) {
    const modules = applied[i]?.modules;
    if (!modules) continue;
    if (action === "ALLOW" || isWorse(modules.action, action)) action = modules.action;
    risk = Math.max(risk, modules.risk);
    quiet &&= modules.reason_codes.length + modules.findings.length + modules.edits.length + modules.hides.length === 0;
  }
  if (quiet)
    return { action, reason_codes: NONE, risk, findings: NONE, monitoredFindings: NONE, rewrites: false, placeholders: NO_PLACEHOLDERS };
  return { action, risk, ...gatherFound(applied, monitored, facts) };
}

function gatherFound(applied: readonly Applied[], monitored: readonly PolicyScan[], facts: Facts): Omit<Scan, "action" | "risk"> {
  const own = applied.flatMap(({ policy, modules }) => (modules ? [{ policy, modules }] : []));
  const edits = [...own, ...monitored].flatMap(({ modules }) => modules.edits);
  const plan = planEdits(edits);
  const hidden = new Set([...own, ...monitored].flatMap(({ modules }) => modules.hides));
  const findingsOf = (some: readonly PolicyScan[]) =>
    some.flatMap(({ policy, modules }) => modules.findings.map((found) => shownFinding(found, plan, policy.name)));
  return {
    reason_codes: own.flatMap(({ modules }) => modules.reason_codes),
    findings: findingsOf(own),
    monitoredFindings: findingsOf(monitored),
    ...(edits.length > 0 || hidden.size > 0
      ? { effective: withoutTools(applyEdits(facts.submission, plan), facts.submission.tools, hidden) }
      : {}),
    rewrites: own.some(({ modules }) => modules.rewrites),
    placeholders: plan.reversals(facts.submission),
  };
}

/** Returns a finding that is safe to store and show. Built without spreading, because there may be thousands. */
export function shownFinding(found: ModulesOutcome["findings"][number], plan: EditPlan, policy: string): Finding {
  const { type, category, severity, confidence, fingerprint, at, part, start, end, module } = found;
  const path = formatPath(plan.shown(at));
  return fingerprint === undefined
    ? { type, category, severity, confidence, part, start, end, module, path, policy }
    : { type, category, severity, confidence, fingerprint, part, start, end, module, path, policy };
}

/**
 * Removes the tools that the agent must not see.
 * @param original the tools before any edit
 */
function withoutTools(submission: Submission, original: unknown, hidden: ReadonlySet<string>): Submission {
  const { tools } = submission;
  if (hidden.size === 0 || !Array.isArray(tools) || !Array.isArray(original)) return submission;
  return { ...submission, tools: tools.filter((_, i) => !hidden.has(original[i])) };
}
