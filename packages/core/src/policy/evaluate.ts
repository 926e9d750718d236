import { findUnregistered } from "../evidence/registry.ts";
import { describeHalt, findHalt, type Halt } from "../halt/find-halt.ts";
import type { ModuleTools } from "../modules/module.ts";
import type { ModulesOutcome } from "../modules/run-modules.ts";
import { isCapable } from "./action-pattern.ts";
import { byName } from "./by-name.ts";
import { type CompiledBundle, describeUnreadable, type Route } from "./compile-bundle.ts";
import { CONTRIBUTION, type CompiledPolicy } from "./compile-policy.ts";
import { explainVerdict, reportDecisive } from "./explain.ts";
import type { Facts } from "./facts.ts";
import { planDenial, planSettle } from "./limits/plan-settle.ts";
import { type Applied, decides, mergeOutcomes } from "./merge-outcomes.ts";
import { denyByPlanOnly, onlyReads } from "./plan-only.ts";
import { type Run, startRun } from "./run.ts";
import { gatherScan, NOT_SCANNED, restrict, type Scanned, scanPolicies, withRisk } from "./scan-policies.ts";
import { cleanSummary, renderSummary } from "./summary.ts";
import { denyWith, tagUses, verdictOf } from "./to-verdict.ts";
import type { ApprovalPlan, PolicyVerdict, Verdict } from "./verdict.ts";

export interface EvaluateOptions {
  /** Report every clause of every policy that was looked at, and why each did or did not apply. */
  readonly explain?: boolean;
  /** What modules are given; without, one that needs them fails, and so denies. */
  readonly tools?: ModuleTools;
}

const NO_SHADOW: Shadow = { shadow: [], watched: [], watching: [] };

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
  const merged = mergeOutcomes(applied, bundle.orgDefault, facts, run);
  const { shadow, watched, watching } = route.silent.length === 0 ? NO_SHADOW : castShadow(route, decides(applied), facts, tools);
  const scan = route.scans ? gatherScan(applied, watched, facts) : null;
  const shown = scan?.effective ? { ...run.facts, submission: scan.effective } : run.facts;
  // Reporting runs clauses again, on a budget of its own: an explanation must not change the answer.
  const decisive = reportDecisive(merged, applied, startRun(run.facts), shown);
  const verdict = verdictOf({ merged, applied, shadow, decisive, scan, action, orgDefault: bundle.orgDefault });
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
    const settle =
      verdict.status === "denied" ? planDenial(policies, facts, tools) : planSettle(policies, watching, route.marks, facts, tools);
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

interface Shadow {
  readonly shadow: readonly PolicyVerdict[];
  readonly watched: readonly ModulesOutcome[];
  /** Those of them that would apply. */
  readonly watching: readonly CompiledPolicy[];
}

/** What monitored policies would have said. They cannot fail a decision: one that throws would have denied. */
function castShadow(route: Route, decided: boolean, facts: Facts, tools: ModuleTools): Shadow {
  const shadow: PolicyVerdict[] = [];
  const watched: ModulesOutcome[] = [];
  const watching: CompiledPolicy[] = [];
  const run = startRun(facts);
  for (const { policy, mode } of route.silent) {
    if (mode === "report_only") {
      shadow.push(policy.verdicts.report_only[policy.effect]);
      continue;
    }
    if (policy.fallback && decided) continue;
    const { contribution, modules } = contributionOf(policy, run, tools);
    if (contribution === null) continue;
    shadow.push(policy.verdicts.monitor[contribution]);
    if (modules) watched.push(modules);
    watching.push(policy);
  }
  return { shadow, watched, watching };
}

function contributionOf(policy: CompiledPolicy, run: Run, tools: ModuleTools) {
  try {
    if (policy.modules.length === 0) return { contribution: CONTRIBUTION[policy.judge(run)] };
    const scanned = scanPolicies([[policy]], run, tools);
    const modules = scanned.get(policy);
    return { contribution: CONTRIBUTION[restrict(policy.judge(withRisk(run, scanned)), modules)], modules };
  } catch {
    return { contribution: "deny" as const };
  }
}
