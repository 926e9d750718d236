import type { Report } from "../model/issue.ts";
import type { Json } from "../model/json.ts";
import type { Path } from "../model/path.ts";
import { nearest } from "../model/suggest.ts";
import type { ValueIssue } from "./check-value.ts";
import { MAX_CONDITION_DEPTH } from "./condition.ts";
import { readField } from "./fields.ts";
import { OPERATOR_NAMES, type Operator, operatorRule } from "./operators.ts";

const LEAF_KEYS = ["field", "operator", "value", "remedy"];
const COMBINATORS = ["all", "any", "not"] as const;
const MAX_REMEDY_LENGTH = 500;
const MAX_TEXT_VALUE = 4096;
const MAX_LIST_VALUE = 4096;
const MAX_QUOTED_KEY = 64;

/** Reports every error in a condition and in the conditions nested in it. */
export function checkCondition(value: unknown, path: Path, report: Report, depth = 1): void {
  if (depth > MAX_CONDITION_DEPTH) report(path, `conditions nest at most ${MAX_CONDITION_DEPTH} levels`);
  else if (!isObject(value)) report(path, "must be {field, operator, value}, {all: […]}, {any: […]} or {not: …}");
  else {
    const combinator = COMBINATORS.find((name) => Object.hasOwn(value, name));
    if (combinator === undefined) checkLeaf(value, path, report);
    else checkCombinator(combinator, value, path, report, depth);
  }
}

function checkCombinator(
  combinator: (typeof COMBINATORS)[number],
  value: Record<string, unknown>,
  path: Path,
  report: Report,
  depth: number,
): void {
  for (const key of Object.keys(value)) {
    if (key !== combinator) report([...path, key], `${key} cannot be used beside ${combinator}`);
  }
  const inner = value[combinator];
  const at = [...path, combinator];
  if (combinator === "not") checkCondition(inner, at, report, depth + 1);
  else if (!Array.isArray(inner) || inner.length === 0) report(at, `${combinator} needs a list of conditions, with at least one`);
  else for (const [i, item] of inner.entries()) checkCondition(item, [...at, i], report, depth + 1);
}

/** Returns the number of comparisons in a condition. */
export function countLeaves(value: unknown): number {
  if (!isObject(value)) return 0;
  const inner = value.all ?? value.any ?? (value.not === undefined ? undefined : [value.not]);
  return Array.isArray(inner) ? inner.reduce<number>((count, item) => count + countLeaves(item), 0) : 1;
}

function checkLeaf(leaf: Record<string, unknown>, path: Path, report: Report): void {
  for (const key of Object.keys(leaf)) {
    if (!LEAF_KEYS.includes(key)) report([...path, key], ...unknownKey(key, [...LEAF_KEYS, ...COMBINATORS]), "key");
  }
  if (leaf.remedy !== undefined && (typeof leaf.remedy !== "string" || leaf.remedy === "" || leaf.remedy.length > MAX_REMEDY_LENGTH)) {
    report([...path, "remedy"], `must be a text of 1 to ${MAX_REMEDY_LENGTH} characters`);
  }
  const operator = readOperator(leaf.operator, path, report);
  if (typeof leaf.field !== "string") report([...path, "field"], "field is required: the name of the value to compare");
  if (operator === null) return;
  if (typeof leaf.field === "string") {
    const field = readField(leaf.field, operator);
    if ("message" in field) report([...path, "field"], field.message, field.suggestion);
  }
  checkValue(operator, leaf.value as Json | undefined, path, report);
}

function readOperator(value: unknown, path: Path, report: Report): Operator | null {
  if (OPERATOR_NAMES.includes(value as Operator)) return value as Operator;
  const at = [...path, "operator"];
  if (value === undefined) report(at, `operator is required: one of ${OPERATOR_NAMES.join(", ")}`);
  else if (typeof value !== "string") report(at, `operator must be one of ${OPERATOR_NAMES.join(", ")}`);
  else {
    const guess = nearest(value, OPERATOR_NAMES);
    report(
      at,
      `${value.slice(0, 64)} is not an operator.${guess ? ` Did you mean ${guess}?` : ` Use one of ${OPERATOR_NAMES.join(", ")}.`}`,
      guess,
    );
  }
  return null;
}

function checkValue(operator: Operator, value: Json | undefined, path: Path, report: Report): void {
  const issue = tooLong(value) ?? operatorRule(operator).check(value);
  if (issue) report([...path, "value"], `${operator} ${issue.message}`, issue.suggestion);
}

function tooLong(value: Json | undefined): ValueIssue | null {
  if (Array.isArray(value) && value.length > MAX_LIST_VALUE) return { message: `takes a list of at most ${MAX_LIST_VALUE} items` };
  return typeof value === "string" && value.length > MAX_TEXT_VALUE
    ? { message: `takes a text of at most ${MAX_TEXT_VALUE} characters` }
    : null;
}

/** Returns the message and the suggestion for an unknown key. */
export function unknownKey(key: string, known: readonly string[]): [message: string, suggestion: string | undefined] {
  const guess = nearest(key, known);
  const shown = key === "" ? "an empty key" : key.slice(0, MAX_QUOTED_KEY);
  return [guess ? `${shown} is not known here. Did you mean ${guess}?` : `${shown} is not known here. Known: ${known.join(", ")}`, guess];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
