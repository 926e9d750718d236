import { compileRegex } from "@agentlattice/patterns";
import type { Report } from "../model/issue.ts";
import type { Json } from "../model/json.ts";
import type { Path } from "../model/path.ts";
import { nearest } from "../model/suggest.ts";
import { parseTimestamp } from "../model/timestamp.ts";
import type { ValueIssue } from "./check-value.ts";
import { findContradictions } from "./contradictions.ts";
import type { ValueType } from "./field-types.ts";
import { readField, typeOfField } from "./fields.ts";
import { OPERATOR_NAMES, type Operator, operatorRule } from "./operators.ts";

interface Leaf {
  readonly field: string;
  readonly operator: Operator;
  readonly value?: Json;
}

/**
 * Reports comparisons of valid conditions that can never match: a value that the field never has, an operator for another type, a pattern
 * in slashes, and bounds that contradict each other.
 * @param value a part of a policy; conditions are found at any depth
 */
export function checkMatches(value: unknown, path: Path, report: Report): void {
  if (Array.isArray(value)) value.forEach((item, i) => void checkMatches(item, [...path, i], report));
  else if (isLeaf(value)) {
    const issue = matchIssue(value);
    if (issue) report([...path, issue.part], issue.message, issue.suggestion);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      checkMatches(part, [...path, key], report);
      if ((key === "all" || key === "require") && Array.isArray(part)) findContradictions(part.filter(isLeaf), [...path, key], report);
    }
  }
}

function isLeaf(value: unknown): value is Leaf {
  if (typeof value !== "object" || value === null) return false;
  const { field, operator } = value as Partial<Leaf>;
  return typeof field === "string" && OPERATOR_NAMES.includes(operator as Operator);
}

interface MatchIssue extends ValueIssue {
  readonly part: "operator" | "value";
}

/** Returns why a comparison can never match, or null. */
function matchIssue({ field, operator, value }: Leaf): MatchIssue | null {
  const ref = readField(field, operator);
  const rule = operatorRule(operator);
  // Other checks report unknown fields and malformed values.
  if ("message" in ref || rule.check(value) !== null || value === undefined) return null;
  const slashes = operator === "matches" ? slashIssue(value as string) : null;
  if (slashes) return { part: "value", ...slashes };
  const type = typeOfField(ref);
  if (!type) return null;
  if (!rule.types.some((name) => name === type.type))
    return {
      part: "operator",
      message: `${operator} compares ${rule.types.join(" or ")}, and ${field} is a ${type.type}: it never matches`,
    };
  const operands = (Array.isArray(value) ? value : [value]) as readonly Json[];
  const issue = operandIssue(field, type, operator, operands);
  return issue && { part: "value", ...issue };
}

const SLASHES = /^\/(.+)\/([a-z]*)$/s;

/** Patterns are written without slashes. `/etc/` may be meant as a path; flags and anchors show that a pattern was meant. */
function slashIssue(pattern: string): ValueIssue | null {
  const [, inner = "", flags = ""] = SLASHES.exec(pattern) ?? [];
  const known = /^[gimsuyx]*$/.test(flags);
  if (inner === "" || !known || (flags === "" && !/^\^|\$$|[\\()|*+?[\s]/.test(inner))) return null;
  const kept = [...new Set(flags)].filter((flag) => "ims".includes(flag)).join("");
  const suggestion = kept === "" ? inner : `(?${kept})${inner}`;
  return { message: `is a pattern without slashes, and flags are written as (?i): write ${suggestion}`, suggestion };
}

/** Operators that compare the whole value. */
const EXACT: ReadonlySet<Operator> = new Set(["eq", "neq", "in", "not_in", "subset_of"]);

function operandIssue(field: string, type: ValueType, operator: Operator, operands: readonly Json[]): ValueIssue | null {
  if (type.type === "number") return numberIssue(field, type, operator, operands);
  const wrong = operands.find((one) => typeof one !== "string");
  if (wrong !== undefined) return { message: `${field} is a text: write "${String(wrong)}"`, suggestion: `"${String(wrong)}"` };
  const texts = operands as readonly string[];
  if (type.values) return closedIssue(field, type.values, operator, texts);
  if (!EXACT.has(operator)) return null;
  if (type.type === "time" && texts.some((text) => parseTimestamp(text) === null))
    return { message: `${field} is a time such as 2026-11-21T08:00:00Z: use before, after or between` };
  const unformed = type.form && texts.find((text) => !type.form?.accepts(text));
  return unformed === undefined ? null : { message: `${field} is ${type.form?.words}; ${clip(unformed)} never matches` };
}

function closedIssue(field: string, values: readonly string[], operator: Operator, texts: readonly string[]): ValueIssue | null {
  const holds = TESTS[operator];
  const wrong = texts.filter((text) => !values.some((known) => (holds ? holds(known, text) : known === text)));
  if (wrong.length === 0) return null;
  const meant = texts.map((text) => (values.includes(text) ? text : guess(text, values)));
  const known = meant.filter((text) => text !== undefined);
  const isList = operator === "in" || operator === "not_in" || operator === "subset_of";
  const suggestion = holds || known.length < texts.length ? undefined : isList ? `[${known.join(", ")}]` : known[0];
  const words = wrong.map((text) => guess(text, values)).filter((text) => text !== undefined);
  return {
    message: `${field} is one of ${values.join(", ")}${words.length > 0 ? `; did you mean ${words.join(", ")}?` : `; ${clip(wrong[0] ?? "")} never matches`}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

const guess = (text: string, values: readonly string[]) =>
  values.find((known) => text.trim().toLowerCase().startsWith(known)) ?? nearest(text, values);

/** Operators that compare a part of a text. */
const TESTS: Partial<Record<Operator, (value: string, operand: string) => boolean>> = {
  contains: (value, part) => value.includes(part),
  not_contains: (value, part) => value.includes(part),
  starts_with: (value, part) => value.startsWith(part),
  ends_with: (value, part) => value.endsWith(part),
  matches: (value, pattern) => {
    const regex = compileRegex(pattern);
    return "error" in regex || regex.test(value, { left: 100_000 }) !== false;
  },
};

function numberIssue(field: string, type: ValueType, operator: Operator, operands: readonly Json[]): ValueIssue | null {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer } = type;
  const text = operands.find((one) => typeof one !== "number");
  if (text !== undefined) {
    const isNumber = typeof text === "string" && /^-?\d+(\.\d+)?$/.test(text);
    return {
      message: `${field} is a number, and ${clip(String(text))} is not`,
      ...(isNumber && operands.length === 1 ? { suggestion: text } : {}),
    };
  }
  const numbers = operands as readonly number[];
  const [low = 0, high = low] = numbers;
  const possible = {
    gt: low < max,
    gte: low <= max,
    lt: low > min,
    lte: low >= min,
    between: high >= min && low <= max,
  }[operator as string];
  const exact = possible === undefined ? numbers.find((one) => one < min || one > max || (integer && !Number.isInteger(one))) : undefined;
  if (possible !== false && exact === undefined) return null;
  const bounds = max === Number.POSITIVE_INFINITY ? `at least ${min}` : `from ${min} to ${max}`;
  return { message: `${field} is a ${integer ? "whole " : ""}number ${bounds}; ${operator} ${numbers.join(", ")} never matches` };
}

const clip = (text: string) => JSON.stringify(text.slice(0, 64));
