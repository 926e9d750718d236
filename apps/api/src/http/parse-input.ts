import type { z } from "zod";
import { AppError } from "./app-error.ts";

const MAX_ISSUES = 20;

/** Checks a value against its contract; the paths of everything wrong come back. @throws AppError INVALID_REQUEST */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, MAX_ISSUES).flatMap(describe);
  const [first] = errors;
  throw new AppError("INVALID_REQUEST", {
    detail: first ? `${first.path || "The request"}: ${first.message}.` : "The request does not match the contract.",
    errors,
  });
}

/** INVARIANT: a message names our own fields and rules; a value that was sent is never repeated. */
function describe(issue: z.core.$ZodIssue): { path: string; message: string }[] {
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: path ? `${path}.${printable(key)}` : printable(key),
      message: "is not a field of this request",
    }));
  }
  return [{ path, message: issue.message.startsWith("Invalid") || issue.message.startsWith("Too ") ? inOurWords(issue) : issue.message }];
}

/** What the library says in its own words, where the contract has none. */
function inOurWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${article(issue.expected)}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "too_small":
      return amount("least", issue.minimum, issue.origin);
    case "too_big":
      return amount("most", issue.maximum, issue.origin);
    default:
      return issue.message;
  }
}

const COUNTED: Partial<Record<string, string>> = { string: "character", array: "item", set: "item" };

function amount(bound: "least" | "most", limit: number | bigint, origin: string): string {
  const unit = COUNTED[origin];
  return unit ? `must have at ${bound} ${limit} ${unit}${Number(limit) === 1 ? "" : "s"}` : `must be at ${bound} ${limit}`;
}

function article(word: string): string {
  if (word === "int") return "a whole number";
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}

function printable(key: string): string {
  return key.slice(0, 64).replace(/[^\x20-\x7e]/g, "?");
}
