import { type Operator, operatorRule } from "../conditions/operators.ts";
import { TRUE } from "../conditions/tri.ts";
import { clipText } from "../model/clip-text.ts";
import type { Json } from "../model/json.ts";
import type { ReportedLeaf } from "./report-conditions.ts";

const MAX_CLAUSES = 3;
const MAX_VALUE = 80;
const PLAIN = /^[\w./:@+-]+$/;

/** Describes the failed conditions in one sentence, with their remedies. Empty when none failed. */
export function describeFailures(leaves: readonly ReportedLeaf[]): string {
  const failures = leaves.filter((leaf) => leaf.failed);
  if (failures.length === 0) return "";
  const clauses = failures.slice(0, MAX_CLAUSES).map(describeLeaf);
  const more = failures.length > MAX_CLAUSES ? ` (and ${failures.length - MAX_CLAUSES} more)` : "";
  const remedies = [...new Set(failures.flatMap(({ result }) => result.remedy ?? []))].slice(0, MAX_CLAUSES);
  return [`${clauses.join("; ")}${more}.`, ...remedies].join(" ");
}

/** Returns a text such as `pr_size was 250, must be < 100`. */
function describeLeaf({ result, wanted, isPrivate }: ReportedLeaf): string {
  const rule = operatorRule(result.operator as Operator);
  const words = wanted === TRUE ? rule.words : rule.negated;
  if (result.operator === "exists" || result.operator === "not_exists") return `${result.field} ${words}`;
  const must = `${words} ${showExpected(result.operator, result.expected)}`;
  if (isPrivate) return `${result.field} ${must}`;
  return `${result.field} was ${result.actual === null ? "not given" : show(result.actual)}, ${must}`;
}

function showExpected(operator: string, value: Json): string {
  if (operator === "between" && Array.isArray(value)) return value.map(show).join(" and ");
  return show(value);
}

function show(value: Json): string {
  if (Array.isArray(value)) return clipText((value as readonly Json[]).map(show).join(", ") || "empty", MAX_VALUE);
  const text = value === null ? "not given" : typeof value === "string" && PLAIN.test(value) ? value : JSON.stringify(value);
  return clipText(text, MAX_VALUE);
}
