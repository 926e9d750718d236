import { type CompiledCondition, compileCondition } from "../conditions/compile-condition.ts";
import type { Condition } from "../conditions/condition.ts";
import type { Evaluation } from "../conditions/evaluation.ts";
import { FALSE, TRUE, UNKNOWN } from "../conditions/tri.ts";
import type { AgentFacts, Environment, Facts } from "../model/facts.ts";
import type { Path } from "../model/path.ts";
import type { Obligation, PolicyEffect, PolicyMode, PolicyVerdict } from "../model/verdict.ts";
import { compileModules } from "../modules/compile-modules.ts";
import type { CompiledModule } from "../modules/module.ts";
import { type ApprovalSettings, readApproval } from "./approval-plan.ts";
import { POLICY_DEFAULTS, type Policy } from "./document/document.ts";
import { type FieldRequirement, requirementsOf } from "./field-requirements.ts";
import { type CompiledLimits, compileLimits } from "./limits/compile-limits.ts";
import { readSummary, type SummaryTemplate } from "./summary.ts";

/** A stored version of a policy. */
export interface PolicySource {
  /** Wire id, `pol_…`. */
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** Lower-case hex of the canonical text. */
  readonly hash: string;
  readonly document: Policy;
}

/** The outcome of one policy for one request. */
export type Outcome =
  /** `match` names other agents. */
  | "other_agents"
  /** `when` is not true. */
  | "not_when"
  /** The effect is allow and every requirement holds. */
  | "allow"
  /** The effect is guard and every requirement holds. */
  | "pass"
  /** The effect is approve. */
  | "approve"
  /** A requirement fails, and a person may decide. */
  | "ask"
  /** The effect is deny. */
  | "deny"
  /** A requirement fails. */
  | "fail"
  /** A module denies an action that would otherwise pass. */
  | "blocked"
  /** A module requires approval for an action that would otherwise pass. */
  | "flagged";

/** The contribution of each outcome to the merged verdict; null when the policy does not apply. */
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
  /** Evaluates the whole policy. */
  readonly outcomeOf: (run: Evaluation) => Outcome;
  /** Returns true when the policy may apply, before its modules have run. */
  readonly mayApply: (run: Evaluation) => boolean;
  readonly modules: readonly CompiledModule[];
  readonly limits: CompiledLimits;
  readonly when: CompiledCondition | null;
  /** The field values and bounds by which the policy is indexed. */
  readonly requirements: readonly FieldRequirement[];
  readonly require: readonly CompiledCondition[];
  readonly approval: ApprovalSettings;
  /** The template of the approval summary, or null. */
  readonly summary: SummaryTemplate | null;
  /** Returns true when a field, given by its full name, is withheld. */
  readonly isPrivate: (field: string) => boolean;
  readonly obligations: readonly Obligation[];
  /** The recorded verdict for each mode and contribution, created once and shared. */
  readonly verdicts: Readonly<Record<PolicyMode, Readonly<Record<PolicyEffect, PolicyVerdict>>>>;
}

/** Compiled conditions by their text, path and private fields. */
export type SharedConditions = Map<string, CompiledCondition>;

/**
 * Compiles a policy.
 * @param shared the conditions of policies compiled together, so that equal conditions are compiled once and share the CPU cache
 * @throws Error for a document that validation would refuse
 */
export function compilePolicy(source: PolicySource, shared: SharedConditions = new Map()): CompiledPolicy {
  const { metadata, spec } = source.document;
  const context = { isPrivate: compilePrivacy(spec.private ?? []) };
  const compile = (condition: Condition, path: Path, restricts: boolean): CompiledCondition => {
    const key = JSON.stringify([path, spec.private ?? [], restricts, condition]);
    const compiled = shared.get(key) ?? compileCondition(condition, path, { ...context, restricts });
    shared.set(key, compiled);
    return compiled;
  };
  const when = spec.when ? compile(spec.when, ["spec", "when"], spec.effect !== "allow") : null;
  const require = (spec.require ?? []).map((clause, i) => compile(clause, ["spec", "require", i], false));
  return {
    name: source.name,
    id: source.id,
    actions: spec.match.actions,
    environments: spec.match.environments ?? null,
    fallback: spec.match.fallback ?? false,
    mode: spec.mode ?? POLICY_DEFAULTS.mode,
    effect: spec.effect,
    outcomeOf: compileOutcome(spec, when, require),
    mayApply: mayApply(spec, when),
    modules: compileModules(spec.modules),
    limits: compileLimits(source.id, spec, context.isPrivate),
    when,
    requirements: requirementsOf(when),
    require,
    approval: readApproval(spec.approval, metadata.labels?.risk),
    summary: compileSummary(spec.approval?.summary),
    isPrivate: context.isPrivate,
    obligations: (spec.obligations ?? []).map(({ type, params }) => ({ type, policy: source.name, ...(params ? { params } : {}) })),
    verdicts: verdictTable(source),
  };
}

function compileOutcome(
  spec: Policy["spec"],
  when: CompiledCondition | null,
  require: readonly CompiledCondition[],
): (run: Evaluation) => Outcome {
  const matchesAgents = compileAgents(spec.match.agents, spec.effect === "allow");
  // INVARIANT: an unknown condition never grants and never lifts a restriction.
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
 * Returns a test that is true for every policy that applies in the end.
 * INVARIANT: facts that modules add are unknown here, and a condition that is false with an unknown value stays false for every value.
 */
function mayApply(spec: Policy["spec"], when: CompiledCondition | null): (run: Evaluation) => boolean {
  const matchesAgents = compileAgents(spec.match.agents, spec.effect === "allow");
  return (run) => (!matchesAgents || matchesAgents(run.facts)) && (!when || when.test(run) !== FALSE);
}

/**
 * Compiles `match.agents`.
 * INVARIANT: a delegated agent gains nothing from its own name or labels and inherits every restriction. A policy that grants must match
 * the agent and all its ancestors; one that restricts matches when any of them does, label by label.
 */
export function compileAgents(
  agents: Policy["spec"]["match"]["agents"],
  grants: boolean,
): ((facts: Pick<Facts, "agent" | "ancestors">) => boolean) | null {
  const labels = Object.entries(agents?.labels ?? {});
  const names = agents?.names && new Set(agents.names);
  if (labels.length === 0 && !names) return null;
  const holds = (facts: Pick<Facts, "agent" | "ancestors">, test: (agent: AgentFacts) => boolean) =>
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

/** Withholds a named field and everything below it, with or without `[any]` and `[every]`. */
export function compilePrivacy(fields: readonly string[]): (field: string) => boolean {
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
