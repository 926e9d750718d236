import type { Scalar } from "../conditions/check-value.ts";
import type { CompiledCondition, CompiledLeaf } from "../conditions/compile-condition.ts";
import type { FieldRef } from "../conditions/fields.ts";

/** The values of one type that a field must have for `when` to hold. */
export interface ValueRequirement {
  readonly field: FieldRef;
  readonly kind: "string" | "number" | "boolean";
  readonly values: readonly Scalar[];
}

/** The bound that a numeric field must satisfy for `when` to hold. */
export interface BoundRequirement {
  readonly field: FieldRef;
  readonly kind: "above" | "below";
  readonly bound: number;
}

export type FieldRequirement = ValueRequirement | BoundRequirement;

/** Fields that are read without computation and that modules do not change. */
const INDEXABLE = /^(?:(?:metadata|tool|model|memory|agent)\.|(?:environment|skill|session_id)$)/;
/** Longer lists would create too many index entries. */
const MAX_VALUES = 8;
const SIDES = new Map<string, BoundRequirement["kind"]>([
  ["gt", "above"],
  ["gte", "above"],
  ["lt", "below"],
  ["lte", "below"],
]);

/** Returns the field values and bounds that `when` needs: comparisons that stand alone or in an `all`. */
export function requirementsOf(when: CompiledCondition | null): readonly FieldRequirement[] {
  if (when?.kind === "all") return when.parts.flatMap(requirementsOf);
  return when?.kind === "leaf" ? requirementOf(when) : [];
}

function requirementOf({ field, folds, written: { operator, value } }: CompiledLeaf): readonly FieldRequirement[] {
  if (!INDEXABLE.test(field.name) || field.steps.some((step) => "quantifier" in step)) return [];
  const side = SIDES.get(operator);
  if (side !== undefined && typeof value === "number") return [{ field, kind: side, bound: value }];
  if (operator !== "eq" && operator !== "in") return [];
  const values = (Array.isArray(value) ? value : [value]) as readonly Scalar[];
  const kind = typeof values[0] as ValueRequirement["kind"];
  // A folded comparison holds for more values than those written.
  if (folds && kind === "string") return [];
  return values.length <= MAX_VALUES && values.every((one) => typeof one === kind) ? [{ field, kind, values }] : [];
}
