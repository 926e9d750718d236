import { type CompiledCondition, compileCondition } from "../conditions/compile-condition.ts";
import type { Condition } from "../conditions/condition.ts";
import type { Run } from "../conditions/run.ts";
import { FALSE, TRUE, UNKNOWN } from "../conditions/tri.ts";
import type { AgentFacts, Environment, Facts } from "../model/facts.ts";
import type { Path } from "../model/path.ts";
import type { Obligation, PolicyEffect, PolicyMode, PolicyVerdict } from "../model/verdict.ts";
import { compileModules } from "../modules/compile-modules.ts";
import type { CompiledModule } from "../modules/module.ts";
import { type ApprovalSettings, readApproval } from "./approval-plan.ts";
import { type Demand, demandsOf } from "./demands.ts";
import { POLICY_DEFAULTS, type Policy } from "./document/document.ts";
import { type CompiledLimits, compileLimits } from "./limits/compile-limits.ts";
import { readSummary, type SummaryTemplate } from "./summary.ts";

/** One stored version of a policy. */
export interface PolicySource {
  /** Wire id, `pol_…`. */
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** Lower-case hex of the canonical text. */
  readonly hash: string;
  readonly document: Policy;
}

/** What a policy says about one request. */
export type Outcome =
  /** `match` names other agents. */
  | "other_agents"
  /** `when` does not hold. */
  | "not_when"
  /** The effect is allow and everything required holds. */
  | "allow"
  /** The effect is guard and everything required holds: nothing to add. */
  | "pass"
  /** The effect is approve. */
  | "approve"
  /** Something required does not hold, and a person may decide. */
  | "ask"
  /** The effect is deny. */
  | "deny"
  /** Something required does not hold. */
  | "fail"
  /** A module denies what would otherwise pass. */
  | "blocked"
  /** A module asks a person about what would otherwise pass. */
  | "flagged";

/** What each outcome contributes to a merge; `null` when the policy does not apply. */
export const CONTRIBUTION: Readonly<Record<Outcome, PolicyEffect | null>> = {
  other_agents: null,
  not_when: null,
  allow: "allow",
  pass: "guard",
  approve: "approve",
  ask: "approve",
  deny: "deny",
  fail: "deny",
  blocked: "deny",
  flagged: "approve",
};

export interface CompiledPolicy {
  readonly name: string;
  readonly id: string;
  readonly actions: readonly string[];
  readonly environments: readonly Environment[] | null;
  readonly fallback: boolean;
  readonly mode: PolicyMode;
  readonly effect: PolicyEffect;
  /** The whole policy as one function. */
  readonly judge: (run: Run) => Outcome;
  /** Whether it may apply, before its modules have looked. */
  readonly mayApply: (run: Run) => boolean;
  readonly modules: readonly CompiledModule[];
  readonly limits: CompiledLimits;
  readonly when: CompiledCondition | null;
  /** Fields by which it can be filed. */
  readonly demands: readonly Demand[];
  readonly require: readonly CompiledCondition[];
  readonly approval: ApprovalSettings;
  /** How reviewers read a request in one line; null when the policy does not say. */
  readonly summary: SummaryTemplate | null;
  /** Whether a field, by its full name, is withheld. */
  readonly isPrivate: (field: string) => boolean;
  readonly obligations: readonly Obligation[];
  /** What is recorded for each contribution, made once: verdicts share them. */
  readonly verdicts: Readonly<Record<PolicyMode, Readonly<Record<PolicyEffect, PolicyVerdict>>>>;
}

/** Conditions by what they say, where they stand and what is withheld. */
export type SharedConditions = Map<string, CompiledCondition>;

/**
 * @param shared of the policies that are compiled together: what several of them say is compiled once, and is in the cache when the
 * second of them asks
 * @throws Error for a document that validation would refuse
 */
export function compilePolicy(source: PolicySource, shared: SharedConditions = new Map()): CompiledPolicy {
  const { metadata, spec } = source.document;
  const context = { isPrivate: privacy(spec.private ?? []) };
  const compile = (condition: Condition, path: Path): CompiledCondition => {
    const key = JSON.stringify([path, spec.private ?? [], condition]);
    const compiled = shared.get(key) ?? compileCondition(condition, path, context);
    shared.set(key, compiled);
    return compiled;
  };
  const when = spec.when ? compile(spec.when, ["spec", "when"]) : null;
  const require = (spec.require ?? []).map((clause, i) => compile(clause, ["spec", "require", i]));
  return {
    name: source.name,
    id: source.id,
    actions: spec.match.actions,
    environments: spec.match.environments ?? null,
    fallback: spec.match.fallback ?? false,
    mode: spec.mode ?? POLICY_DEFAULTS.mode,
    effect: spec.effect,
    judge: fuse(spec, when, require),
    mayApply: mayApply(spec, when),
    modules: compileModules(spec.modules),
    limits: compileLimits(source.id, spec, context.isPrivate),
    when,
    demands: demandsOf(when),
    require,
    approval: readApproval(spec.approval, metadata.labels?.risk),
    summary: compileSummary(spec.approval?.summary),
    isPrivate: context.isPrivate,
    obligations: (spec.obligations ?? []).map(({ type, params }) => ({ type, policy: source.name, ...(params ? { params } : {}) })),
    verdicts: verdictTable(source),
  };
}

function fuse(spec: Policy["spec"], when: CompiledCondition | null, require: readonly CompiledCondition[]): (run: Run) => Outcome {
  const matchesAgents = compileAgents(spec.match.agents, spec.effect === "allow");
  // INVARIANT: what is not known never grants and never lifts a restriction.
  const floor = spec.effect === "allow" ? TRUE : UNKNOWN;
  const holds = when?.test;
  const clauses = require.map((clause) => clause.test);
  const met: Outcome = spec.effect === "guard" ? "pass" : spec.effect;
  const unmet: Outcome = (spec.otherwise ?? POLICY_DEFAULTS.otherwise) === "approve" ? "ask" : "fail";
  return (run) => {
    if (matchesAgents && !matchesAgents(run.facts)) return "other_agents";
    if (holds && holds(run) < floor) return "not_when";
    for (let i = 0; i < clauses.length; i++) if ((clauses[i] as CompiledCondition["test"])(run) !== TRUE) return unmet;
    return met;
  };
}

/**
 * INVARIANT: a policy that applies in the end may apply here: what modules add to the facts is unknown here, and a condition
 * that is false with something unknown stays false whatever it turns out to be.
 */
function mayApply(spec: Policy["spec"], when: CompiledCondition | null): (run: Run) => boolean {
  const matchesAgents = compileAgents(spec.match.agents, spec.effect === "allow");
  return (run) => (!matchesAgents || matchesAgents(run.facts)) && (!when || when.test(run) !== FALSE);
}

/**
 * INVARIANT: a delegated agent gains nothing from its own name or labels and loses nothing of its ancestors'. A policy
 * that grants must match the agent and every ancestor; one that restricts matches when any of them does, label by label.
 */
function compileAgents(agents: Policy["spec"]["match"]["agents"], grants: boolean): ((facts: Facts) => boolean) | null {
  const labels = Object.entries(agents?.labels ?? {});
  const names = agents?.names && new Set(agents.names);
  if (labels.length === 0 && !names) return null;
  const holds = (facts: Facts, test: (agent: AgentFacts) => boolean) =>
    grants ? test(facts.agent) && facts.ancestors.every(test) : test(facts.agent) || facts.ancestors.some(test);
  return (facts) =>
    labels.every(([label, value]) => holds(facts, (agent) => Object.hasOwn(agent.labels, label) && agent.labels[label] === value)) &&
    (!names || holds(facts, (agent) => names.has(agent.name)));
}

/** @throws Error for a template that validation would refuse */
function compileSummary(text: string | undefined): SummaryTemplate | null {
  if (text === undefined) return null;
  const template = readSummary(text);
  if ("message" in template) throw new Error(template.message);
  return template;
}

/** Naming a field withholds everything below it, whatever `[any]` or `[every]` is used to reach it. */
function privacy(fields: readonly string[]): (field: string) => boolean {
  const roots = fields.map(plainName);
  return (field) => {
    const plain = plainName(field);
    return roots.some(
      (root) => plain === root || plain.startsWith(`${root}.`) || plain === `metadata.${root}` || plain.startsWith(`metadata.${root}.`),
    );
  };
}

const plainName = (field: string) => field.replaceAll(/\[(any|every)\]/g, "");

function verdictTable({ id, name, version, hash }: PolicySource): CompiledPolicy["verdicts"] {
  const row = (mode: PolicyMode) => {
    const cell = (verdict: PolicyEffect): PolicyVerdict => ({ id, name, version, hash, verdict, mode });
    return { allow: cell("allow"), approve: cell("approve"), deny: cell("deny"), guard: cell("guard") };
  };
  return { enforce: row("enforce"), monitor: row("monitor"), report_only: row("report_only") };
}
