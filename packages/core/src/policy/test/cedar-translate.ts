import type { Condition, LeafCondition } from "../../conditions/condition.ts";
import type { Json } from "../../model/json.ts";
import type { Policy } from "../document/document.ts";

/*
 * Translates documents of the subset that both languages share to Cedar:
 * - Values are whole numbers, texts, booleans and lists of texts, and each attribute always has one type. A value of another type is
 *   unknown here; in Cedar it is an error or false, depending on the operator.
 * - `allow` becomes `permit` and `deny` becomes `forbid`. A `require` that does not hold forbids. Approvals, fallbacks, monitoring,
 *   modules, limits and delegation have no counterpart and are left out.
 * - A missing value is unknown here and stays unknown under `not`. In Cedar it is an error that skips the whole policy, even one that
 *   forbids. The style `guarded` therefore tests an attribute with `has` before it reads it, as a careful author of Cedar does.
 */

/** `plain`: every attribute exists. `guarded`: any may be missing. */
export type Style = "plain" | "guarded";

/** Translates a document to one or two Cedar policies. Each id starts with the policy's name and a colon. */
export function toCedar({ metadata, spec }: Policy, style: Style): Record<string, string> {
  const { holds, mayHold } = READINGS[style];
  const when = spec.when;
  const require = spec.require ?? [];
  const unmet = require.length === 0 ? [] : [require.map((clause) => `!(${holds(clause)})`).join(" || ")];
  const statement = (word: "permit" | "forbid", conditions: readonly string[]) =>
    `${word} (principal, ${actionScope(spec.match.actions)}, resource)${[...matchesOf(spec.match), ...conditions].map((condition) => ` when { ${condition} }`).join("")};`;
  const restricts = when ? [mayHold(when)] : [];
  const named = (word: "permit" | "forbid", conditions: readonly string[]) => ({
    [`${metadata.name}:${word}`]: statement(word, conditions),
  });
  switch (spec.effect) {
    case "allow": {
      const applies = when ? [holds(when)] : [];
      return {
        ...named("permit", [...applies, ...require.map(holds)]),
        ...(unmet.length > 0 ? named("forbid", [...applies, ...unmet]) : {}),
      };
    }
    case "deny":
      return named("forbid", restricts);
    case "guard":
      return unmet.length > 0 ? named("forbid", [...restricts, ...unmet]) : {};
    default:
      throw new Error(`Cedar has no ${spec.effect}`);
  }
}

/** Returns the Cedar scope of the patterns. Every prefix is an action group; `*` needs no scope. */
function actionScope(patterns: readonly string[]): string {
  if (patterns.includes("*")) return "action";
  return `action in [${patterns.map((pattern) => `Action::${textOf(pattern)}`).join(", ")}]`;
}

function matchesOf({ agents, environments }: Policy["spec"]["match"]): string[] {
  const labels = Object.entries(agents?.labels ?? {});
  return [
    ...labels.map(([label, value]) => `principal.labels has ${textOf(label)} && principal.labels[${textOf(label)}] == ${textOf(value)}`),
    ...(agents?.names ? [`${setOf(agents.names)}.contains(principal.name)`] : []),
    ...(environments ? [`${setOf(environments)}.contains(context.environment)`] : []),
  ];
}

interface Reading {
  /** The condition is true. */
  readonly holds: (condition: Condition) => string;
  /** The condition is true or unknown. */
  readonly mayHold: (condition: Condition) => string;
}

const READINGS: Readonly<Record<Style, Reading>> = {
  plain: { holds: plain, mayHold: plain },
  guarded: { holds: (condition) => guarded(condition, true), mayHold: (condition) => `!(${guarded(condition, false)})` },
};

function plain(condition: Condition): string {
  if ("all" in condition) return joined(condition.all.map(plain), "&&");
  if ("any" in condition) return joined(condition.any.map(plain), "||");
  if ("not" in condition) return `!(${plain(condition.not)})`;
  return isAbout(condition) ?? comparison(condition);
}

/** Translates a condition with an expected value from three-valued to two-valued logic. */
function guarded(condition: Condition, wanted: boolean): string {
  const every = (parts: readonly Condition[]) => parts.map((part) => guarded(part, wanted));
  if ("all" in condition) return joined(every(condition.all), wanted ? "&&" : "||");
  if ("any" in condition) return joined(every(condition.any), wanted ? "||" : "&&");
  if ("not" in condition) return guarded(condition.not, !wanted);
  const about = isAbout(condition);
  const test = about ?? comparison(condition);
  const sure = wanted ? test : `!(${test})`;
  return about === undefined ? joined([...presence(condition.field), sure], "&&") : sure;
}

const joined = (parts: readonly string[], operator: "&&" | "||") =>
  parts.length === 1 ? (parts[0] as string) : `(${parts.join(` ${operator} `)})`;

/** Returns the field that `exists` or `not_exists` tests. */
function isAbout({ field, operator }: LeafCondition): string | undefined {
  if (operator !== "exists" && operator !== "not_exists") return undefined;
  const there = joined(presence(field), "&&");
  return operator === "exists" ? there : `!(${there})`;
}

/**
 * Translates `metadata.deploy.region` to `context has "deploy"`, `context["deploy"] has "region"`. Attributes of the agent always exist.
 */
function presence(field: string): string[] {
  const segments = segmentsOf(field);
  return segments[0] === "principal"
    ? ["true"]
    : segments.slice(1).map((segment, i) => `${accessTo(segments.slice(0, i + 1))} has ${textOf(segment)}`);
}

function segmentsOf(field: string): string[] {
  const [first = "", ...rest] = field.replace(/\[(any|every)\]/, "").split(".");
  if (first === "agent") return ["principal", ...rest];
  return ["context", ...(first === "metadata" ? [] : [first]), ...rest];
}

const accessTo = ([root = "", ...rest]: readonly string[]) => `${root}${rest.map((segment) => `[${textOf(segment)}]`).join("")}`;

function comparison({ field, operator, value }: LeafCondition): string {
  const actual = accessTo(segmentsOf(field));
  const expected = value as Json;
  if (field.endsWith("[any]")) return `${actual}.contains(${literal(expected)})`;
  if (field.endsWith("[every]")) return `${setOf(expected as Json[])}.containsAll(${actual})`;
  switch (operator) {
    case "eq":
      return `${actual} == ${literal(expected)}`;
    case "neq":
      return `${actual} != ${literal(expected)}`;
    case "lt":
      return `${actual} < ${literal(expected)}`;
    case "lte":
      return `${actual} <= ${literal(expected)}`;
    case "gt":
      return `${actual} > ${literal(expected)}`;
    case "gte":
      return `${actual} >= ${literal(expected)}`;
    case "between": {
      const [low, high] = expected as [Json, Json];
      return `(${literal(low)} <= ${actual} && ${actual} <= ${literal(high)})`;
    }
    case "in":
      return `${setOf(expected as Json[])}.contains(${actual})`;
    case "not_in":
      return `!(${setOf(expected as Json[])}.contains(${actual}))`;
    case "starts_with":
      return `${actual} like ${patternOf("", expected as string, "*")}`;
    case "ends_with":
      return `${actual} like ${patternOf("*", expected as string, "")}`;
    case "contains":
      return isList(field) ? `${actual}.contains(${literal(expected)})` : `${actual} like ${patternOf("*", expected as string, "*")}`;
    case "subset_of":
      return `${setOf(expected as Json[])}.containsAll(${actual})`;
    default:
      throw new Error(`no counterpart of ${operator}`);
  }
}

const isList = (field: string) => field === "tags" || field.endsWith("reviewers");
const setOf = (values: readonly Json[]) => `[${values.map(literal).join(", ")}]`;
const literal = (value: Json) => (typeof value === "string" ? textOf(value) : String(value));
const textOf = (text: string) => `"${escaped(text)}"`;
const patternOf = (before: string, text: string, after: string) => `"${before}${escaped(text).replaceAll("*", "\\*")}${after}"`;

function escaped(text: string): string {
  return text.replace(/["\\\n]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`));
}
