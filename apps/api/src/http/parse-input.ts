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
  if (issue.code === "invalid_type")
    return [{ path, message: issue.message.startsWith("Invalid input: expected") ? `must be ${article(issue.expected)}` : issue.message }];
  return [{ path, message: issue.message }];
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}

function printable(key: string): string {
  return key.slice(0, 64).replace(/[^\x20-\x7e]/g, "?");
}
