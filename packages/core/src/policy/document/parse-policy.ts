import type { z } from "zod";
import { checkCondition, countLeaves, unknownKey } from "../../conditions/check-condition.ts";
import { checkMatches } from "../../conditions/check-match.ts";
import { utf8 } from "../../ledger/bytes.ts";
import { checkJson } from "../../model/check-json.ts";
import { explainIssues } from "../../model/explain-issues.ts";
import { issueAt, type PolicyIssue, type Report } from "../../model/issue.ts";
import type { Path } from "../../model/path.ts";
import { nearest } from "../../model/suggest.ts";
import { checkMeaning } from "./check-meaning.ts";
import { POLICY_LIMITS, type Policy } from "./document.ts";
import { PolicySchema } from "./schema.ts";

export type ParsedPolicy = { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly issues: readonly PolicyIssue[] };

/** A stored policy may have comparisons that never match, which earlier releases accepted. It keeps its effect. */
export type PolicyOrigin = "authored" | "stored";

/** An issue with its path, so that a YAML text can be searched for it. */
export interface LocatedIssue {
  readonly path: Path;
  readonly issue: PolicyIssue;
  /** The part that the suggestion replaces. */
  readonly part: "key" | "value";
}

/**
 * Parses a policy from a JSON value. Returns the document as written, without defaults, so that parsing its canonical text gives the same
 * hash.
 */
export function parsePolicy(input: unknown, origin: PolicyOrigin = "authored"): ParsedPolicy {
  const checked = checkPolicy(input, origin);
  return checked.ok ? checked : { ok: false, issues: checked.issues.map(({ issue }) => issue) };
}

/** Works as {@link parsePolicy} and also returns the paths of the issues. */
export function checkPolicy(
  input: unknown,
  origin: PolicyOrigin = "authored",
): { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly issues: readonly LocatedIssue[] } {
  const issues: LocatedIssue[] = [];
  const report: Report = (path, message, suggestion, part = "value") => {
    if (issues.length < POLICY_LIMITS.issues) issues.push({ path, issue: issueAt(path, message, suggestion), part });
  };
  checkJson(input, POLICY_LIMITS.jsonDepth, report);
  // INVARIANT: nothing recurses into the document before its depth and its keys are checked.
  if (issues.length > 0) return { ok: false, issues };
  // A document that is too large is not compiled, because compiling is expensive.
  if (!checkSize(input, report)) return { ok: false, issues };
  const outline = PolicySchema.safeParse(input);
  if (!outline.success) for (const issue of explainIssues(PolicySchema, input, outline.error.issues)) reportOutline(issue, input, report);
  checkConditions(input, report);
  if (outline.success) checkMeaning(outline.data, report);
  if (origin === "authored") checkMatches(memberOf(input, "spec"), ["spec"], report);
  // Returns the input, because the schema's output has module defaults filled in.
  return issues.length === 0 && outline.success ? { ok: true, policy: input as Policy } : { ok: false, issues };
}

/** Non-ASCII character classes in the JSON text of patterns. Each may take the engine 10 ms to compile. */
const WIDE_CLASS = /\\\\(?:[pP]|x\{)|[^\x00-\x7f]-[^\x00-\x7f]/g;
const MAX_WIDE_CLASSES = 128;

/** Returns true when the document is small enough to check further. */
function checkSize(input: unknown, report: Report): boolean {
  const text = JSON.stringify(input) ?? "";
  const bytes = utf8(text).length;
  if (bytes > POLICY_LIMITS.bytes) report([], `a policy has at most ${POLICY_LIMITS.bytes} bytes, this one ${bytes}`);
  const wide = text.match(WIDE_CLASS)?.length ?? 0;
  if (wide > MAX_WIDE_CLASSES)
    report([], `the patterns of a policy name at most ${MAX_WIDE_CLASSES} classes beyond ASCII such as \\p{L}, these ${wide}`);
  return bytes <= POLICY_LIMITS.bytes && wide <= MAX_WIDE_CLASSES;
}

/** Checks conditions even after other errors, so that an author sees all of them at once. */
function checkConditions(input: unknown, report: Report): void {
  const spec = memberOf(input, "spec");
  const when = memberOf(spec, "when");
  const require = memberOf(spec, "require");
  const clauses = Array.isArray(require) ? require : [];
  if (when !== undefined) checkCondition(when, ["spec", "when"], report);
  for (const [i, clause] of clauses.entries()) checkCondition(clause, ["spec", "require", i], report);
  const leaves = [when, ...clauses].reduce<number>((count, clause) => count + countLeaves(clause), 0);
  if (leaves > POLICY_LIMITS.conditions)
    report(["spec"], `a policy has at most ${POLICY_LIMITS.conditions} comparisons, this one ${leaves}`);
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function reportOutline(issue: z.core.$ZodIssue, input: unknown, report: Report): void {
  const path = issue.path.filter((segment) => typeof segment !== "symbol");
  const value = path.reduce<unknown>((at, segment) => memberOf(at, String(segment)), input);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(path);
    for (const key of issue.keys.slice(0, POLICY_LIMITS.issues)) report([...path, key], ...refuseKey(path, key, known), "key");
  } else if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    const guess = allowed.length === 1 ? allowed[0] : typeof value === "string" ? nearest(value, allowed) : undefined;
    const custom = value === undefined && !issue.message.startsWith("Invalid") ? issue.message : `must be ${allowed.join(", ")}`;
    report(path, custom, guess);
  } else if (value === undefined && issue.code === "invalid_type") report(path, `${String(path.at(-1) ?? "document")} is required`);
  else report(path, outlineMessage(issue), issue.code === "custom" ? suggestionOf(issue) : undefined);
}

/** Names that are not modules, with the part of a policy to use instead. */
const NOT_MODULES: ReadonlyMap<string, string> = new Map([
  ["conditions", "is written as spec.when and spec.require"],
  ["budget", 'is written as spec.limits: [{ budget: { usd: "5.00", per: day } }]'],
  ["rate", "is written as spec.limits: [{ rate: 10/min, by: agent }]"],
  ["history", "is written as spec.history"],
  ["delegation", "is always evaluated; use delegation.depth in conditions"],
  ["halt", "is always evaluated; people halt agents, not policies"],
]);

function refuseKey(path: Path, key: string, known: readonly string[]): [message: string, suggestion: string | undefined] {
  const elsewhere = path.join(".") === "spec.modules" ? NOT_MODULES.get(key) : undefined;
  return elsewhere === undefined ? unknownKey(key, known) : [`${key} ${elsewhere}`, undefined];
}

/** Returns the suggestion of our own checks. */
function suggestionOf({ params }: z.core.$ZodIssueCustom): string | undefined {
  return typeof params?.suggestion === "string" ? params.suggestion : undefined;
}

function outlineMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `must be ${ARTICLES[issue.expected] ?? issue.expected}`;
  if (issue.code === "too_small") return tooSmall(issue);
  if (issue.code === "too_big") return tooBig(issue);
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  if (issue.code === "invalid_value") return `must be ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_union") {
    const messages = issue.errors.flatMap(([first]) => (first ? [outlineMessage(first)] : []));
    return [...new Set(messages)].join(" or ").replaceAll(" or must be ", " or ");
  }
  return issue.message;
}

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  if (origin === "array") return "needs at least one item";
  if (origin === "string") return "must be a text that is not empty";
  return inclusive === false ? `must be more than ${minimum}` : `must be at least ${minimum}`;
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodIssueTooBig): string {
  if (origin === "array") return `has at most ${maximum} items`;
  if (origin === "string") return `has at most ${maximum} characters`;
  return inclusive === false ? `must be less than ${maximum}` : `must be at most ${maximum}`;
}

const ARTICLES: Readonly<Record<string, string>> = {
  object: "an object",
  record: "an object",
  array: "a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

/** Returns the keys that the schema allows at a path. */
function keysAt(path: Path): string[] {
  let schema: unknown = PolicySchema;
  for (const segment of path) {
    const shape = shapeOf(unwrap(schema));
    schema = typeof segment === "number" ? (unwrap(schema) as { element?: unknown }).element : shape[segment];
  }
  return Object.keys(shapeOf(unwrap(schema)));
}

/** Returns the members of an object schema, or of a record with enumerated keys. */
function shapeOf(schema: unknown): Record<string, unknown> {
  const { shape, keyType, valueType } = (schema ?? {}) as {
    shape?: Record<string, unknown>;
    keyType?: { options?: readonly string[] };
    valueType?: unknown;
  };
  return shape ?? Object.fromEntries((keyType?.options ?? []).map((key) => [key, valueType]));
}

function unwrap(schema: unknown): unknown {
  const { innerType, options } = (schema as { def?: { innerType?: unknown; options?: unknown } } | undefined)?.def ?? {};
  if (innerType !== undefined) return unwrap(innerType);
  const form = Array.isArray(options) ? options.find((one) => Object.keys(shapeOf(one)).length > 0) : undefined;
  return form ?? schema;
}
