import { checkCondition } from "../conditions/check-condition.ts";
import { compileCondition, ownMember } from "../conditions/compile-condition.ts";
import type { Condition } from "../conditions/condition.ts";
import { startEvaluation } from "../conditions/evaluation.ts";
import { type FieldRef, readField, type Step } from "../conditions/fields.ts";
import { TRUE } from "../conditions/tri.ts";
import { canonicalize } from "../ledger/jcs.ts";
import { CONTEXT_FIELDS } from "../model/context-fields.ts";
import type { Facts, Submission } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
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

type Leaf = Extract<Condition, { operator: unknown }>;

function leaves(condition: Condition): Leaf[] {
  if ("all" in condition) return condition.all.flatMap(leaves);
  if ("any" in condition) return condition.any.flatMap(leaves);
  return "not" in condition ? leaves(condition.not) : [condition];
}

function nameOf(field: string): string | null {
  const read = readField(field, "exists");
  return "message" in read ? null : read.name;
}

/**
 * Returns true when a grant covers a submission: its conditions hold, its target is exact, and every argument is that of the approved request,
 * except values that the conditions or the sum bound.
 * INVARIANT: an unknown condition, a missing amount and an error cover nothing.
 */
export function grantCovers(terms: GrantTerms, approved: Submission, facts: Facts): boolean {
  const { submission } = facts;
  if (terms.sum !== null && readAmount(submission, terms.sum_field) === null) return false;
  const bounded = boundedFields(terms);
  if (argumentsOf(submission, bounded) !== argumentsOf(approved, bounded)) return false;
  const where = terms.where ?? [];
  const named = new Set(where.flatMap((condition) => (isExact(condition) ? [nameOf(condition.field)] : [])));
  const target = findTarget(approved.metadata);
  if (target && !named.has(`metadata.${target.field}`) && ownMember(submission.metadata, target.field) !== target.value) return false;
  const run = startEvaluation(facts);
  return where.every((condition, index) => {
    try {
      return compileCondition(condition, ["where", index], { isPrivate: () => false, restricts: false }).test(run) === TRUE;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  });
}

/**
 * Returns the fields whose values may differ from the approved request. A condition below `any` or `not`, or on some items of a list, bounds
 * nothing by itself.
 */
function boundedFields({ where, sum, sum_field }: GrantTerms): FieldRef[] {
  if (where === null) return [];
  const fields = where.flatMap(conjuncts).map(({ field, operator }) => readField(field, operator));
  const summed = sum === null ? [] : [readField(sum_field, "lte")];
  return [...fields, ...summed].flatMap((read) => ("message" in read || read.steps.some(isSome) ? [] : [read]));
}

function conjuncts(condition: Condition): Leaf[] {
  if ("all" in condition) return condition.all.flatMap(conjuncts);
  return "operator" in condition ? [condition] : [];
}

const isSome = (step: Step) => "quantifier" in step && step.quantifier === "any";

/** Returns true for a condition that fixes a field by itself, outside of any, all and not. */
function isExact(condition: Condition): condition is Leaf {
  return "operator" in condition && EXACT_OPERATORS.includes(condition.operator);
}

/** Returns the canonical arguments without the values of the given fields. */
function argumentsOf(submission: Submission, except: readonly FieldRef[]): string {
  const kept = Object.entries(submission).filter(([field, value]) => value !== undefined && !CONTEXT_FIELDS.has(field));
  const all: Json = Object.fromEntries(kept) as Record<string, Json>;
  const rest = except.reduce<Json | undefined>((value, { name, steps }) => withoutValue(value, [{ key: rootOf(name) }, ...steps]), all);
  return canonicalize(rest ?? null);
}

const rootOf = (name: string) => name.split(/[.[]/)[0] ?? name;

/**
 * Returns a value without the scalar at a path. Objects and lists stay, so that a condition on a field allows only that one value to
 * differ.
 */
function withoutValue(value: Json | undefined, [step, ...rest]: readonly Step[]): Json | undefined {
  if (step === undefined) return typeof value === "object" && value !== null ? value : undefined;
  if (typeof value !== "object" || value === null) return value;
  if ("quantifier" in step) return Array.isArray(value) ? value.map((item) => withoutValue(item, rest) ?? null) : value;
  if (Array.isArray(value) || !Object.hasOwn(value, step.key)) return value;
  const { [step.key]: inner, ...others } = value as Record<string, Json>;
  const kept = withoutValue(inner, rest);
  return kept === undefined ? others : { ...others, [step.key]: kept };
}

/** Returns the amount of a submission in millionths; null when it is missing, not a number or negative. */
export function readAmount(submission: Submission, field: string): number | null {
  const read = readField(field, "lte");
  if ("message" in read || !read.name.startsWith("metadata.")) return null;
  const value = read.steps.reduce<unknown>((at, step) => ("key" in step ? ownMember(at, step.key) : undefined), submission.metadata);
  return typeof value === "number" && value >= 0 ? micros(value) : null;
}
