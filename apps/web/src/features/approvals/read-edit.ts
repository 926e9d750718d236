import type { ApprovalReview, JsonValue } from "@agentlattice/contract";

export type EditableField = ApprovalReview["editable"][number];
type Scalar = string | number | boolean;

/** Returns the value of an editable field: a member of the submission by its path, or of its metadata. */
export function fieldValue(submission: object, field: string): Scalar | null {
  const found = memberAt(submission, field.split(".")) ?? memberAt(submission, ["metadata", ...field.split(".")]);
  return typeof found === "string" || typeof found === "number" || typeof found === "boolean" ? found : null;
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, key) =>
      typeof found === "object" && found !== null && Object.hasOwn(found, key) ? (found as Record<string, JsonValue>)[key] : undefined,
    value,
  );
}

/** Returns the typed text as a value of the same type as before, or null when it is not one. */
export function readTyped(text: string, before: Scalar): Scalar | null {
  if (typeof before === "number") return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
  if (typeof before === "boolean") return text === "true" ? true : text === "false" ? false : null;
  return text;
}

/** Describes the bounds of a field, such as "at most 350", or returns an empty text. */
export function describeBounds({ max, min, one_of, pattern }: EditableField, requested: Scalar): string {
  const parts = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max === "requested" ? String(requested) : max}`]),
    ...(one_of ? [`one of ${one_of.join(", ")}`] : []),
    ...(pattern === undefined ? [] : [`matches ${pattern}`]),
  ];
  return parts.join(", ");
}

/** Returns why a typed value is outside its bounds, or null. The API checks the pattern, and everything else again. */
export function problemOf(field: EditableField, text: string, requested: Scalar): string | null {
  const value = readTyped(text, requested);
  if (value === null) return typeof requested === "number" ? "Enter a number." : "Enter true or false.";
  const highest = field.max === "requested" ? Number(requested) : field.max;
  if (highest !== undefined && !(Number(value) <= highest)) return `Enter at most ${highest}.`;
  if (field.min !== undefined && !(Number(value) >= field.min)) return `Enter at least ${field.min}.`;
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
export function readEdits(
  { editable, submission, requested }: Pick<ApprovalReview, "editable" | "submission" | "requested">,
  typed: Readonly<Record<string, string>>,
): TypedEdits {
  const edits: Record<string, Scalar> = {};
  let problem: string | null = null;
  for (const field of editable) {
    const text = typed[field.field];
    const now = submission && fieldValue(submission, field.field);
    const first = requested && fieldValue(requested, field.field);
    if (text === undefined || now === null || first === null || text === String(now)) continue;
    problem ??= problemOf(field, text, first) && `${field.field}: ${problemOf(field, text, first)}`;
    const value = readTyped(text, first);
    if (value !== null) edits[field.field] = value;
  }
  return { edits, problem };
}
