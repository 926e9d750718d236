import type { ApprovalReview } from "@agentlattice/contract";

type EditableField = ApprovalReview["editable"][number];
type Scalar = string | number | boolean;

/** An editable field that the agent submitted a value for. */
export type SubmittedField = EditableField & Readonly<Record<"current" | "requested", Scalar>>;

/** Returns the fields that can be changed: those with a value. */
export function submittedFields({ editable }: Pick<ApprovalReview, "editable">): SubmittedField[] {
  return editable.filter((field): field is SubmittedField => field.current !== null && field.requested !== null);
}

/** A plain decimal number. Notations such as 0x10 and 1e2 are refused, because a reviewer could misread them. */
const DECIMAL = /^-?\d{1,15}(\.\d{1,9})?$/;

const numberOf = (text: string) => (DECIMAL.test(text.trim()) ? Number(text) : null);

/** Returns the typed text as a value of the same type as before, or null when it is not one. */
export function readTyped(text: string, before: Scalar): Scalar | null {
  if (typeof before === "number") return numberOf(text);
  if (typeof before === "boolean") return text === "true" ? true : text === "false" ? false : null;
  return text;
}

/** Describes the bounds of a field, such as "at most 350", or returns an empty text. */
export function describeBounds({ max, min, one_of, pattern, requested }: SubmittedField): string {
  const parts = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max === "requested" ? String(requested) : max}`]),
    ...(one_of ? [`one of ${one_of.join(", ")}`] : []),
    ...(pattern === undefined ? [] : [`matches ${pattern}`]),
  ];
  return parts.join(", ");
}

const NOT_A_NUMBER = "Enter a number in digits, such as 250 or 12.5.";

/** Returns why a typed value is outside its bounds, or null. The API checks the pattern, and everything else again. */
export function problemOf(field: SubmittedField, text: string): string | null {
  const { requested } = field;
  const value = readTyped(text, requested);
  if (value === null) return typeof requested === "number" ? NOT_A_NUMBER : "Enter true or false.";
  const highest = field.max === "requested" ? Number(requested) : field.max;
  if (highest !== undefined || field.min !== undefined) {
    const amount = typeof value === "number" ? value : numberOf(String(value));
    if (amount === null) return NOT_A_NUMBER;
    if (highest !== undefined && amount > highest) return `Enter at most ${highest}.`;
    if (field.min !== undefined && amount < field.min) return `Enter at least ${field.min}.`;
  }
  return field.one_of && !field.one_of.includes(value) ? `Enter one of ${field.one_of.join(", ")}.` : null;
}

/** The edits to send, and the first problem of what was typed. */
export interface TypedEdits {
  readonly edits: Readonly<Record<string, Scalar>>;
  readonly problem: string | null;
}

/** No changed field. */
export const NO_EDITS: TypedEdits = { edits: {}, problem: null };

/** Reads what a reviewer typed. Fields with their present value are no edits. */
export function readEdits(approval: Pick<ApprovalReview, "editable">, typed: Readonly<Record<string, string>>): TypedEdits {
  const edits: Record<string, Scalar> = {};
  let problem: string | null = null;
  for (const field of submittedFields(approval)) {
    const text = typed[field.field];
    if (text === undefined || text === String(field.current)) continue;
    const found = problemOf(field, text);
    problem ??= found && `${field.field}: ${found}`;
    const value = readTyped(text, field.requested);
    if (value !== null) edits[field.field] = value;
  }
  return { edits, problem };
}

/** The bounds of a number, for their line. */
export interface NumberBounds {
  readonly low: number;
  readonly high: number;
  readonly requested: number;
}

/** Returns the bounds of a number that a reviewer may edit, or null when the policy sets none. */
export function boundsOf({ min, max, requested }: SubmittedField): NumberBounds | null {
  if (typeof requested !== "number" || (min === undefined && max === undefined)) return null;
  const high = max === undefined ? Math.max(requested, min ?? requested) : max === "requested" ? requested : max;
  return { low: min ?? Math.min(0, requested), high, requested };
}

const SHOWN_EDITS = 2;
const SHOWN_VALUE = 24;

/** Returns the text of the button that approves: with edits, it names the values. */
export function approveVerb(edits: TypedEdits["edits"]): string {
  const values = Object.entries(edits).map(([field, value]) => `${field} ${shorten(String(value))}`);
  if (values.length === 0) return "Approve";
  const more = values.length - SHOWN_EDITS;
  return `Approve with ${values.slice(0, SHOWN_EDITS).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Lists edits, such as `amount 900 → 40`. */
export function describeEdits(approval: Pick<ApprovalReview, "editable">, edits: TypedEdits["edits"]): string {
  const requested = new Map(submittedFields(approval).map((field) => [field.field, field.requested]));
  return Object.entries(edits)
    .map(([field, value]) => `${field} ${shorten(String(requested.get(field) ?? ""))} → ${shorten(String(value))}`)
    .join(", ");
}

const shorten = (text: string) => (text.length <= SHOWN_VALUE ? text : `${text.slice(0, SHOWN_VALUE)}…`);
