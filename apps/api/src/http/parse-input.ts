import { holdsNul, pathsOfNul } from "@agentlattice/contract";
import { explainIssues } from "@agentlattice/core/input";
import { toPath } from "@agentlattice/core/strict-json";
import type { z } from "zod";
import { AppError } from "./app-error.ts";

const MAX_ISSUES = 20;

/** Validates a value against its schema. @throws AppError INVALID_REQUEST with the first 20 issues and their paths */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  const errors = (
    parsed.success
      ? refusedCharacters(schema, value)
      : explainIssues(schema, value, parsed.error.issues.slice(0, MAX_ISSUES)).flatMap(describe)
  ).slice(0, MAX_ISSUES);
  if (parsed.success && errors.length === 0) return parsed.data;
  const [first] = errors;
  throw new AppError("INVALID_REQUEST", {
    detail: first ? `${first.path || "The request"}: ${first.message}.` : "The request is not valid.",
    errors,
  });
}

interface Issue {
  readonly path: string;
  readonly message: string;
}

/** Rejects NUL in any text, because Postgres cannot store it. */
function refusedCharacters(schema: z.ZodType, value: unknown): Issue[] {
  if (!holdsNul(value)) return [];
  return pathsOfNul(schema, value).map((path) => ({ path: toPath(path), message: "must not contain a NUL character" }));
}

/** Describes an issue. INVARIANT: messages contain field names and rules, never submitted values; submitted names are truncated. */
function describe(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys
      .slice(0, MAX_ISSUES)
      .map((key) => ({ path: toPath([...issue.path, key]), message: "is not a field of this request" }));
  return [{ path: toPath(issue.path), message: issueMessage(issue) }];
}

/** Returns the message of the contract, or a message that replaces the library's own. */
export function issueMessage(issue: z.core.$ZodIssue): string {
  if (!issue.message.startsWith("Invalid") && !issue.message.startsWith("Too ")) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return (issue.expected as string) === "nonoptional" ? "is missing" : `must be ${article(issue.expected)}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "too_small":
      return issue.inclusive === false ? `must be more than ${issue.minimum}` : amount("least", issue.minimum, issue.origin);
    case "too_big":
      return issue.inclusive === false ? `must be less than ${issue.maximum}` : amount("most", issue.maximum, issue.origin);
    case "invalid_format":
      return `must be a valid ${issue.format}`;
    case "invalid_key":
      return `cannot be a name here: it ${issue.issues[0] ? issueMessage(issue.issues[0]) : "is not known"}`;
    case "invalid_union":
      if ("options" in issue && issue.options) return `must be one of ${issue.options.map(String).join(", ")}`;
      return [...new Set(issue.errors.flatMap(([first]) => (first ? [issueMessage(first)] : [])))]
        .join(" or ")
        .replaceAll(" or must be ", " or ");
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
