import { compileRegex } from "@agentlattice/patterns";
import { readField } from "../conditions/fields.ts";
import type { Submission } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { EditableField, Verdict } from "../model/verdict.ts";

type Scalar = string | number | boolean;

/** New values by field, as the policy names the fields. */
export type Edits = Readonly<Record<string, Scalar>>;

/** The changed submission, or the sentence that refuses the edit. */
export type Edited = { readonly submission: Submission } | { readonly refusal: string };

/** The obligation in `supports` with which a caller promises to run the arguments as a reviewer changed them. */
const EDIT = "edit";

/** Parts of a submission in which a reviewer may change values. */
const EDITABLE = /^(metadata\.|tool\.arguments\.|content$)/;
const DECIMAL = /^-?\d{1,15}(\.\d{1,9})?$/;
const PATTERN_STEPS = 1_000_000;

/** Returns what is wrong with an item of `editable`, or null. */
export function checkEditable({ field, min, max, pattern }: EditableField): string | null {
  const path = pathOf(field);
  if (path === null) return `${field} cannot be edited: name a member of metadata or tool.arguments, or content`;
  if (typeof max === "number" && min !== undefined && min > max) return "min is above max";
  const compiled = pattern === undefined ? null : compileRegex(pattern);
  return compiled && "error" in compiled ? compiled.error : null;
}

/** Adds the caller's promise to use edits to the plan of a verdict, when policies let reviewers change fields. */
export function withEditPromise<V extends Pick<Verdict, "approval">>(verdict: V, supports: readonly string[] | undefined): V {
  const { approval } = verdict;
  return approval?.editable && supports?.includes(EDIT) ? { ...verdict, approval: { ...approval, edits_promised: true } } : verdict;
}

/**
 * Applies a reviewer's edits to a submission.
 * INVARIANT: only fields that the policies name change, each within all of its bounds, and no value changes its type.
 * @param requested the submission as the agent sent it, from which bounds such as `max: requested` are read
 */
export function editSubmission(editable: readonly EditableField[], requested: Submission, edits: Edits): Edited {
  const submission = structuredClone(requested);
  const changed = new Set<string>();
  for (const [field, value] of Object.entries(edits)) {
    const path = pathOf(field);
    const rules = path === null ? [] : editable.filter((item) => pathOf(item.field)?.join(".") === path.join("."));
    if (path === null || rules.length === 0) return { refusal: `Only these fields may be changed: ${listFields(editable)}.` };
    // `amount` and `metadata.amount` name the same field.
    if (changed.size === changed.add(path.join(".")).size)
      return { refusal: `${rules[0]?.field} is named more than once. Send one value for it.` };
    const before = readEditable(requested, field);
    if (before === null) return { refusal: `The agent submitted no value for ${rules[0]?.field}, so there is nothing to change.` };
    const refusal = rules.map((rule) => refuseValue(rule, before, value)).find((reason) => reason !== null);
    if (refusal) return { refusal };
    writeAt(submission as Record<string, Json>, path, value);
  }
  return { submission };
}

/** Returns the value of an editable field in a submission, or null when the agent submitted none that can be changed. */
export function readEditable(submission: Submission, field: string): Scalar | null {
  const path = pathOf(field);
  const value = path && readAt(submission as Record<string, Json>, path);
  return value === undefined || typeof value === "object" ? null : value;
}

function listFields(editable: readonly EditableField[]): string {
  return editable.length === 0 ? "none" : [...new Set(editable.map(({ field }) => field))].join(", ");
}

/**
 * Returns the least number that an item of `editable` allows, or undefined when it sets none. With a maximum only, a number of 0 or more stays so:
 * "at most 100" must not allow -1,000.
 * @param requested the value as the agent sent it
 */
export function minAllowed({ min, max }: Pick<EditableField, "min" | "max">, requested: Scalar | null): number | undefined {
  if (min !== undefined || max === undefined || requested === null) return min;
  const amount = amountOf(requested);
  return amount !== null && amount >= 0 && (max === "requested" || max >= 0) ? 0 : undefined;
}

function refuseValue(rule: EditableField, before: Scalar, value: Scalar): string | null {
  const { field, max, one_of, pattern } = rule;
  if (typeof value !== typeof before) return `${field} must stay a ${typeof before}.`;
  const min = minAllowed(rule, before);
  const highest = max === "requested" ? amountOf(before) : max;
  if (highest !== undefined || min !== undefined) {
    const amount = amountOf(value);
    if (amount === null || highest === null) return `${field} must be a number.`;
    if (highest !== undefined && amount > highest) return `${field} must be at most ${highest}.`;
    if (min !== undefined && amount < min) return `${field} must be at least ${min}.`;
  }
  if (one_of && !one_of.includes(value)) return `${field} must be one of ${one_of.join(", ")}.`;
  return pattern === undefined || matchesAll(pattern, value) ? null : `${field} must match ${pattern}.`;
}

/** Returns the number that a value states; decimals in text count, because amounts are often sent as text. */
function amountOf(value: Scalar): number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && DECIMAL.test(value) ? Number(value) : null;
}

function matchesAll(pattern: string, value: Scalar): boolean {
  const whole = compileRegex(`^(?:${pattern})$`);
  return typeof value === "string" && !("error" in whole) && whole.test(value, { left: PATTERN_STEPS }) === true;
}

/** Returns the path of a field in the submission, or null when it cannot be edited. */
function pathOf(field: string): string[] | null {
  const read = readField(field, "exists");
  if ("message" in read || !EDITABLE.test(read.name)) return null;
  return read.steps.some((step) => !("key" in step)) ? null : read.name.split(".");
}

function readAt(value: Record<string, Json>, path: readonly string[]): Json | undefined {
  let found: Json | undefined = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || Array.isArray(found) || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, Json>)[key];
  }
  return found;
}

/** Replaces a value that `readAt` has found. */
function writeAt(value: Record<string, Json>, path: readonly string[], to: Scalar): void {
  const [last = ""] = path.slice(-1);
  const parent = readAt(value, path.slice(0, -1)) as Record<string, Json>;
  parent[last] = to;
}
