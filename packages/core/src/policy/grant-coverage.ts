import { compileCondition, ownMember } from "../conditions/compile-condition.ts";
import type { Condition } from "../conditions/condition.ts";
import { type Evaluation, startEvaluation } from "../conditions/evaluation.ts";
import { type FieldRef, readField, type Step } from "../conditions/fields.ts";
import { TRUE } from "../conditions/tri.ts";
import { canonicalize } from "../ledger/jcs.ts";
import { CONTEXT_FIELDS } from "../model/context-fields.ts";
import type { Facts, Submission } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import { formatPath, type Path } from "../model/path.ts";
import { findTarget, type GrantTerms, isExact, type Leaf, nameOf, readAmount } from "./grant.ts";
import { fromMicros } from "./limits/units.ts";

/** The first term of a grant that a submission does not match. Contains no value of the approved request. */
export interface TermMismatch {
  /** A field such as `metadata.amount`, or `count` or `sum`. */
  readonly term: string;
  readonly reason: string;
}

/** Returns true when a grant covers the arguments of a submission. */
export function grantCovers(terms: GrantTerms, approved: Submission, facts: Facts): boolean {
  return findTermMismatch(terms, approved, facts) === null;
}

/**
 * Returns the first term that a submission does not match, or null when the grant covers its arguments: the conditions hold, the target is
 * exact, and every argument is that of the approved request, except values that the conditions or the sum bound.
 * INVARIANT: an unknown condition, a missing amount and an error cover nothing.
 */
export function findTermMismatch(terms: GrantTerms, approved: Submission, facts: Facts): TermMismatch | null {
  const { submission } = facts;
  const { sum_field } = terms;
  if (terms.sum !== null && readAmount(submission, sum_field) === null)
    return { term: nameOf(sum_field) ?? sum_field, reason: `The grant adds up ${sum_field}, which is not a number of 0 or more here.` };
  const bounded = boundedFields(terms);
  const different = findDifference(argumentsOf(approved, bounded), argumentsOf(submission, bounded));
  if (different) return different;
  const where = terms.where ?? [];
  const named = new Set(where.flatMap((condition) => (isExact(condition) ? [nameOf(condition.field)] : [])));
  const target = findTarget(approved.metadata);
  if (target && !named.has(`metadata.${target.field}`) && ownMember(submission.metadata, target.field) !== target.value)
    return { term: `metadata.${target.field}`, reason: "The grant is for another target." };
  const run = startEvaluation(facts);
  const failed = where.findIndex((condition, index) => !holds(condition, index, run));
  return failed < 0 ? null : describeCondition(where[failed] as Condition, failed);
}

/** Returns the bound that a further use with this amount would exceed, or null. @param used the uses so far, with their sum in millionths */
export function findBoundReached(
  { count, sum, sum_field }: GrantTerms,
  amount: number,
  used: { readonly uses: number; readonly sum: number },
): TermMismatch | null {
  if (used.uses >= count) return { term: "count", reason: `The grant allows ${count} uses, and all are used.` };
  if (sum === null || (used.sum < sum && used.sum + amount <= sum)) return null;
  return { term: "sum", reason: `The grant allows ${fromMicros(sum)} of ${sum_field} in all, and ${fromMicros(sum - used.sum)} is left.` };
}

function holds(condition: Condition, index: number, run: Evaluation): boolean {
  try {
    return compileCondition(condition, ["where", index], { isPrivate: () => false, restricts: false }).test(run) === TRUE;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function describeCondition(condition: Condition, index: number): TermMismatch {
  if (!("operator" in condition)) return { term: `where[${index}]`, reason: "A condition of the grant does not hold." };
  const { field, operator } = condition;
  const value = "value" in condition ? ` ${JSON.stringify(condition.value)}` : "";
  return { term: nameOf(field) ?? field, reason: `The grant requires ${field} ${operator}${value}.` };
}

/** Returns the first difference between two JSON values, or null. */
function findDifference(approved: Json, sent: Json): TermMismatch | null {
  if (canonicalize(approved) === canonicalize(sent)) return null;
  return differenceAt(approved, sent, []) ?? { term: "arguments", reason: "The arguments are not those of the approved request." };
}

function differenceAt(approved: Json | undefined, sent: Json | undefined, path: Path): TermMismatch | null {
  if (isTree(approved) && isTree(sent) && Array.isArray(approved) === Array.isArray(sent)) {
    const [a, b] = [approved as Record<string, Json>, sent as Record<string, Json>];
    for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
      const at = [...path, Array.isArray(sent) ? Number(key) : key];
      const found = differenceAt(Object.hasOwn(a, key) ? a[key] : undefined, Object.hasOwn(b, key) ? b[key] : undefined, at);
      if (found) return found;
    }
    return null;
  }
  if (approved !== undefined && sent !== undefined && canonicalize(approved) === canonicalize(sent)) return null;
  const term = formatPath(path);
  if (approved === undefined) return { term, reason: `The approved request has no ${term}.` };
  return {
    term,
    reason: `${term} ${sent === undefined ? "is missing" : "differs"}: the grant covers the value of the approved request only.`,
  };
}

const isTree = (value: Json | undefined) => typeof value === "object" && value !== null;

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

/** Returns the arguments without the values of the given fields. */
function argumentsOf(submission: Submission, except: readonly FieldRef[]): Json {
  const kept = Object.entries(submission).filter(([field, value]) => value !== undefined && !CONTEXT_FIELDS.has(field));
  const all: Json = Object.fromEntries(kept) as Record<string, Json>;
  return except.reduce<Json | undefined>((value, { name, steps }) => withoutValue(value, [{ key: rootOf(name) }, ...steps]), all) ?? null;
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
