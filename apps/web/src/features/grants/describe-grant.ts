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

/** Describes each condition of a grant, such as `amount at most 50`. The values are the agent's text. */
export function describeConditions(where: GrantBounds["where"]): string[] {
  return (where ?? []).map((condition) => {
    const { field, operator, value } = condition;
    const words = typeof operator === "string" && Object.hasOwn(WORDS, operator) ? WORDS[operator] : undefined;
    if (typeof field !== "string" || words === undefined) return JSON.stringify(condition);
    const name = field.replace(/^metadata\./, "");
    return operator === "exists" ? `${name} ${words}` : `${name} ${words} ${describeValue(value)}`;
  });
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(describeValue).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Returns the input that names the grant of an earlier vote again. */
export function repeatGrant({ for: seconds, count, sum, where }: GrantBounds): GrantInput {
  return { for: toDuration(seconds), count, ...(sum === null ? {} : { sum }), ...(where === null ? {} : { where }) };
}
