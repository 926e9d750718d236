import type { Scalar } from "../conditions/check-value.ts";
import { ownMember } from "../conditions/compile-condition.ts";
import type { FieldRef } from "../conditions/fields.ts";
import { byName } from "../model/by-name.ts";
import type { Facts } from "../model/facts.ts";
import type { CompiledPolicy } from "./compile-policy.ts";
import type { BoundDemand, Demand, ValueDemand } from "./demands.ts";

/** Lists of policies, each in its own order, that together hold every one that may apply to a request. */
export interface Narrowing {
  readonly candidates: (facts: Facts) => readonly (readonly CompiledPolicy[])[];
  /** How many policies its lists hold. */
  readonly size: number;
}

/** Up to here, asking each policy is faster than looking up which to ask. */
const FEW = 4;

interface FieldIndex {
  readonly read: (facts: Facts) => unknown;
  readonly kind: ValueDemand["kind"];
  readonly byValue: Map<Scalar, CompiledPolicy[]>;
  /** Those for which not knowing the field does not mean that they do not apply. */
  readonly unknown: CompiledPolicy[];
}

interface BoundIndex {
  readonly read: (facts: Facts) => unknown;
  readonly kind: BoundDemand["kind"];
  /** By bound, the one that is easiest to satisfy first. */
  readonly filed: { readonly bound: number; readonly policy: CompiledPolicy }[];
  readonly unknown: CompiledPolicy[];
}

/**
 * Files policies by the value that each demands of a field: a request then meets only those that ask for what it has.
 * INVARIANT: who is left out does not apply. A value of the field's kind that is not demanded makes `when` false; one of another
 * kind, or none, makes it unknown or false, which is enough to leave out what grants and nothing else.
 */
export function narrowBy(policies: readonly CompiledPolicy[]): Narrowing {
  const all = [policies];
  if (policies.length <= FEW) return { candidates: () => all, size: policies.length };
  const distinct = countValues(policies);
  const indexes = new Map<string, FieldIndex>();
  const bounded = new Map<string, BoundIndex>();
  const others: CompiledPolicy[] = [];
  for (const policy of policies) {
    // An equality leaves out more than a comparison; of either, the field with the most values does.
    const [demand] = [...policy.demands].sort(
      (a, b) => Number("bound" in a) - Number("bound" in b) || (distinct.get(keyOf(b))?.size ?? 0) - (distinct.get(keyOf(a))?.size ?? 0),
    );
    if (demand === undefined) others.push(policy);
    else if ("bound" in demand) fileByBound(policy, demand, bounded);
    else file(policy, demand, indexes);
  }
  const fields = [...indexes.values()];
  const bounds = [...bounded.values()];
  for (const { kind, filed } of bounds) filed.sort((a, b) => (kind === "above" ? a.bound - b.bound : b.bound - a.bound));
  const size =
    fields.reduce((sum, { byValue, unknown }) => sum + unknown.length + [...byValue.values()].flat().length, others.length) +
    bounds.reduce((sum, { filed, unknown }) => sum + filed.length + unknown.length, 0);
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
  for (const demand of policies.flatMap(({ demands }) => demands)) {
    const values = distinct.get(keyOf(demand)) ?? new Set();
    for (const value of "bound" in demand ? [demand.bound] : demand.values) values.add(value);
    distinct.set(keyOf(demand), values);
  }
  return distinct;
}

/** Those whose bound a number satisfies or equals, in name order. */
function withinBounds({ read, kind, filed, unknown }: BoundIndex, facts: Facts): readonly CompiledPolicy[] {
  const value = read(facts);
  if (typeof value !== "number") return unknown;
  let low = 0;
  let high = filed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { bound } = filed[middle] as BoundIndex["filed"][number];
    if (kind === "above" ? bound <= value : bound >= value) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return [];
  const found: CompiledPolicy[] = [];
  for (let i = 0; i < low; i++) found.push((filed[i] as BoundIndex["filed"][number]).policy);
  return found.sort(byName);
}

function fileByBound(policy: CompiledPolicy, demand: BoundDemand, indexes: Map<string, BoundIndex>): void {
  const key = keyOf(demand);
  const index: BoundIndex = indexes.get(key) ?? { read: reader(demand.field), kind: demand.kind, filed: [], unknown: [] };
  indexes.set(key, index);
  index.filed.push({ bound: demand.bound, policy });
  if (policy.effect !== "allow") index.unknown.push(policy);
}

function file(policy: CompiledPolicy, demand: ValueDemand, indexes: Map<string, FieldIndex>): void {
  const key = keyOf(demand);
  const index: FieldIndex = indexes.get(key) ?? { read: reader(demand.field), kind: demand.kind, byValue: new Map(), unknown: [] };
  indexes.set(key, index);
  for (const value of new Set(demand.values)) {
    const filed = index.byValue.get(value);
    if (filed) filed.push(policy);
    else index.byValue.set(value, [policy]);
  }
  if (policy.effect !== "allow") index.unknown.push(policy);
}

const keyOf = ({ field, kind }: Demand) => `${kind} ${field.name}`;

function reader({ root, steps }: FieldRef): (facts: Facts) => unknown {
  const keys = steps.map((step) => ("key" in step ? step.key : ""));
  const [only] = keys;
  if (only !== undefined && keys.length === 1) return (facts) => ownMember(root.read(facts), only);
  return (facts) => keys.reduce(ownMember, root.read(facts));
}
