import { checkCondition } from "../conditions/check-condition.ts";
import { ownMember } from "../conditions/compile-condition.ts";
import type { Condition } from "../conditions/condition.ts";
import { readField } from "../conditions/fields.ts";
import type { Submission } from "../model/facts.ts";
import { formatPath } from "../model/path.ts";
import type { GrantRules } from "../model/verdict.ts";
import { micros } from "./limits/units.ts";

/** The bounds of a grant as an approver names them. */
export interface GrantTerms {
  /** Lifetime in seconds. */
  readonly for: number;
  readonly count: number;
  /** The total of the sum field, in millionths; null when the grant has none. */
  readonly sum: number | null;
  /** The field that the sum adds up. */
  readonly sum_field: string;
  /** Conditions on the arguments; null when the arguments must be those of the approved request. */
  readonly where: readonly Condition[] | null;
}

/** Returns true when a grant allows no further use, not even one whose amount is 0. */
export function isUsedUp(
  { count, sum }: Pick<GrantTerms, "count" | "sum">,
  used: { readonly uses: number; readonly sum: number },
): boolean {
  return used.uses >= count || (sum !== null && used.sum >= sum);
}

/** Returns true when a grant is used up, or when its amount is fixed and more than what remains of its sum. */
export function isSpent(terms: GrantTerms, approved: Submission, used: { readonly uses: number; readonly sum: number }): boolean {
  return isUsedUp(terms, used) || (terms.sum !== null && used.sum + fixedAmount(terms, approved) > terms.sum);
}

/** Returns the amount of each use in millionths when the grant fixes it, otherwise 0. */
function fixedAmount({ where, sum_field }: GrantTerms, approved: Submission): number {
  if (where === null) return readAmount(approved, sum_field) ?? 0;
  const field = nameOf(sum_field);
  const values = where.flatMap((one) => (isExact(one) && one.operator === "eq" && nameOf(one.field) === field ? [one.value] : []));
  return Math.max(0, ...values.map((value) => (typeof value === "number" ? micros(value) : 0)));
}

/** The metadata fields that name the target of an action; the first one present does. */
const TARGET_FIELDS = ["target", "resource", "repo", "repository", "database", "service", "environment", "pr", "order", "to"] as const;

const MAX_CONDITIONS = 32;
const EXACT_OPERATORS: readonly string[] = ["eq", "in"];

/** Returns the metadata field that names the target of a submission, with its value; null when there is none. */
export function findTarget(metadata: Readonly<Record<string, unknown>> | undefined): { field: string; value: string | number } | null {
  for (const field of TARGET_FIELDS) {
    const value = ownMember(metadata, field);
    if (typeof value === "string" || typeof value === "number") return { field, value };
  }
  return null;
}

/** Returns the sentence that refuses a grant for a submission, or null. */
export function refuseGrant(terms: GrantTerms, rules: GrantRules | undefined, submission: Submission): string | null {
  if (!rules) return "The policies that asked do not allow grants. Approve without one.";
  if (terms.for > rules.max) return `A grant lasts at most ${rules.max} seconds here. Choose a shorter time.`;
  if (terms.count > rules.max_count) return `A grant covers at most ${rules.max_count} actions here. Choose a lower count.`;
  if (rules.max_sum !== undefined && (terms.sum === null || terms.sum > micros(rules.max_sum)))
    return `A grant needs a sum of at most ${rules.max_sum} here. Send sum.`;
  if (terms.sum !== null && readAmount(submission, terms.sum_field) === null)
    return `The request has no number ${terms.sum_field} of 0 or more, so a sum cannot be kept. Leave sum out.`;
  if (terms.where === null) return null;
  if (rules.exact) return "The policy allows grants for the same arguments only. Leave where out.";
  return refuseConditions(terms.where, submission);
}

/** Returns the sentence that refuses the conditions of a grant, or null. */
function refuseConditions(where: readonly Condition[], submission: Submission): string | null {
  if (where.length > MAX_CONDITIONS) return `A grant has at most ${MAX_CONDITIONS} conditions.`;
  const issues: string[] = [];
  for (const [index, condition] of where.entries())
    checkCondition(condition, ["where", index], (path, message) => issues.push(`${formatPath(path)} ${message}.`));
  if (issues[0] !== undefined) return issues[0];
  const target = findTarget(submission.metadata);
  const name = target && `metadata.${target.field}`;
  const loose = where.flatMap(leaves).find(({ field, operator }) => nameOf(field) === name && !EXACT_OPERATORS.includes(operator));
  return loose ? `A grant names its target exactly: use eq or in for ${loose.field}.` : null;
}

export type Leaf = Extract<Condition, { operator: unknown }>;

function leaves(condition: Condition): Leaf[] {
  if ("all" in condition) return condition.all.flatMap(leaves);
  if ("any" in condition) return condition.any.flatMap(leaves);
  return "not" in condition ? leaves(condition.not) : [condition];
}

/** Returns the full name of a field; null for an unknown one. */
export function nameOf(field: string): string | null {
  const read = readField(field, "exists");
  return "message" in read ? null : read.name;
}

/** Returns true for a condition that fixes a field by itself, outside of any, all and not. */
export function isExact(condition: Condition): condition is Leaf {
  return "operator" in condition && EXACT_OPERATORS.includes(condition.operator);
}

/** Returns the amount of a submission in millionths; null when it is missing, not a number or negative. */
export function readAmount(submission: Submission, field: string): number | null {
  const read = readField(field, "lte");
  if ("message" in read || !read.name.startsWith("metadata.")) return null;
  const value = read.steps.reduce<unknown>((at, step) => ("key" in step ? ownMember(at, step.key) : undefined), submission.metadata);
  return typeof value === "number" && value >= 0 ? micros(value) : null;
}
