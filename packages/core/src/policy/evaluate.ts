import { type Evaluation, startEvaluation } from "../conditions/evaluation.ts";
import { findUnregistered } from "../evidence/registry.ts";
import { isCapable } from "../model/action-pattern.ts";
import { byName } from "../model/by-name.ts";
import type { Facts } from "../model/facts.ts";
import type { ApprovalPlan, ShadowVerdict, Verdict } from "../model/verdict.ts";
import type { ModuleTools } from "../modules/module.ts";
import { withoutForcedClosed } from "./breaker-overrides.ts";
import type { CompiledBundle, Route } from "./compile-bundle.ts";
import { CONTRIBUTION, type CompiledPolicy } from "./compile-policy.ts";
import { explainVerdict, reportDecisive } from "./explain.ts";
import { findPreclusion, type Preclusion } from "./find-preclusion.ts";
import { planDenial, planSettle } from "./limits/plan-settle.ts";
import { type Applied, decides, type Merged, mergeOutcomes } from "./merge-outcomes.ts";
import { denyByPlanOnly, hasNoSideEffects } from "./plan-only.ts";
import { gatherScan, NOT_SCANNED, restrict, type ScanInput, type Scanned, scanPolicies, withRisk } from "./scan-policies.ts";
import { allowMonitored, environmentShadow, type MonitoredPolicy, type ShadowInput, shadowsOf } from "./shadow.ts";
import { cleanSummary, renderSummary } from "./summary.ts";
import { type Draft, denyWith, shadowCodes, tagUses, verdictOf } from "./to-verdict.ts";

export interface EvaluateOptions {
  /** Report every condition of every policy considered, and why each policy did or did not apply. */
  readonly explain?: boolean;
  /** Functions for modules. A module that needs a missing one fails and therefore denies. */
  readonly tools?: ModuleTools;
}

const NONE_MONITORED: readonly MonitoredPolicy[] = [];
const NO_SHADOW: readonly ShadowVerdict[] = [];

const NO_TOOLS: ModuleTools = {
  fingerprint: () => "",
  verifySignature: () => {
    throw new Error("no function to verify signatures was given");
  },
};

/**
 * Evaluates a request. The same facts and bundle give the same verdict on every machine.
 * INVARIANT: never throws; an internal error is a denial.
 */
export function evaluate(facts: Facts, bundle: CompiledBundle, options: EvaluateOptions = {}): Verdict {
  const explain = options.explain ?? false;
  const verdict = evaluateSafely(facts, bundle, explain, options.tools ?? NO_TOOLS);
  return explain && !verdict.explain ? { ...verdict, explain: [] } : verdict;
}

function evaluateSafely(facts: Facts, bundle: CompiledBundle, explain: boolean, tools: ModuleTools): Verdict {
  try {
    const verdict = evaluateRequest(facts, bundle, explain, tools);
    const unknown = findUnregistered(verdict);
    return unknown === null ? verdict : denyWith("MODULE_FAILED", `The decision is not in the evidence registry: ${unknown}.`);
  } catch {
    return denyWith("MODULE_FAILED", "The policies could not be evaluated, so the action is denied.");
  }
}

function evaluateRequest(facts: Facts, bundle: CompiledBundle, explain: boolean, tools: ModuleTools): Verdict {
  const preclusion = findPreclusion(bundle, facts);
  if (preclusion) return denyByPreclusion(preclusion);
  const action = facts.submission.action_type;
  const incapable = findIncapable(facts, action);
  if (incapable !== null) return denyWith("CAPABILITY_EXCEEDED", `${incapable} has no capability for ${action}.`);

  const route = bundle.route(facts.environment, action);
  const input: ScanInput = { tools, scan: {} };
  const { applied, run } = applyPolicies(route, startEvaluation(facts), input);
  const merged = mergeOutcomes(applied, route.orgDefault, facts, run);
  const monitored = route.silent.length === 0 ? NONE_MONITORED : evaluateSilent(route, decides(applied), facts, input);
  const scan = route.scans ? gatherScan(applied, scansOf(monitored), facts) : null;
  const shown = scan?.effective ? { ...run.facts, submission: scan.effective } : run.facts;
  // Reports use a step budget of their own, so that an explanation cannot change the answer.
  const decisive = reportDecisive(merged, applied, startEvaluation(run.facts), shown);
  const by = { facts: run.facts, shown, findings: scan?.monitoredFindings ?? [] };
  const shadow = monitored.length === 0 ? NO_SHADOW : shadowsOf(monitored, by);
  const enforced = verdictOf({ merged, applied, shadow, decisive, scan, action, orgDefault: route.orgDefault });
  const enforces = route.mode === "enforce";
  const verdict = enforces
    ? enforced
    : allowInMonitoredEnvironment(enforced, { route, merged, applied, by: { ...by, findings: enforced.findings } });
  if (bundle.planOnly && verdict.status !== "denied" && !hasNoSideEffects(facts, bundle.sideEffectFree)) {
    const denied = denyByPlanOnly(verdict);
    return explain ? { ...denied, ...explainVerdict(route, applied, startEvaluation(run.facts), shown) } : denied;
  }
  if (merged.action === "REQUIRE_APPROVAL") {
    const summary = summarize(merged, applied, shown);
    if (summary !== null) verdict.summary = summary;
  }
  tagUses(verdict, facts.submission);
  if (route.settles) {
    const policies = applied.map(({ policy }) => policy);
    const monitoredPolicies = monitored.flatMap(({ policy, applied: evaluated }) => (evaluated ? [policy] : []));
    const settle = enforces
      ? verdict.status === "denied"
        ? planDenial(policies, monitoredPolicies, facts, tools)
        : planSettle(policies, monitoredPolicies, route.historyEvents, facts, tools)
      : planSettle(
          [],
          enforced.status === "denied" ? monitoredPolicies : [...policies, ...monitoredPolicies],
          route.historyEvents,
          facts,
          tools,
        );
    if (settle) verdict.settle = { ...settle, checks: withoutForcedClosed(settle.checks, bundle.breakerOverrides) };
  }
  return explain ? { ...verdict, ...explainVerdict(route, applied, startEvaluation(run.facts), shown) } : verdict;
}

/** Returns the summary of the first policy by name that requires approval and has a template, otherwise the agent's own. */
function summarize({ plan }: { readonly plan: ApprovalPlan }, applied: readonly Applied[], shown: Facts): string | null {
  const sources = new Set(plan.asked_by.map(({ policy }) => policy));
  const source = applied.find(({ policy }) => policy.summary !== null && sources.has(policy.name));
  if (!source?.policy.summary) return cleanSummary(shown.submission.summary);
  return renderSummary(source.policy.summary, shown, (field) => applied.some(({ policy }) => policy.isPrivate(field)));
}

function denyByPreclusion({ reason, message, byPerson }: Preclusion): Verdict {
  const denied = denyWith(reason, message);
  return byPerson ? { ...denied, event_types: [...denied.event_types, "enforcement.triggered"] } : denied;
}

/**
 * Returns the first agent of the delegation chain that lacks the capability, or null.
 * INVARIANT: delegation only narrows. Every ancestor must have the capabilities that an agent uses.
 */
function findIncapable({ agent, ancestors }: Facts, action: string): string | null {
  if (!isCapable(agent.capabilities, action)) return `The agent ${agent.name}`;
  for (const ancestor of ancestors)
    if (!isCapable(ancestor.capabilities, action)) return `The agent ${ancestor.name}, on whose behalf ${agent.name} acts,`;
  return null;
}

/** Returns the policies that apply, in name order, and the evaluation that decided it. */
function applyPolicies(
  route: Route,
  first: Evaluation,
  input: ScanInput,
): { readonly applied: readonly Applied[]; readonly run: Evaluation } {
  const lists = route.narrowing.candidates(first.facts);
  const scanned = route.scans ? scanPolicies(lists, first, input) : NOT_SCANNED;
  const run = route.scans ? withRisk(first, scanned) : first;
  const applied: Applied[] = [];
  for (let i = 0; i < lists.length; i++) applyAll(lists[i] as readonly CompiledPolicy[], run, scanned, applied);
  if (lists.length > 1) applied.sort(inOrder);
  // A guard that applies does not displace a fallback policy; it restricts the fallback's decision.
  if (route.fallback.length === 0 || decides(applied)) return { applied, run };
  const later = route.scans ? scanPolicies([route.fallback], run, input) : NOT_SCANNED;
  const last = later.size > 0 ? withRisk(run, later) : run;
  applyAll(route.fallback, last, later, applied);
  return { applied: applied.sort(inOrder), run: last };
}

const inOrder = (a: Applied, b: Applied) => byName(a.policy, b.policy);

function applyAll(policies: readonly CompiledPolicy[], run: Evaluation, scanned: Scanned, applied: Applied[]): void {
  for (let i = 0; i < policies.length; i++) {
    const policy = policies[i] as CompiledPolicy;
    const outcome = policy.outcomeOf(run);
    if (outcome === "not_when" || outcome === "other_agents") continue;
    const modules = scanned.size > 0 ? scanned.get(policy) : undefined;
    applied.push(modules ? { policy, outcome: restrict(outcome, modules), modules } : { policy, outcome });
  }
}

/** Evaluates monitored policies. One that throws would have denied and does not affect the decision. */
function evaluateSilent(route: Route, decided: boolean, facts: Facts, input: ScanInput): MonitoredPolicy[] {
  const run = startEvaluation(facts);
  return route.silent.flatMap(({ policy, mode }): MonitoredPolicy[] => {
    if (mode === "report_only") return [{ policy, applied: null }];
    if (policy.fallback && decided) return [];
    const applied = evaluateMonitored(policy, run, input);
    return CONTRIBUTION[applied.outcome] === null ? [] : [{ policy, applied }];
  });
}

function scansOf(monitored: readonly MonitoredPolicy[]) {
  return monitored.flatMap(({ policy, applied }) => (applied?.modules ? [{ policy, modules: applied.modules }] : []));
}

interface MonitoredParts {
  readonly route: Route;
  readonly merged: Merged;
  readonly applied: readonly Applied[];
  readonly by: ShadowInput;
}

/** Returns the verdict of an environment that does not enforce. */
function allowInMonitoredEnvironment(enforced: Verdict, { route, merged, applied, by }: MonitoredParts): Draft {
  const shadow = [...environmentShadow(merged, applied, route.mode, by), ...enforced.shadow];
  return allowMonitored(enforced, shadow, shadowCodes(shadow), by.facts.environment);
}

function evaluateMonitored(policy: CompiledPolicy, run: Evaluation, input: ScanInput): Applied {
  try {
    if (policy.modules.length === 0) return { policy, outcome: policy.outcomeOf(run) };
    const scanned = scanPolicies([[policy]], run, input);
    const modules = scanned.get(policy);
    const outcome = restrict(policy.outcomeOf(withRisk(run, scanned)), modules);
    return modules ? { policy, outcome, modules } : { policy, outcome };
  } catch {
    return { policy, outcome: "blocked" };
  }
}
