import type { Json } from "../ledger/types.ts";
import { type CompiledCondition, type CompiledLeaf, ownMember } from "./compile-condition.ts";
import type { CompiledPolicy } from "./compile-policy.ts";
import type { Step } from "./fields.ts";
import type { Run } from "./run.ts";
import { FALSE, negate, TRUE, type Tri } from "./tri.ts";
import type { ConditionResult } from "./verdict.ts";

const MAX_TEXT = 256;
const MAX_ITEMS = 20;
const MAX_OBJECT_TEXT = 512;

/** A comparison as it came out, and how it should have. */
export interface ReportedLeaf {
  readonly result: ConditionResult;
  /** Whether it stands in the way of what its policy wants; a comparison with something unknown always does. */
  readonly failed: boolean;
  /** TRUE, or FALSE below an odd number of `not`s. */
  readonly wanted: Tri;
  readonly isPrivate: boolean;
}

export interface ReportOptions {
  /** Every leaf, not only those that decided or failed. */
  readonly everything: boolean;
}

/** The leaves of `when`. */
export function reportWhen(policy: CompiledPolicy, run: Run, options: ReportOptions): ReportedLeaf[] {
  const leaves: ReportedLeaf[] = [];
  if (policy.when) collect(policy.when, TRUE, { policy, run, options, leaves });
  return leaves;
}

/** The leaves of `require`: of the clauses that fail when some do, otherwise of all. */
export function reportRequire(policy: CompiledPolicy, run: Run, options: ReportOptions): ReportedLeaf[] {
  const leaves: ReportedLeaf[] = [];
  const failed = failedClauses(policy, run);
  const shown = options.everything || failed.length === 0 ? policy.require : failed;
  for (const clause of shown) collect(clause, TRUE, { policy, run, options, leaves });
  return leaves;
}

/** The path of the first clause of `require` that does not hold. */
export function firstFailedPath(policy: CompiledPolicy, run: Run): string {
  return `spec.require[${policy.require.findIndex((clause) => clause.test(run) !== TRUE)}]`;
}

function failedClauses(policy: CompiledPolicy, run: Run): CompiledCondition[] {
  return policy.require.filter((clause) => clause.test(run) !== TRUE);
}

interface Collection {
  readonly policy: CompiledPolicy;
  readonly run: Run;
  readonly options: ReportOptions;
  readonly leaves: ReportedLeaf[];
}

/** A part is shown when it made its parent what it is, or keeps its parent from being what is wanted. */
function collect(node: CompiledCondition, wanted: Tri, to: Collection): void {
  if (node.kind === "leaf") return void to.leaves.push(reportLeaf(node, wanted, to));
  if (node.kind === "not") return collect(node.part, negate(wanted), to);
  const value = node.test(to.run);
  for (const part of node.parts) {
    const partValue = part.test(to.run);
    const decisive = value === wanted ? partValue === value : partValue !== wanted;
    if (decisive || to.options.everything) collect(part, wanted, to);
  }
}

function reportLeaf(leaf: CompiledLeaf, wanted: Tri, { policy, run }: Collection): ReportedLeaf {
  const { written, field, isPrivate } = leaf;
  const value = leaf.test(run);
  const shown = {
    field: written.field,
    operator: written.operator,
    expected: written.value ?? null,
    // INVARIANT: what a policy keeps private leaves the evaluation nowhere: not here, and messages are made from this.
    actual: isPrivate ? null : shorten(readValue(field.root.read(run.facts), field.steps, 0)),
    result: value === TRUE,
    source: field.root.source,
    policy: policy.name,
    path: leaf.path,
  };
  const result: ConditionResult = written.remedy === undefined || value === wanted ? shown : { ...shown, remedy: written.remedy };
  return { result, failed: value !== wanted, wanted, isPrivate };
}

function readValue(value: unknown, steps: readonly Step[], index: number): unknown {
  const step = steps[index];
  if (step === undefined) return value;
  if ("key" in step) return readValue(ownMember(value, step.key), steps, index + 1);
  return Array.isArray(value) ? value.slice(0, MAX_ITEMS + 1).map((item) => readValue(item, steps, index + 1) ?? null) : undefined;
}

/** Reports travel with every answer, so long values are cut. */
function shorten(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return cut(value, MAX_TEXT);
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_ITEMS).map(shorten);
    return value.length > MAX_ITEMS ? [...items, "…"] : items;
  }
  if (typeof value !== "object") return value as Json;
  const text = JSON.stringify(value);
  return text.length <= MAX_OBJECT_TEXT ? (value as Json) : cut(text, MAX_OBJECT_TEXT);
}

/** Never cuts a surrogate pair in half: half a character has no canonical form. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.charCodeAt(length - 1);
  return `${text.slice(0, end >= 0xd800 && end <= 0xdbff ? length - 1 : length)}…`;
}
