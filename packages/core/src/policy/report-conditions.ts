import type { CompiledCondition, CompiledLeaf } from "../conditions/compile-condition.ts";
import type { Evaluation } from "../conditions/evaluation.ts";
import { MAX_ITEMS, readValue } from "../conditions/read-value.ts";
import { negate, TRUE, type Tri } from "../conditions/tri.ts";
import { clipText } from "../model/clip-text.ts";
import type { Facts } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { ConditionResult } from "../model/verdict.ts";
import type { CompiledPolicy } from "./compile-policy.ts";

const MAX_TEXT = 256;
const MAX_OBJECT_TEXT = 512;

/** The result of a comparison and the expected result. */
export interface ReportedLeaf {
  readonly result: ConditionResult;
  /** True when it blocks what its policy requires. A comparison with an unknown value always does. */
  readonly failed: boolean;
  /** TRUE, or FALSE below an odd number of `not`s. */
  readonly wanted: Tri;
  readonly isPrivate: boolean;
}

/** The input and the output of a report. */
export interface Report {
  readonly run: Evaluation;
  /** The facts without what modules withhold. Values are read from here. */
  readonly shown: Facts;
  /** True to report every comparison, not only those that decided or failed. */
  readonly everything: boolean;
  readonly leaves: ReportedLeaf[];
}

/** Reports the comparisons of `when`. */
export function reportWhen(policy: CompiledPolicy, to: Report): void {
  if (policy.when) collect(policy.when, policy.when.test(to.run), TRUE, policy, to);
}

/** Reports the comparisons of the failed conditions in `require`, or of all when none failed. */
export function reportRequire(policy: CompiledPolicy, to: Report): void {
  let failed = false;
  for (const clause of policy.require) {
    const value = clause.test(to.run);
    if (!to.everything && value === TRUE) continue;
    failed = true;
    collect(clause, value, TRUE, policy, to);
  }
  if (!failed) for (const clause of policy.require) collect(clause, TRUE, TRUE, policy, to);
}

/** Returns the path of the first failed condition in `require`. */
export function firstFailedPath(policy: CompiledPolicy, run: Evaluation): string {
  return `spec.require[${policy.require.findIndex((clause) => clause.test(run) !== TRUE)}]`;
}

/** Reports a part when it determined its parent's result or keeps the parent from the expected one. */
function collect(node: CompiledCondition, value: Tri, wanted: Tri, policy: CompiledPolicy, to: Report): void {
  if (node.kind === "leaf") to.leaves.push(reportLeaf(node, value, wanted, policy, to));
  else if (node.kind === "not") collect(node.part, negate(value), negate(wanted), policy, to);
  else {
    for (const part of node.parts) {
      const partValue = part.test(to.run);
      const decisive = value === wanted ? partValue === value : partValue !== wanted;
      if (decisive || to.everything) collect(part, partValue, wanted, policy, to);
    }
  }
}

function reportLeaf(leaf: CompiledLeaf, value: Tri, wanted: Tri, policy: CompiledPolicy, { shown: facts }: Report): ReportedLeaf {
  const { written, field, isPrivate } = leaf;
  const remedy = value === wanted ? undefined : written.remedy;
  // INVARIANT: the value of a private field never leaves the evaluation, neither here nor in messages, which are made from this.
  const actual = isPrivate ? null : shorten(readValue(field.root.read(facts), field.steps));
  const { field: name, operator } = written;
  const expected = written.value ?? null;
  const { source } = field.root;
  const { path } = leaf;
  // Built without spreading, because a denial may report hundreds of these.
  const result: ConditionResult =
    remedy === undefined
      ? { field: name, operator, expected, actual, result: value === TRUE, source, policy: policy.name, path }
      : { field: name, operator, expected, actual, result: value === TRUE, source, policy: policy.name, path, remedy };
  return { result, failed: value !== wanted, wanted, isPrivate };
}

/** Cuts long values, because reports are part of every answer. */
function shorten(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return clipText(value, MAX_TEXT);
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_ITEMS).map(shorten);
    return value.length > MAX_ITEMS ? [...items, "…"] : items;
  }
  if (typeof value !== "object") return value as Json;
  const text = JSON.stringify(value);
  return text.length <= MAX_OBJECT_TEXT ? (value as Json) : clipText(text, MAX_OBJECT_TEXT);
}
