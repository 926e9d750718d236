import type { Condition, LeafCondition } from "../../conditions/condition.ts";
import type { AgentFacts, Facts } from "../../model/facts.ts";
import type { Policy } from "../document/document.ts";
import { referenceModules } from "./reference-modules.ts";

/*
 * A reference implementation of the policy language, as simple as possible: without compilation, without an index, and without code shared
 * with the evaluator. It covers the operators that generate.ts uses.
 */

type Truth = "true" | "false" | "unknown";
type Value = unknown;

export interface ReferenceAnswer {
  readonly status: "executed" | "denied" | "requested";
  readonly denial_reason?: string;
  readonly policy_name?: string;
  readonly policies: readonly { readonly name: string; readonly verdict: string }[];
}

export function referenceEvaluate(facts: Facts, documents: readonly Policy[], orgDefault: "allow" | "deny"): ReferenceAnswer {
  for (const agent of [facts.agent, ...facts.ancestors]) {
    if (!agent.capabilities.some((pattern) => covers(pattern, facts.submission.action_type)))
      return { status: "denied", denial_reason: "CAPABILITY_EXCEEDED", policies: [] };
  }
  const enforced = documents.filter((policy) => (policy.spec.mode ?? "enforce") === "enforce");
  const ordinary = apply(
    enforced.filter((policy) => !policy.spec.match.fallback),
    facts,
  );
  const fallback = ordinary.some(({ policy }) => policy.spec.effect !== "guard")
    ? []
    : apply(
        enforced.filter((policy) => policy.spec.match.fallback),
        facts,
      );
  const applied = [...ordinary, ...fallback].sort((a, b) => (a.name < b.name ? -1 : 1));
  const policies = applied.map(({ name, verdict }) => ({ name, verdict }));

  const denial = applied.find(({ verdict }) => verdict === "deny");
  if (denial) {
    return {
      status: "denied",
      denial_reason: denial.reason,
      policy_name: denial.name,
      policies,
    };
  }
  const somethingGrants =
    orgDefault === "allow" || applied.some(({ policy }) => policy.spec.effect === "allow" || policy.spec.effect === "approve");
  if (!somethingGrants) return { status: "denied", denial_reason: "NO_MATCHING_POLICY", policies };
  const supported = facts.submission.supports ?? [];
  const burdening = applied.find(({ duties }) => duties.some((duty) => !supported.includes(duty)));
  if (burdening) return { status: "denied", denial_reason: "OBLIGATION_UNSUPPORTED", policy_name: burdening.name, policies };
  const asking = applied.find(({ verdict }) => verdict === "approve");
  if (asking) return { status: "requested", policy_name: asking.name, policies };
  const allowing = applied.find(({ verdict }) => verdict === "allow");
  return { status: "executed", ...(allowing ? { policy_name: allowing.name } : {}), policies };
}

function apply(documents: readonly Policy[], facts: Facts) {
  return documents
    .filter((policy) => applies(policy, facts))
    .map((policy) => ({ policy, name: policy.metadata.name, ...answerOf(policy, facts) }));
}

function applies({ spec }: Policy, facts: Facts): boolean {
  if (!spec.match.actions.some((pattern) => covers(pattern, facts.submission.action_type))) return false;
  if (spec.match.environments && !spec.match.environments.includes(facts.environment)) return false;
  const chain = [facts.agent, ...facts.ancestors];
  const ofChain = (test: (agent: AgentFacts) => boolean) => (spec.effect === "allow" ? chain.every(test) : chain.some(test));
  for (const [label, value] of Object.entries(spec.match.agents?.labels ?? {}))
    if (!ofChain((agent) => agent.labels[label] === value)) return false;
  const names = spec.match.agents?.names;
  if (names && !ofChain((agent) => names.includes(agent.name))) return false;
  if (!spec.when) return true;
  const when = truthOf(spec.when, facts);
  return when === "true" || (when === "unknown" && spec.effect !== "allow");
}

/** Returns the answer of a policy with its modules, which only restrict. */
function answerOf(policy: Policy, facts: Facts): { verdict: string; reason: string; duties: readonly string[] } {
  const verdict = verdictOf(policy, facts);
  const { denial, asks, duties } = referenceModules(policy.spec.modules ?? {}, facts, (condition) => truthOf(condition, facts) === "true");
  if (verdict === "deny") return { verdict, reason: policy.spec.effect === "deny" ? "POLICY_DENIED" : "CONDITIONS_DENIED", duties };
  if (denial !== null) return { verdict: "deny", reason: denial, duties };
  return { verdict: asks ? "approve" : verdict, reason: "", duties };
}

function verdictOf({ spec }: Policy, facts: Facts): string {
  const isFulfilled = (spec.require ?? []).every((clause) => truthOf(clause, facts) === "true");
  if (spec.effect === "deny") return "deny";
  if (isFulfilled) return spec.effect;
  return spec.otherwise === "approve" ? "approve" : "deny";
}

function truthOf(condition: Condition, facts: Facts): Truth {
  if ("all" in condition) return every(condition.all.map((part) => truthOf(part, facts)));
  if ("any" in condition) return some(condition.any.map((part) => truthOf(part, facts)));
  if ("not" in condition) return opposite(truthOf(condition.not, facts));
  const segments = condition.field.replaceAll(/\[(any|every)\]/g, ".[$1]").split(".");
  return descend(rootOf(segments, facts), segments.slice(1), condition);
}

/** Generated fields start with one of these, or are metadata. */
function rootOf(segments: string[], facts: Facts): Value {
  const [first] = segments;
  if (first === "data_accessed" || first === "tags") return facts.submission[first];
  if (first === "agent") return facts.agent;
  if (first === "environment") return facts.environment;
  if (first !== "metadata") segments.unshift("metadata");
  return facts.submission.metadata;
}

function descend(value: Value, segments: readonly string[], leaf: LeafCondition): Truth {
  const [segment, ...rest] = segments;
  if (segment === undefined) return compare(value, leaf);
  if (segment === "[any]" || segment === "[every]") {
    if (!Array.isArray(value)) return "unknown";
    const items = value.map((item) => descend(item, rest, leaf));
    return segment === "[any]" ? some(items) : every(items);
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const member = isObject ? Object.entries(value).find(([key]) => key === segment)?.[1] : undefined;
  return descend(member, rest, leaf);
}

function compare(actual: Value, { operator, value }: LeafCondition): Truth {
  const missing = actual === undefined || actual === null;
  if (operator === "exists") return missing ? "false" : "true";
  if (operator === "not_exists") return missing ? "true" : "false";
  if (missing) return "unknown";
  switch (operator) {
    case "eq":
      return typeof actual === typeof value ? known(actual === value) : "unknown";
    case "neq":
      return typeof actual === typeof value ? known(actual !== value) : "unknown";
    case "lt":
      return typeof actual === "number" ? known(actual < (value as number)) : "unknown";
    case "lte":
      return typeof actual === "number" ? known(actual <= (value as number)) : "unknown";
    case "gt":
      return typeof actual === "number" ? known(actual > (value as number)) : "unknown";
    case "gte":
      return typeof actual === "number" ? known(actual >= (value as number)) : "unknown";
    case "in":
      return isMember(actual, value as Value[]);
    case "not_in":
      return opposite(isMember(actual, value as Value[]));
    case "contains":
      if (Array.isArray(actual)) return some(actual.map((item) => compare(item, { field: "", operator: "eq", value })));
      return typeof actual === "string" && typeof value === "string" ? known(actual.indexOf(value) >= 0) : "unknown";
    case "starts_with":
      return typeof actual === "string" ? known(actual.slice(0, (value as string).length) === value) : "unknown";
    case "subset_of":
      return Array.isArray(actual) ? every(actual.map((item) => isMember(item, value as Value[]))) : "unknown";
    default:
      throw new Error(`the reference does not know ${operator}`);
  }
}

function isMember(actual: Value, list: readonly Value[]): Truth {
  if (list.some((member) => member === actual)) return "true";
  return list.some((member) => typeof member === typeof actual) ? "false" : "unknown";
}

export function covers(pattern: string, action: string): boolean {
  if (pattern === "*" || pattern === action) return true;
  const [prefix, rest] = pattern.split("*");
  return rest === "" && action !== prefix && action.startsWith(prefix as string);
}

const known = (holds: boolean): Truth => (holds ? "true" : "false");
const opposite = (truth: Truth): Truth => (truth === "unknown" ? "unknown" : known(truth === "false"));
const every = (parts: readonly Truth[]): Truth => (parts.includes("false") ? "false" : parts.includes("unknown") ? "unknown" : "true");
const some = (parts: readonly Truth[]): Truth => (parts.includes("true") ? "true" : parts.includes("unknown") ? "unknown" : "false");
