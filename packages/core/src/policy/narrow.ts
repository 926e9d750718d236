import type { Scalar } from "../conditions/check-value.ts";
import { ownMember } from "../conditions/compile-condition.ts";
import type { FieldRef } from "../conditions/fields.ts";
import { byName } from "../model/by-name.ts";
import type { Facts } from "../model/facts.ts";
import type { CompiledPolicy } from "./compile-policy.ts";
import type { BoundRequirement, FieldRequirement, ValueRequirement } from "./field-requirements.ts";

/** An index of policies. The returned lists together hold every policy that may apply, each list in name order. */
export interface Narrowing {
  readonly candidates: (facts: Facts) => readonly (readonly CompiledPolicy[])[];
  /** Number of policies in the index. */
  readonly size: number;
}

/** Number of policies up to which evaluating each of them is faster than a lookup. */
const LINEAR_LIMIT = 4;

interface FieldIndex {
  readonly read: (facts: Facts) => unknown;
  readonly kind: ValueRequirement["kind"];
  readonly byValue: Map<Scalar, CompiledPolicy[]>;
  /** Policies that may apply even when the field is unknown. */
  readonly unknown: CompiledPolicy[];
}

interface BoundIndex {
  readonly read: (facts: Facts) => unknown;
  readonly kind: BoundRequirement["kind"];
  /** Sorted by bound, the easiest to satisfy first. */
  readonly indexed: { readonly bound: number; readonly policy: CompiledPolicy }[];
  readonly unknown: CompiledPolicy[];
}

/**
 * Indexes policies by the field value that each needs, so that a request only meets policies that match its values.
 * INVARIANT: a policy left out does not apply. A value of the right type that no policy needs makes `when` false. A missing value or one of
 * another type makes it unknown or false, which rules out policies that grant and no others.
 */
export function narrowBy(policies: readonly CompiledPolicy[]): Narrowing {
  const all = [policies];
  if (policies.length <= LINEAR_LIMIT) return { candidates: () => all, size: policies.length };
  const distinct = countValues(policies);
  const indexes = new Map<string, FieldIndex>();
  const bounded = new Map<string, BoundIndex>();
  const others: CompiledPolicy[] = [];
  for (const policy of policies) {
    // An equality excludes more policies than a bound does; among equals, the field with the most values does.
    const [requirement] = [...policy.requirements].sort(
      (a, b) => Number("bound" in a) - Number("bound" in b) || (distinct.get(keyOf(b))?.size ?? 0) - (distinct.get(keyOf(a))?.size ?? 0),
    );
    if (requirement === undefined) others.push(policy);
    else if ("bound" in requirement) fileByBound(policy, requirement, bounded);
    else file(policy, requirement, indexes);
  }
  const fields = [...indexes.values()];
  const bounds = [...bounded.values()];
  for (const { kind, indexed } of bounds) indexed.sort((a, b) => (kind === "above" ? a.bound - b.bound : b.bound - a.bound));
  const size =
    fields.reduce((sum, { byValue, unknown }) => sum + unknown.length + [...byValue.values()].flat().length, others.length) +
    bounds.reduce((sum, { indexed, unknown }) => sum + indexed.length + unknown.length, 0);
  if (fields.length + bounds.length === 0) return { candidates: () => all, size };
  return {
    candidates: (facts) => {
      const lists: (readonly CompiledPolicy[])[] = [];
      if (others.length > 0) lists.push(others);
      for (let i = 0; i < fields.length; i++) {
        const { read, kind, byValue, unknown } = fields[i] as FieldIndex;
        const value = read(facts);
        const list = typeof value === kind ? byValue.get(value as Scalar) : unknown;
        if (list !== undefined && list.length > 0) lists.push(list);
      }
      for (let i = 0; i < bounds.length; i++) {
        const list = withinBounds(bounds[i] as BoundIndex, facts);
        if (list.length > 0) lists.push(list);
      }
      return lists;
    },
    size,
  };
}

function countValues(policies: readonly CompiledPolicy[]): ReadonlyMap<string, ReadonlySet<Scalar>> {
  const distinct = new Map<string, Set<Scalar>>();
  for (const requirement of policies.flatMap(({ requirements }) => requirements)) {
    const values = distinct.get(keyOf(requirement)) ?? new Set();
    for (const value of "bound" in requirement ? [requirement.bound] : requirement.values) values.add(value);
    distinct.set(keyOf(requirement), values);
  }
  return distinct;
}

/** Returns the policies whose bound the value satisfies, in name order. */
function withinBounds({ read, kind, indexed, unknown }: BoundIndex, facts: Facts): readonly CompiledPolicy[] {
  const value = read(facts);
  if (typeof value !== "number") return unknown;
  let low = 0;
  let high = indexed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { bound } = indexed[middle] as BoundIndex["indexed"][number];
    if (kind === "above" ? bound <= value : bound >= value) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return [];
  const found: CompiledPolicy[] = [];
  for (let i = 0; i < low; i++) found.push((indexed[i] as BoundIndex["indexed"][number]).policy);
  return found.sort(byName);
}

function fileByBound(policy: CompiledPolicy, requirement: BoundRequirement, indexes: Map<string, BoundIndex>): void {
  const key = keyOf(requirement);
  const index: BoundIndex = indexes.get(key) ?? { read: reader(requirement.field), kind: requirement.kind, indexed: [], unknown: [] };
  indexes.set(key, index);
  index.indexed.push({ bound: requirement.bound, policy });
  if (policy.effect !== "allow") index.unknown.push(policy);
}

function file(policy: CompiledPolicy, requirement: ValueRequirement, indexes: Map<string, FieldIndex>): void {
  const key = keyOf(requirement);
  const index: FieldIndex = indexes.get(key) ?? {
    read: reader(requirement.field),
    kind: requirement.kind,
    byValue: new Map(),
    unknown: [],
  };
  indexes.set(key, index);
  for (const value of new Set(requirement.values)) {
    const indexed = index.byValue.get(value);
    if (indexed) indexed.push(policy);
    else index.byValue.set(value, [policy]);
  }
  if (policy.effect !== "allow") index.unknown.push(policy);
}

const keyOf = ({ field, kind }: FieldRequirement) => `${kind} ${field.name}`;

function reader({ root, steps }: FieldRef): (facts: Facts) => unknown {
  const keys = steps.map((step) => ("key" in step ? step.key : ""));
  const [only] = keys;
  if (only !== undefined && keys.length === 1) return (facts) => ownMember(root.read(facts), only);
  return (facts) => keys.reduce(ownMember, root.read(facts));
}
