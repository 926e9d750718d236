import { type Run, startRun } from "../conditions/run.ts";
import type { DecisionAction } from "../evidence/decision-actions.ts";
import type { Facts, Submission } from "../model/facts.ts";
import { formatPath } from "../model/path.ts";
import type { Finding } from "../model/verdict.ts";
import { applyEdits, type EditPlan, planEdits } from "../modules/apply-edits.ts";
import type { ModuleTools } from "../modules/module.ts";
import { denies, isWorse, type ModulesOutcome, runModules } from "../modules/run-modules.ts";
import { CONTRIBUTION, type CompiledPolicy, type Outcome } from "./compile-policy.ts";
import type { Applied } from "./merge-outcomes.ts";

/** What the modules of each policy said that may apply. */
export type Scanned = ReadonlyMap<CompiledPolicy, ModulesOutcome>;

export const NOT_SCANNED: Scanned = new Map();

/** Lets the modules look, before `require` does: conditions may ask for the risk they found. */
export function scanPolicies(lists: readonly (readonly CompiledPolicy[])[], run: Run, tools: ModuleTools): Scanned {
  const input = { facts: run.facts, tools };
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

/** The same request with the highest risk that was found so far; 0 when nobody found any. */
export function withRisk({ facts }: Run, scanned: Scanned): Run {
  let score = facts.risk?.score ?? 0;
  for (const { risk } of scanned.values()) score = Math.max(score, risk);
  const { submission, agent, ancestors, delegation, environment, time } = facts;
  return startRun({ submission, agent, ancestors, delegation, environment, time, risk: { score } });
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
  /** Of policies that only watch. */
  readonly watchedFindings: readonly Finding[];
  /** Present when something was edited. */
  readonly effective?: Submission;
  readonly rewrites: boolean;
  /** What stands behind the placeholders in `effective`. */
  readonly placeholders: ReadonlyMap<string, string>;
}

/** A policy whose modules looked. */
interface Scanning {
  readonly policy: CompiledPolicy;
  readonly modules: ModulesOutcome;
}

const NONE: readonly never[] = [];
const NO_PLACEHOLDERS: ReadonlyMap<string, string> = new Map();

/** @param watched policies that only watch: what they withhold is withheld, what they find is reported, and nothing else comes of them */
export function gatherScan(applied: readonly Applied[], watched: readonly Scanning[], facts: Facts): Scan {
  let action: DecisionAction = "ALLOW";
  let risk = 0;
  let quiet = watched.length === 0;
  for (let i = 0; i < applied.length; i++) {
    const modules = applied[i]?.modules;
    if (!modules) continue;
    if (action === "ALLOW" || isWorse(modules.action, action)) action = modules.action;
    risk = Math.max(risk, modules.risk);
    quiet &&= modules.reason_codes.length + modules.findings.length + modules.edits.length + modules.hides.length === 0;
  }
  if (quiet)
    return { action, reason_codes: NONE, risk, findings: NONE, watchedFindings: NONE, rewrites: false, placeholders: NO_PLACEHOLDERS };
  return { action, risk, ...gatherFound(applied, watched, facts) };
}

function gatherFound(applied: readonly Applied[], watched: readonly Scanning[], facts: Facts): Omit<Scan, "action" | "risk"> {
  const own = applied.flatMap(({ policy, modules }) => (modules ? [{ policy, modules }] : []));
  const edits = [...own, ...watched].flatMap(({ modules }) => modules.edits);
  const plan = planEdits(edits);
  const hidden = new Set([...own, ...watched].flatMap(({ modules }) => modules.hides));
  const findingsOf = (some: readonly Scanning[]) =>
    some.flatMap(({ policy, modules }) => modules.findings.map((found) => shownFinding(found, plan, policy.name)));
  return {
    reason_codes: own.flatMap(({ modules }) => modules.reason_codes),
    findings: findingsOf(own),
    watchedFindings: findingsOf(watched),
    ...(edits.length > 0 || hidden.size > 0
      ? { effective: withoutTools(applyEdits(facts.submission, plan), facts.submission.tools, hidden) }
      : {}),
    rewrites: own.some(({ modules }) => modules.rewrites),
    placeholders: plan.reversals(facts.submission),
  };
}

/** A finding as it may be stored and shown. Written out, not spread: there may be thousands. */
export function shownFinding(found: ModulesOutcome["findings"][number], plan: EditPlan, policy: string): Finding {
  const { type, category, severity, confidence, fingerprint, at, part, start, end, module } = found;
  const path = formatPath(plan.shown(at));
  return fingerprint === undefined
    ? { type, category, severity, confidence, part, start, end, module, path, policy }
    : { type, category, severity, confidence, fingerprint, part, start, end, module, path, policy };
}

/** Without tools that the agent is not to know of. @param said as they were before anything was edited */
function withoutTools(submission: Submission, said: unknown, hidden: ReadonlySet<string>): Submission {
  const { tools } = submission;
  if (hidden.size === 0 || !Array.isArray(tools) || !Array.isArray(said)) return submission;
  return { ...submission, tools: tools.filter((_, i) => !hidden.has(said[i])) };
}
