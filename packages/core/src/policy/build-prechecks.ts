import type { Condition } from "../conditions/condition.ts";
import { FIELD_NAMES } from "../conditions/fields.ts";
import type { Environment, Facts } from "../model/facts.ts";
import type { PrecheckClause, PrecheckRule, Prechecks } from "../model/prechecks.ts";
import type { BundleInput } from "./compile-bundle.ts";
import { compileAgents, compilePrivacy, type PolicySource } from "./compile-policy.ts";
import { POLICY_DEFAULTS } from "./document/document.ts";

/** Bounds the size of a bundle. Leaving out rules only leaves more to the server. */
const MAX_RULES = 256;
const MEMBER = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/**
 * Returns what surely denies an agent in an environment. Policies whose answer depends on other facts, on modules, on history or on people
 * are left to the server. Values of private fields, and conditions of `when`, are never part of it.
 */
export function buildPrechecks(input: BundleInput, who: Pick<Facts, "agent" | "ancestors">, environment: Environment): Prechecks {
  const capabilities = [who.agent, ...who.ancestors].map((agent) => agent.capabilities);
  const isReadable = !input.tampered && (input.unreadable ?? []).length === 0;
  const enforces = (input.environmentModes?.[environment] ?? "enforce") === "enforce";
  // A monitored environment allows what policies would deny. Capabilities are enforced in every mode.
  if (!isReadable || !enforces) return { capabilities, grantable: null, rules: [] };
  const orgDefault = input.environmentDefaults?.[environment] ?? input.orgDefault ?? "deny";
  const enforced = input.policies.filter(({ document: { spec } }) => {
    const inEnvironment = spec.match.environments?.includes(environment) ?? true;
    return inEnvironment && (spec.mode ?? POLICY_DEFAULTS.mode) === "enforce" && matches(spec, who);
  });
  const granting = enforced.filter(({ document: { spec } }) => spec.effect !== "deny" || mayAsk(spec));
  return {
    capabilities,
    grantable: orgDefault === "deny" ? [...new Set(granting.flatMap(({ document: { spec } }) => spec.match.actions))].sort() : null,
    rules: enforced.flatMap(ruleOf).slice(0, MAX_RULES),
  };
}

type Spec = PolicySource["document"]["spec"];

function matches(spec: Spec, who: Pick<Facts, "agent" | "ancestors">): boolean {
  return compileAgents(spec.match.agents, spec.effect === "allow")?.(who) ?? true;
}

/** Returns true when a failed requirement asks a person, also in a policy that denies otherwise. */
function mayAsk({ require = [], otherwise = POLICY_DEFAULTS.otherwise }: Spec): boolean {
  return require.length > 0 && otherwise === "approve";
}

function ruleOf({ name, document: { spec } }: PolicySource): PrecheckRule[] {
  if (spec.when || spec.match.fallback) return [];
  if (mayAsk(spec)) return [];
  if (spec.effect === "deny") return [{ policy: name, actions: spec.match.actions, require: null }];
  const isPrivate = compilePrivacy(spec.private ?? []);
  const require = (spec.require ?? []).flatMap((condition) => clauseOf(condition, isPrivate));
  return require.length === 0 ? [] : [{ policy: name, actions: spec.match.actions, require }];
}

/** Returns a requirement that depends on one member of the metadata only. */
function clauseOf(condition: Condition, isPrivate: (field: string) => boolean): PrecheckClause[] {
  if (!("field" in condition)) return [];
  const { field, operator, value, remedy } = condition;
  const member = field.startsWith("metadata.") ? field.slice("metadata.".length) : FIELD_NAMES.includes(field) ? "" : field;
  if (!MEMBER.test(member) || isPrivate(`metadata.${member}`)) return [];
  const advice = remedy === undefined ? {} : { remedy };
  const isScalar = (one: unknown) => typeof one === "string" || typeof one === "number" || typeof one === "boolean";
  switch (operator) {
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return typeof value === "number" ? [{ field: member, operator, value, ...advice }] : [];
    case "eq":
      return isScalar(value) ? [{ field: member, operator, value, ...advice }] : [];
    case "in":
      return Array.isArray(value) && value.every(isScalar) ? [{ field: member, operator, value, ...advice }] : [];
    default:
      return [];
  }
}
