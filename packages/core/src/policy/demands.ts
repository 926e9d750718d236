import type { Scalar } from "../conditions/check-value.ts";
import type { CompiledCondition, CompiledLeaf } from "../conditions/compile-condition.ts";
import type { FieldRef } from "../conditions/fields.ts";

/** A field that must have one of these values, all of one kind, or `when` does not hold, whatever else it says. */
export interface ValueDemand {
  readonly field: FieldRef;
  readonly kind: "string" | "number" | "boolean";
  readonly values: readonly Scalar[];
}

/** A field that must be a number on one side of another, or exactly there, likewise. */
export interface BoundDemand {
  readonly field: FieldRef;
  readonly kind: "above" | "below";
  readonly bound: number;
}

export type Demand = ValueDemand | BoundDemand;

/** Fields that are there to be read, nothing has to be worked out for them, and modules do not change them. */
const READY = /^(?:(?:metadata|tool|model|memory|agent)\.|(?:environment|skill|session_id)$)/;
/** Lists longer than this would be filed too often. */
const MAX_VALUES = 8;
const SIDES = new Map<string, BoundDemand["kind"]>([
  ["gt", "above"],
  ["gte", "above"],
  ["lt", "below"],
  ["lte", "below"],
]);

/** What `when` demands of single fields: its equalities and comparisons, when they stand alone or in an `all`. */
export function demandsOf(when: CompiledCondition | null): readonly Demand[] {
  if (when?.kind === "all") return when.parts.flatMap(demandsOf);
  return when?.kind === "leaf" ? demandOf(when) : [];
}

function demandOf({ field, written: { operator, value } }: CompiledLeaf): readonly Demand[] {
  if (!READY.test(field.name) || field.steps.some((step) => "quantifier" in step)) return [];
  const side = SIDES.get(operator);
  if (side !== undefined && typeof value === "number") return [{ field, kind: side, bound: value }];
  if (operator !== "eq" && operator !== "in") return [];
  const values = (Array.isArray(value) ? value : [value]) as readonly Scalar[];
  const kind = typeof values[0] as ValueDemand["kind"];
  return values.length <= MAX_VALUES && values.every((one) => typeof one === kind) ? [{ field, kind, values }] : [];
}
