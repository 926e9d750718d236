import type { GrantBounds, GrantInput } from "@agentlattice/contract";
import { formatCount, plural } from "../../lib/format/text.ts";
import { formatDuration } from "../../lib/format/time.ts";
import { toDuration } from "./grant-draft.ts";

const WORDS: Readonly<Record<string, string>> = {
  eq: "is",
  neq: "is not",
  in: "is one of",
  not_in: "is none of",
  lt: "below",
  lte: "at most",
  gt: "above",
  gte: "at least",
  exists: "has any value",
};

/** Describes the limits of a grant: `1 h, 10 uses, total of amount up to 600`. */
export function describeLimits({ for: seconds, count, sum, sum_field }: GrantBounds): string {
  const parts = [formatDuration(seconds * 1000), plural(count, "use", "uses")];
  return [...parts, ...(sum === null ? [] : [`total of ${sum_field} up to ${formatCount(sum)}`])].join(", ");
}

type Coverage = Pick<GrantBounds, "where" | "sum" | "sum_field">;
type GrantCondition = NonNullable<GrantBounds["where"]>[number];

/** Describes the arguments that a grant covers: each condition, such as `amount at most 50`, and the rule for the rest. The values are the agent's text. */
export function describeCoverage({ where, sum, sum_field }: Coverage): string[] {
  if (where === null) return ["Same arguments as the approved request, before and after included"];
  // A sum bounds its argument, so the argument may differ without a condition.
  const isSummed = sum !== null && !where.some((condition) => nameIn(condition) === nameOf(sum_field));
  return [
    ...where.map(describeCondition),
    ...(isSummed ? [`${nameOf(sum_field)} is any number within the total`] : []),
    "Everything else is as approved: the target, other arguments, before and after",
  ];
}

/** Returns true when a condition of a grant names its target. */
export function namesTarget(where: GrantBounds["where"], target: string): boolean {
  return (where ?? []).some(({ value }) => [value].flat().some((one) => String(one) === target));
}

function describeCondition(condition: GrantCondition): string {
  const { operator, value } = condition;
  const name = nameIn(condition);
  const words = typeof operator === "string" && Object.hasOwn(WORDS, operator) ? WORDS[operator] : undefined;
  if (name === null || words === undefined) return JSON.stringify(condition);
  return operator === "exists" ? `${name} ${words}` : `${name} ${words} ${describeValue(value)}`;
}

const nameIn = ({ field }: GrantCondition) => (typeof field === "string" ? nameOf(field) : null);
const nameOf = (field: string) => field.replace(/^metadata\./, "");

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(describeValue).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Returns the input that names the grant of an earlier vote again. */
export function repeatGrant({ for: seconds, count, sum, where }: GrantBounds): GrantInput {
  return { for: toDuration(seconds), count, ...(sum === null ? {} : { sum }), ...(where === null ? {} : { where }) };
}
