import type { Condition, LeafCondition } from "../../conditions/condition.ts";
import type { Operator } from "../../conditions/operators.ts";
import type { Facts } from "../../model/facts.ts";
import type { Policy } from "../document/document.ts";
import { factsOf } from "./case-files.ts";
import type { Style } from "./cedar-translate.ts";

/** Returns a number from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** Documents, requests, and the style of translation. */
export interface CedarCase {
  readonly style: Style;
  readonly documents: readonly Policy[];
  readonly requests: readonly Facts[];
}

const POLICIES = 8;
const REQUESTS = 40;

const TEXTS = ["a", "ab", "b", "a*b", 'say "a"', "back\\slash", "två", "line\nbreak", "🔒 a"];
const NUMBERS = [-3, 0, 1, 2, 50, 2 ** 31, Number.MAX_SAFE_INTEGER];
const BOOLEANS = [true, false];
const ACTIONS = ["pr.merge", "pr.review.dismiss", "db.drop", "deploy"];
const PATTERNS = ["pr.merge", "pr.*", "pr.review.*", "db.drop", "db.*", "deploy", "*"];
const ENVIRONMENTS = ["prod", "staging", "dev"] as const;

interface Kind {
  readonly fields: readonly string[];
  readonly operators: readonly Operator[];
}
const KINDS: Readonly<Record<"text" | "number" | "boolean" | "list" | "items", Kind>> = {
  text: {
    fields: ["repo", "metadata.branch", "deploy.region", "agent.name", "environment"],
    operators: ["eq", "neq", "in", "not_in", "starts_with", "ends_with", "contains", "exists", "not_exists"],
  },
  number: {
    fields: ["size", "deploy.replicas"],
    operators: ["eq", "neq", "lt", "lte", "gt", "gte", "between", "in", "not_in", "exists"],
  },
  boolean: { fields: ["urgent"], operators: ["eq", "neq", "in"] },
  list: { fields: ["tags", "reviewers"], operators: ["contains", "subset_of", "exists"] },
  items: { fields: ["tags[any]", "reviewers[every]"], operators: ["eq", "in"] },
};
const NEGATABLE = ["all", "any", "not"] as const;

/**
 * Generates a case. `plain`: no value is missing. `guarded`: any may be missing. `plain` with `skipping`: only policies that permit read
 * missing values, and only in conjunctions, where an error in Cedar and an unknown here both skip the policy.
 */
export function generateCase(random: Random): CedarCase {
  const pick = picker(random);
  const mode = pick(["plain", "guarded", "guarded", "skipping"] as const);
  const skipping = mode === "skipping";
  return {
    style: mode === "guarded" ? "guarded" : "plain",
    documents: Array.from({ length: POLICIES }, (_, i) => document(random, `policy-${i}`, skipping)),
    requests: Array.from({ length: REQUESTS }, () => request(random, mode !== "plain")),
  };
}

function document(random: Random, name: string, skipping: boolean): Policy {
  const pick = picker(random);
  const chance = (share: number) => random() < share;
  const effect = skipping ? "allow" : pick(["allow", "allow", "allow", "deny", "guard"] as const);
  const agents = chance(0.15)
    ? { labels: { [pick(["team", "odd-label"])]: pick(TEXTS) } }
    : chance(0.1)
      ? { names: some(random, TEXTS) }
      : null;
  const requires = !skipping && effect !== "deny" && chance(effect === "guard" ? 1 : 0.3);
  return {
    apiVersion: "agentlattice/v1",
    kind: "Policy",
    metadata: { name },
    spec: {
      effect,
      match: {
        actions: some(random, PATTERNS).slice(0, 2),
        ...(agents ? { agents } : {}),
        ...(chance(0.15) ? { environments: some(random, ENVIRONMENTS) } : {}),
      },
      ...(chance(0.8) ? { when: condition(random, skipping, 0) } : {}),
      ...(requires ? { require: Array.from({ length: pick([1, 2]) }, () => condition(random, skipping, 0)) } : {}),
    },
  };
}

function condition(random: Random, skipping: boolean, depth: number): Condition {
  const pick = picker(random);
  if (depth > 2 || random() < 0.45) return leaf(random);
  const parts = () => Array.from({ length: pick([1, 2, 2, 3]) }, () => condition(random, skipping, depth + 1));
  if (skipping) return random() < 0.3 ? { not: leaf(random) } : { all: parts() };
  switch (pick(NEGATABLE)) {
    case "all":
      return { all: parts() };
    case "any":
      return { any: parts() };
    default:
      return { not: condition(random, skipping, depth + 1) };
  }
}

function leaf(random: Random): LeafCondition {
  const pick = picker(random);
  const kind = pick(["text", "text", "number", "number", "boolean", "list", "items"] as const);
  const field = pick(KINDS[kind].fields);
  if (kind === "items")
    return field.endsWith("[any]") ? { field, operator: "eq", value: pick(TEXTS) } : { field, operator: "in", value: some(random, TEXTS) };
  const operator = pick(KINDS[kind].operators);
  const values: readonly (string | number | boolean)[] =
    kind === "number" ? NUMBERS : kind === "boolean" ? BOOLEANS : field === "environment" ? ENVIRONMENTS : TEXTS;
  if (operator === "exists" || operator === "not_exists") return { field, operator };
  if (operator === "in" || operator === "not_in" || operator === "subset_of") return { field, operator, value: some(random, values) };
  if (operator === "between") return { field, operator, value: [pick(NUMBERS), pick(NUMBERS)].sort((a, b) => a - b) };
  return { field, operator, value: pick(values) };
}

function request(random: Random, lacking: boolean): Facts {
  const pick = picker(random);
  const member = <Value>(name: string, value: Value) => (lacking && random() < 0.25 ? {} : { [name]: value });
  const texts = () => (random() < 0.2 ? [] : some(random, TEXTS));
  return factsOf({
    submission: {
      action_type: pick(ACTIONS),
      metadata: {
        ...member("repo", pick(TEXTS)),
        ...member("branch", pick(TEXTS)),
        ...member("size", pick(NUMBERS)),
        ...member("urgent", pick(BOOLEANS)),
        ...member("reviewers", texts()),
        ...member("deploy", { ...member("region", pick(TEXTS)), ...member("replicas", pick(NUMBERS)) }),
      },
      ...member("tags", texts()),
    },
    agent: { name: pick(TEXTS), labels: random() < 0.5 ? { team: pick(TEXTS) } : { "odd-label": pick(TEXTS), team: pick(TEXTS) } },
    environment: pick(ENVIRONMENTS),
  });
}

const picker =
  (random: Random) =>
  <Value>(values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value;

/** Returns one to four distinct values. */
function some<Value>(random: Random, values: readonly Value[]): Value[] {
  const length = 1 + Math.floor(random() * 4);
  return [...new Set(Array.from({ length }, () => picker(random)(values)))];
}
