import { type Run, startRun } from "../conditions/run.ts";
import { findUnregistered } from "../evidence/registry.ts";
import { isCapable } from "../model/action-pattern.ts";
import { byName } from "../model/by-name.ts";
import type { Facts } from "../model/facts.ts";
import type { ApprovalPlan, ShadowVerdict, Verdict } from "../model/verdict.ts";
import type { ModuleTools } from "../modules/module.ts";
import { type CompiledBundle, describeUnreadable, type Route } from "./compile-bundle.ts";
import { CONTRIBUTION, type CompiledPolicy } from "./compile-policy.ts";
import { explainVerdict, reportDecisive } from "./explain.ts";
import { describeHalt, findHalt, type Halt } from "./find-halt.ts";
import { planDenial, planSettle } from "./limits/plan-settle.ts";
import { type Applied, decides, type Merged, mergeOutcomes } from "./merge-outcomes.ts";
import { denyByPlanOnly, onlyReads } from "./plan-only.ts";
import { gatherScan, NOT_SCANNED, restrict, type Scanned, scanPolicies, withRisk } from "./scan-policies.ts";
import { environmentShadow, letThrough, type Shown, shadowsOf, type Watched } from "./shadow.ts";
import { cleanSummary, renderSummary } from "./summary.ts";
import { type Draft, denyWith, shadowCodes, tagUses, verdictOf } from "./to-verdict.ts";

export interface EvaluateOptions {
  /** Report every clause of every policy that was looked at, and why each did or did not apply. */
  readonly explain?: boolean;
  /** What modules are given; without, one that needs them fails, and so denies. */
  readonly tools?: ModuleTools;
}

const NOTHING_WATCHED: readonly Watched[] = [];
const NO_SHADOW: readonly ShadowVerdict[] = [];

const NO_TOOLS: ModuleTools = {
  fingerprint: () => "",
  verifySignature: () => {
    throw new Error("signatures cannot be verified here");
  },
};

/**
 * What the policies say about a request: the same facts and bundle give the same verdict, on every machine.
 * INVARIANT: it never throws; what goes wrong inside is a denial.
 */
export function evaluate(facts: Facts, bundle: CompiledBundle, options: EvaluateOptions = {}): Verdict {
  const explain = options.explain ?? false;
  const verdict = judgeSafely(facts, bundle, explain, options.tools ?? NO_TOOLS);
  return explain && !verdict.explain ? { ...verdict, explain: [] } : verdict;
}

function judgeSafely(facts: Facts, bundle: CompiledBundle, explain: boolean, tools: ModuleTools): Verdict {
  try {
    const verdict = judge(facts, bundle, explain, tools);
    const unknown = findUnregistered(verdict);
    return unknown === null ? verdict : denyWith("MODULE_FAILED", `The decision is not one of the registry: ${unknown}.`);
  } catch {
    return denyWith("MODULE_FAILED", "The policies could not be evaluated, so the action is denied.");
  }
}

function judge(facts: Facts, bundle: CompiledBundle, explain: boolean, tools: ModuleTools): Verdict {
  if (bundle.tampered)
    return denyWith("POLICY_TAMPERED", "The stored policies do not match their signed manifest, so everything is denied until they do.");
  const [unreadable] = bundle.unreadable;
  if (unreadable) return denyWith("POLICY_UNREADABLE", describeUnreadable(unreadable));
  const halt = bundle.halts.length === 0 ? null : findHalt(bundle.halts, facts);
  if (halt) return denyByHalt(halt);
  const action = facts.submission.action_type;
  const incapable = findIncapable(facts, action);
  if (incapable !== null) return denyWith("CAPABILITY_EXCEEDED", `${incapable} has no capability for ${action}.`);

  const route = bundle.route(facts.environment, action);
  const { applied, run } = applyPolicies(route, startRun(facts), tools);
  const merged = mergeOutcomes(applied, route.orgDefault, facts, run);
  const watched = route.silent.length === 0 ? NOTHING_WATCHED : watch(route, decides(applied), facts, tools);
  const scan = route.scans ? gatherScan(applied, scanningAmong(watched), facts) : null;
  const shown = scan?.effective ? { ...run.facts, submission: scan.effective } : run.facts;
  // Reporting runs clauses again, on a budget of its own: an explanation must not change the answer.
  const decisive = reportDecisive(merged, applied, startRun(run.facts), shown);
  const by = { facts: run.facts, shown, findings: scan?.watchedFindings ?? [] };
  const shadow = watched.length === 0 ? NO_SHADOW : shadowsOf(watched, by);
  const judged = verdictOf({ merged, applied, shadow, decisive, scan, action, orgDefault: route.orgDefault });
  const enforces = route.mode === "enforce";
  const verdict = enforces ? judged : monitored(judged, { route, merged, applied, by: { ...by, findings: judged.findings } });
  if (bundle.planOnly && verdict.status !== "denied" && !onlyReads(facts, bundle.sideEffectFree)) {
    const denied = denyByPlanOnly(verdict);
    return explain ? { ...denied, ...explainVerdict(route, applied, startRun(run.facts), shown) } : denied;
  }
  if (merged.action === "REQUIRE_APPROVAL") {
    const summary = summarize(merged, applied, shown);
    if (summary !== null) verdict.summary = summary;
  }
  tagUses(verdict, facts.submission);
  if (route.settles) {
    const policies = applied.map(({ policy }) => policy);
    const watching = watched.flatMap(({ policy, applied: evaluated }) => (evaluated ? [policy] : []));
    const settle = enforces
      ? verdict.status === "denied"
        ? planDenial(policies, facts, tools)
        : planSettle(policies, watching, route.marks, facts, tools)
      : planSettle([], judged.status === "denied" ? watching : [...policies, ...watching], route.marks, facts, tools);
    if (settle) verdict.settle = settle;
  }
  return explain ? { ...verdict, ...explainVerdict(route, applied, startRun(run.facts), shown) } : verdict;
}

/** The line of the first policy by name that asks and has a template; otherwise the agent's own. */
function summarize({ plan }: { readonly plan: ApprovalPlan }, applied: readonly Applied[], shown: Facts): string | null {
  const askers = new Set(plan.asked_by.map(({ policy }) => policy));
  const asker = applied.find(({ policy }) => policy.summary !== null && askers.has(policy.name));
  if (!asker?.policy.summary) return cleanSummary(shown.submission.summary);
  return renderSummary(asker.policy.summary, shown, (field) => applied.some(({ policy }) => policy.isPrivate(field)));
}

function denyByHalt(halt: Halt): Verdict {
  const denied = denyWith("AGENT_HALTED", describeHalt(halt));
  return { ...denied, event_types: [...denied.event_types, "enforcement.triggered"] };
}

/** INVARIANT: delegation only narrows: whatever an agent may do, every ancestor may do. */
function findIncapable({ agent, ancestors }: Facts, action: string): string | null {
  if (!isCapable(agent.capabilities, action)) return `The agent ${agent.name}`;
  for (const ancestor of ancestors)
    if (!isCapable(ancestor.capabilities, action)) return `The agent ${ancestor.name}, on whose behalf ${agent.name} acts,`;
  return null;
}

/** The policies that apply, in name order, and the run that judged them. */
function applyPolicies(route: Route, first: Run, tools: ModuleTools): { readonly applied: readonly Applied[]; readonly run: Run } {
  const lists = route.narrowing.candidates(first.facts);
  const scanned = route.scans ? scanPolicies(lists, first, tools) : NOT_SCANNED;
  const run = route.scans ? withRisk(first, scanned) : first;
  const applied: Applied[] = [];
  for (let i = 0; i < lists.length; i++) applyAll(lists[i] as readonly CompiledPolicy[], run, scanned, applied);
  if (lists.length > 1) applied.sort(inOrder);
  // Guards do not displace a fallback: they narrow what it decides.
  if (route.fallback.length === 0 || decides(applied)) return { applied, run };
  const later = route.scans ? scanPolicies([route.fallback], run, tools) : NOT_SCANNED;
  const last = later.size > 0 ? withRisk(run, later) : run;
  applyAll(route.fallback, last, later, applied);
  return { applied: applied.sort(inOrder), run: last };
}

const inOrder = (a: Applied, b: Applied) => byName(a.policy, b.policy);

function applyAll(policies: readonly CompiledPolicy[], run: Run, scanned: Scanned, applied: Applied[]): void {
  for (let i = 0; i < policies.length; i++) {
    const policy = policies[i] as CompiledPolicy;
    const outcome = policy.judge(run);
    if (outcome === "not_when" || outcome === "other_agents") continue;
    const modules = scanned.size > 0 ? scanned.get(policy) : undefined;
    applied.push(modules ? { policy, outcome: restrict(outcome, modules), modules } : { policy, outcome });
  }
}

/** Policies that are watched and would apply. They cannot fail a decision: one that throws would have denied. */
function watch(route: Route, decided: boolean, facts: Facts, tools: ModuleTools): Watched[] {
  const run = startRun(facts);
  return route.silent.flatMap(({ policy, mode }): Watched[] => {
    if (mode === "report_only") return [{ policy, applied: null }];
    if (policy.fallback && decided) return [];
    const applied = judgeWatched(policy, run, tools);
    return CONTRIBUTION[applied.outcome] === null ? [] : [{ policy, applied }];
  });
}

function scanningAmong(watched: readonly Watched[]) {
  return watched.flatMap(({ policy, applied }) => (applied?.modules ? [{ policy, modules: applied.modules }] : []));
}

interface MonitoredParts {
  readonly route: Route;
  readonly merged: Merged;
  readonly applied: readonly Applied[];
  readonly by: Shown;
}

/** The verdict of an environment that does not enforce. */
function monitored(judged: Verdict, { route, merged, applied, by }: MonitoredParts): Draft {
  const shadow = [...environmentShadow(merged, applied, route.mode, by), ...judged.shadow];
  return letThrough(judged, shadow, shadowCodes(shadow), by.facts.environment);
}

function judgeWatched(policy: CompiledPolicy, run: Run, tools: ModuleTools): Applied {
  try {
    if (policy.modules.length === 0) return { policy, outcome: policy.judge(run) };
    const scanned = scanPolicies([[policy]], run, tools);
    const modules = scanned.get(policy);
    const outcome = restrict(policy.judge(withRisk(run, scanned)), modules);
    return modules ? { policy, outcome, modules } : { policy, outcome };
  } catch {
    return { policy, outcome: "blocked" };
  }
}
