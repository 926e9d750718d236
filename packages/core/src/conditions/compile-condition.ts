import type { Json } from "../model/json.ts";
import { formatPath, type Path } from "../model/path.ts";
import type { Condition, LeafCondition } from "./condition.ts";
import { type Evaluation, spend } from "./evaluation.ts";
import { type FieldRef, readField, type Step, typeOfField } from "./fields.ts";
import { type Comparison, operatorRule, whenMissing } from "./operators.ts";
import { FALSE, negate, TRUE, type Tri, UNKNOWN } from "./tri.ts";

/** A compiled comparison with the data that reports need. */
export interface CompiledLeaf {
  readonly kind: "leaf";
  readonly test: (run: Evaluation) => Tri;
  readonly field: FieldRef;
  readonly written: LeafCondition;
  readonly path: string;
  /** True when the policy withholds this field from agents. */
  readonly isPrivate: boolean;
  /** True when texts that look the same are the same. */
  readonly folds: boolean;
}

/** A compiled condition. `test` is one function for the condition and everything nested in it. */
export type CompiledCondition =
  | CompiledLeaf
  | { readonly kind: "all" | "any"; readonly test: (run: Evaluation) => Tri; readonly parts: readonly CompiledCondition[] }
  | { readonly kind: "not"; readonly test: (run: Evaluation) => Tri; readonly part: CompiledCondition };

/** The policy-wide settings that conditions depend on. */
export interface ConditionContext {
  /** Returns true when a field, given by its full name, is withheld from agents. */
  readonly isPrivate: (field: string) => boolean;
  /**
   * True when the condition restricts where it holds, as `when` of a deny does; false when it restricts where it fails, as `require` does.
   * INVARIANT: texts that look the same are the same only where that restricts more, so a disguise never permits anything.
   */
  readonly restricts: boolean;
}

/**
 * Compiles a condition that validation has accepted.
 * @throws Error for any other
 */
export function compileCondition(condition: Condition, path: Path, context: ConditionContext): CompiledCondition {
  if ("all" in condition) return combine("all", condition.all, path, context);
  if ("any" in condition) return combine("any", condition.any, path, context);
  if ("not" in condition) {
    const part = compileCondition(condition.not, [...path, "not"], { ...context, restricts: !context.restricts });
    return { kind: "not", test: (run) => negate(part.test(run)), part };
  }
  return compileLeaf(condition, path, context);
}

function combine(kind: "all" | "any", conditions: readonly Condition[], path: Path, context: ConditionContext): CompiledCondition {
  const parts = conditions.map((condition, i) => compileCondition(condition, [...path, kind, i], context));
  const tests = parts.map((part) => part.test);
  return { kind, test: kind === "all" ? allOf(tests) : anyOf(tests), parts };
}

/** Returns the minimum of the parts. False ends the evaluation. */
function allOf(tests: readonly ((run: Evaluation) => Tri)[]): (run: Evaluation) => Tri {
  return (run) => {
    let least: Tri = TRUE;
    for (let i = 0; i < tests.length && least !== FALSE; i++) least = Math.min(least, (tests[i] as (run: Evaluation) => Tri)(run)) as Tri;
    return least;
  };
}

/** Returns the maximum of the parts. True ends the evaluation. */
function anyOf(tests: readonly ((run: Evaluation) => Tri)[]): (run: Evaluation) => Tri {
  return (run) => {
    let greatest: Tri = FALSE;
    for (let i = 0; i < tests.length && greatest !== TRUE; i++)
      greatest = Math.max(greatest, (tests[i] as (run: Evaluation) => Tri)(run)) as Tri;
    return greatest;
  };
}

function compileLeaf(written: LeafCondition, path: Path, context: ConditionContext): CompiledLeaf {
  const field = readField(written.field, written.operator);
  if ("message" in field) throw new Error(field.message);
  const rule = operatorRule(written.operator);
  const folds = context.restricts !== (rule.isNegative === true) && hasDisguises(field);
  const compare = rule.compile(written.value ?? null, folds);
  const missing = whenMissing(written.operator);
  return {
    kind: "leaf",
    test: compileTest(field, compare, missing),
    field,
    written,
    path: formatPath(path),
    isPrivate: context.isPrivate(field.name),
    folds,
  };
}

/** Values with a closed set or a fixed form have no disguises. */
function hasDisguises(field: FieldRef): boolean {
  const type = typeOfField(field);
  return type === null || (type.type === "text" && !type.values && !type.form);
}

type ValueTest = (value: unknown, run: Evaluation) => Tri;

function compileTest(field: FieldRef, compare: Comparison, missing: Tri): (run: Evaluation) => Tri {
  const end: ValueTest = (value, run) => {
    spend(run, 1);
    return value === undefined || value === null ? missing : compare(value as Json, run);
  };
  const [first, ...deeper] = field.steps;
  if (field.name.startsWith("metadata.") && first && "key" in first && deeper.length === 0)
    return testMetadata(first.key, compare, missing);
  const read = field.root.read;
  const test = descend(field.steps, 0, end);
  return (run) => test(read(run.facts), run);
}

/** Reads a top-level metadata member, the most common field, without intermediate calls. */
function testMetadata(key: string, compare: Comparison, missing: Tri): (run: Evaluation) => Tri {
  return (run) => {
    spend(run, 1);
    const value = ownMember(run.facts.submission.metadata, key);
    return value === undefined || value === null ? missing : compare(value as Json, run);
  };
}

/** Chains one function per step, so that no path is parsed during evaluation. */
function descend(steps: readonly Step[], index: number, end: ValueTest): ValueTest {
  const step = steps[index];
  if (step === undefined) return end;
  const next = descend(steps, index + 1, end);
  if ("key" in step) {
    const { key } = step;
    return (value, run) => next(ownMember(value, key), run);
  }
  return step.quantifier === "any" ? someItem(next) : everyItem(next);
}

// INVARIANT: any and every are unknown for a value that is not a list. For an empty list, any is false and every is true.
function someItem(next: ValueTest): ValueTest {
  return (value, run) => {
    if (!Array.isArray(value)) return UNKNOWN;
    let greatest: Tri = FALSE;
    for (let i = 0; i < value.length && greatest !== TRUE; i++) greatest = Math.max(greatest, next(value[i], run)) as Tri;
    return greatest;
  };
}

function everyItem(next: ValueTest): ValueTest {
  return (value, run) => {
    if (!Array.isArray(value)) return UNKNOWN;
    let least: Tri = TRUE;
    for (let i = 0; i < value.length && least !== FALSE; i++) least = Math.min(least, next(value[i], run)) as Tri;
    return least;
  };
}

/**
 * Returns a value's own member.
 * INVARIANT: inherited members (`constructor`, `toString`) and the `length` of lists and texts are not facts.
 */
export function ownMember(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
