import { compileRegex } from "@agentlattice/patterns";
import type { Json } from "../model/json.ts";
import { parseTimestamp } from "../model/timestamp.ts";
import { canonicalCidr, hasHostBits, parseCidr } from "./cidr.ts";

/** A value that conditions compare. */
export type Scalar = string | number | boolean;

/** An error in a policy's value, with a suggested replacement. */
export interface ValueIssue {
  readonly message: string;
  readonly suggestion?: string;
}

const issue = (message: string, suggestion?: string): ValueIssue => ({ message, ...(suggestion === undefined ? {} : { suggestion }) });
const isScalar = (value: unknown): value is Scalar => typeof value === "string" || typeof value === "number" || typeof value === "boolean";

// Each function returns what is wrong with a policy's value, or null.

/** Checks the value of `eq`, `neq` and `contains`. */
export const needsScalar = (value: Json | undefined) => (isScalar(value) ? null : issue("needs a string, a number or true/false"));
/** Checks the value of `lt`, `lte`, `gt` and `gte`. */
export const needsNumber = (value: Json | undefined) => (typeof value === "number" ? null : issue("needs a number", asNumber(value)));
/** Checks the value of `starts_with` and `ends_with`. Every text starts and ends with the empty text, so it is refused. */
export const needsText = (value: Json | undefined) => (isText(value) ? null : issue("needs a text that is not empty"));
/** Checks the value of `before` and `after`. */
export const needsTimestamp = (value: Json | undefined) =>
  isTimestamp(value) ? null : issue("needs an RFC 3339 time such as 2026-11-21T08:00:00Z");
/** Checks the value of `exists` and `not_exists`. */
export const needsNothing = (value: Json | undefined) => (value === undefined ? null : issue("takes no value"));

const isText = (value: Json | undefined) => typeof value === "string" && value !== "";
const isTimestamp = (value: Json | undefined) => typeof value === "string" && parseTimestamp(value) !== null;

function asNumber(value: Json | undefined): string | undefined {
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? value : undefined;
}

/** Checks the value of `in`, `not_in` and `subset_of`. */
export function needsScalars(value: Json | undefined): ValueIssue | null {
  if (isScalar(value)) return issue("needs a list", `[${String(value)}]`);
  const valid = Array.isArray(value) && value.length > 0 && value.every(isScalar);
  return valid ? null : issue("needs a list of strings, numbers or true/false, with at least one");
}

/** Checks the value of `between`: a lower and an upper bound. */
export function needsRange(value: Json | undefined): ValueIssue | null {
  const [low, high] = Array.isArray(value) && value.length === 2 ? value.map(asMoment) : [];
  if (!low || !high || low.kind !== high.kind) return issue("needs [low, high]: two numbers or two RFC 3339 times");
  return low.at <= high.at ? null : issue("needs the lower bound first");
}

/** Checks the value of `matches`. */
export function needsPattern(value: Json | undefined): ValueIssue | null {
  if (typeof value !== "string") return issue("needs a pattern in RE2 syntax");
  const regex = compileRegex(value);
  return "error" in regex ? issue(regex.error) : null;
}

/** Checks the value of `within_cidr`. */
export function needsCidrs(value: Json | undefined): ValueIssue | null {
  const blocks = typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
  if (blocks.length === 0) return issue("needs a block such as 10.0.0.0/8, or a list of them");
  for (const block of blocks) {
    const cidr = typeof block === "string" ? parseCidr(block) : null;
    if (!cidr) return issue(`${JSON.stringify(block)} is not a block such as 10.0.0.0/8`);
    if (hasHostBits(cidr)) return issue(`${String(block)} has bits set beyond its length`, canonicalCidr(cidr));
  }
  return null;
}

/** Returns an ordered value: a number, or a time in milliseconds. */
export function asMoment(value: Json): { readonly kind: "number" | "time"; readonly at: number } | null {
  if (typeof value === "number") return { kind: "number", at: value };
  const at = typeof value === "string" ? parseTimestamp(value) : null;
  return at === null ? null : { kind: "time", at };
}
