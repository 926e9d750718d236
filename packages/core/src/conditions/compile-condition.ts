import type { Json } from "../model/json.ts";
import { formatPath, type Path } from "../model/path.ts";
import type { Condition, LeafCondition } from "./condition.ts";
import { type FieldRef, readField, type Step } from "./fields.ts";
import { type Comparison, operatorRule, whenMissing } from "./operators.ts";
import { type Run, spend } from "./run.ts";
import { FALSE, negate, TRUE, type Tri, UNKNOWN } from "./tri.ts";

/** A comparison ready to run, with what a report needs to know of it. */
export interface CompiledLeaf {
  readonly kind: "leaf";
  readonly test: (run: Run) => Tri;
  readonly field: FieldRef;
  readonly written: LeafCondition;
  readonly path: string;
  /** The policy withholds this field from agents. */
  readonly isPrivate: boolean;
}

/** A clause ready to run. `test` is one function for the clause and everything in it. */
export type CompiledCondition =
  | CompiledLeaf
  | { readonly kind: "all" | "any"; readonly test: (run: Run) => Tri; readonly parts: readonly CompiledCondition[] }
  | { readonly kind: "not"; readonly test: (run: Run) => Tri; readonly part: CompiledCondition };

/** What a policy says of its fields as a whole. */
export interface ConditionContext {
  /** Whether a field, by its full name, is withheld from agents. */
  readonly isPrivate: (field: string) => boolean;
}

/** @param condition one that validation has accepted @throws Error for any other */
export function compileCondition(condition: Condition, path: Path, context: ConditionContext): CompiledCondition {
  if ("all" in condition) return combine("all", condition.all, path, context);
  if ("any" in condition) return combine("any", condition.any, path, context);
  if ("not" in condition) {
    const part = compileCondition(condition.not, [...path, "not"], context);
    return { kind: "not", test: (run) => negate(part.test(run)), part };
  }
  return compileLeaf(condition, path, context);
}

function combine(kind: "all" | "any", conditions: readonly Condition[], path: Path, context: ConditionContext): CompiledCondition {
  const parts = conditions.map((condition, i) => compileCondition(condition, [...path, kind, i], context));
  const tests = parts.map((part) => part.test);
  return { kind, test: kind === "all" ? allOf(tests) : anyOf(tests), parts };
}

/** The least of the parts; false decides at once. */
function allOf(tests: readonly ((run: Run) => Tri)[]): (run: Run) => Tri {
  return (run) => {
    let least: Tri = TRUE;
    for (let i = 0; i < tests.length && least !== FALSE; i++) least = Math.min(least, (tests[i] as (run: Run) => Tri)(run)) as Tri;
    return least;
  };
}

/** The greatest of the parts; true decides at once. */
function anyOf(tests: readonly ((run: Run) => Tri)[]): (run: Run) => Tri {
  return (run) => {
    let greatest: Tri = FALSE;
    for (let i = 0; i < tests.length && greatest !== TRUE; i++) greatest = Math.max(greatest, (tests[i] as (run: Run) => Tri)(run)) as Tri;
    return greatest;
  };
}

function compileLeaf(written: LeafCondition, path: Path, context: ConditionContext): CompiledLeaf {
  const field = readField(written.field, written.operator);
  if ("message" in field) throw new Error(field.message);
  const compare = operatorRule(written.operator).compile(written.value ?? null);
  const missing = whenMissing(written.operator);
  return {
    kind: "leaf",
    test: compileTest(field, compare, missing),
    field,
    written,
    path: formatPath(path),
    isPrivate: context.isPrivate(field.name),
  };
}

type ValueTest = (value: unknown, run: Run) => Tri;

function compileTest(field: FieldRef, compare: Comparison, missing: Tri): (run: Run) => Tri {
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

/** The commonest field by far, in one function. */
function testMetadata(key: string, compare: Comparison, missing: Tri): (run: Run) => Tri {
  return (run) => {
    spend(run, 1);
    const value = ownMember(run.facts.submission.metadata, key);
    return value === undefined || value === null ? missing : compare(value as Json, run);
  };
}

/** One function per step, each calling the next: nothing of the path is looked up while it runs. */
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

// INVARIANT: what is not a list has no items to ask, so any and every are unknown of it. An empty list is known: no item
// holds (any is false) and none fails (every is true).
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
 * A member that the value itself has.
 * INVARIANT: nothing inherited is a fact (`constructor`, `toString`), and neither is a list's or a text's `length`.
 */
export function ownMember(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
