import type { Condition, LeafCondition } from "../../conditions/condition.ts";
import { clipText } from "../../model/clip-text.ts";
import type { Json } from "../../model/json.ts";
import { same } from "./list-changes.ts";

/** The effect of one difference; `changes` when the documents alone do not show a direction. */
export interface ReachFact {
  readonly kind: "widens" | "narrows" | "changes";
  readonly text: string;
}

/** Returns the effect of changed conditions in `require`. Conditions are paired by field and operator, so their order does not matter. */
export function compareClauses(before: readonly Condition[], after: readonly Condition[]): ReachFact[] {
  const gone = before.filter((clause) => !after.some((other) => meansSame(clause, other)));
  const added = after.filter((clause) => !before.some((other) => meansSame(clause, other)));
  const facts: ReachFact[] = [];
  for (const clause of gone) {
    const index = added.findIndex((other) => isLeaf(clause) && isLeaf(other) && comparesSame(clause, other));
    const [next] = index < 0 ? [] : added.splice(index, 1);
    facts.push(
      next
        ? compareBounds(clause as LeafCondition, next as LeafCondition)
        : { kind: "widens", text: `It no longer requires ${describe(clause)}.` },
    );
  }
  for (const clause of added) facts.push({ kind: "narrows", text: `It also requires ${describe(clause)}.` });
  return facts;
}

function isLeaf(clause: Condition): clause is LeafCondition {
  return "field" in clause;
}

const comparesSame = (a: LeafCondition, b: LeafCondition) => a.field === b.field && a.operator === b.operator;

/** Ignores remedies, which decide nothing. */
function meansSame(a: Condition, b: Condition): boolean {
  if (isLeaf(a) && isLeaf(b)) return comparesSame(a, b) && same(a.value, b.value);
  return same(a, b);
}

function compareBounds(before: LeafCondition, after: LeafCondition): ReachFact {
  const text = `${before.field} ${before.operator}: ${show(before.value)} becomes ${show(after.value)}.`;
  return { kind: directionOf(before, after), text };
}

function directionOf({ operator, value: was }: LeafCondition, { value: is }: LeafCondition): ReachFact["kind"] {
  if (typeof was === "number" && typeof is === "number") {
    if (operator === "lt" || operator === "lte") return is > was ? "widens" : "narrows";
    if (operator === "gt" || operator === "gte") return is < was ? "widens" : "narrows";
  }
  if (Array.isArray(was) && Array.isArray(is)) {
    const grows = was.every((item) => is.includes(item));
    const shrinks = is.every((item) => was.includes(item));
    // A value of a type that the list lacks is unknown to it, so a new type can change the result in either direction.
    const sameKinds = kindsOf(was) === kindsOf(is);
    if (grows !== shrinks) {
      if (operator === "in" || operator === "subset_of") return grows ? "widens" : "narrows";
      if (operator === "not_in" && sameKinds) return grows ? "narrows" : "widens";
    }
  }
  return "changes";
}

function kindsOf(list: readonly Json[]): string {
  return [...new Set(list.map((item) => typeof item))].sort().join(" ");
}

function describe(clause: Condition): string {
  if (!isLeaf(clause)) return "a combined condition";
  return clause.value === undefined ? `${clause.field} ${clause.operator}` : `${clause.field} ${clause.operator} ${show(clause.value)}`;
}

const MAX_SHOWN = 80;

function show(value: Json | undefined): string {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return clipText(text, MAX_SHOWN);
}
