import { matchesCapability } from "../../model/action-pattern.ts";
import type { Json } from "../../model/json.ts";
import { POLICY_DEFAULTS, type Policy } from "../document/document.ts";
import { compareClauses, type ReachFact } from "./compare-clauses.ts";
import { type DocumentChange, listChanges, same } from "./list-changes.ts";

/** Two versions of a policy side by side. */
export interface PolicyComparison {
  /** `same`: no answer differs. `unclear`: some may be wider and some narrower, or it cannot be told. */
  readonly reach: "wider" | "narrower" | "same" | "unclear";
  readonly facts: readonly ReachFact[];
  readonly changes: readonly DocumentChange[];
}

/**
 * What putting `after` in force instead of `before` does, as far as the two documents show it, everything else being
 * equal. INVARIANT: `wider`, `narrower` and `same` are claims that hold for every request; whatever is not sure is `unclear`.
 * @param before `null` when nothing of the policy is in force
 * @param after `null` when the policy is taken out of force
 */
export function comparePolicies(before: Policy | null, after: Policy | null): PolicyComparison {
  const facts = factsOf(inForce(before), inForce(after));
  const [first] = facts;
  const agreed = first && facts.every(({ kind }) => kind === first.kind) ? first.kind : null;
  const reach = !first ? "same" : agreed === "widens" ? "wider" : agreed === "narrows" ? "narrower" : "unclear";
  return { reach, facts, changes: listChanges(jsonOf(before), jsonOf(after)) };
}

/** A policy that only watches decides nothing. */
function inForce(policy: Policy | null): Policy["spec"] | null {
  return policy && (policy.spec.mode ?? POLICY_DEFAULTS.mode) === "enforce" ? policy.spec : null;
}

// A parsed policy holds JSON only; its type says so member by member.
const jsonOf = (policy: Policy | null) => (policy === null ? undefined : (policy as unknown as Json));

type Spec = Policy["spec"];

function factsOf(before: Spec | null, after: Spec | null): ReachFact[] {
  if (!before && !after) return [];
  if (!before) return [{ kind: reachOf(after as Spec), text: `It starts to decide, with effect ${after?.effect}.` }];
  if (!after) return [{ kind: opposite(reachOf(before)), text: "It no longer decides anything." }];
  return [
    ...compareEffect(before, after),
    ...compareMatch(before, after),
    ...(same(before.when as Json | undefined, after.when as Json | undefined)
      ? []
      : [{ kind: "changes" as const, text: "when reads differently, so it applies to other requests." }]),
    ...compareClauses(before.require ?? [], after.require ?? []),
    ...compareRest(before, after),
  ];
}

/** What a policy in force does to what got through without it. */
function reachOf({ effect, require, obligations }: Spec): ReachFact["kind"] {
  if (effect === "deny" || effect === "guard") return "narrows";
  return effect === "allow" && !require && !obligations ? "widens" : "changes";
}

function opposite(kind: ReachFact["kind"]): ReachFact["kind"] {
  return kind === "widens" ? "narrows" : kind === "narrows" ? "widens" : "changes";
}

function directionOf(before: Spec, after: Spec): ReachFact["kind"] {
  if (before.effect === "guard" || after.effect === "guard" || before.require || after.require) return "changes";
  // What grants and what asks read an unknown `when`, and the agents above a delegated one, the opposite way.
  const asksOrGrants = before.effect !== "deny" && after.effect !== "deny";
  const readsTheSame = ![before, after].some((spec) => spec.when || spec.match.agents || spec.obligations);
  if (asksOrGrants && !readsTheSame) return "changes";
  return SEVERITY[after.effect] < SEVERITY[before.effect] ? "widens" : "narrows";
}

const SEVERITY = { allow: 0, approve: 1, deny: 2 } as const;

function compareEffect(before: Spec, after: Spec): ReachFact[] {
  const facts: ReachFact[] = [];
  if (before.effect !== after.effect) {
    facts.push({ kind: directionOf(before, after), text: `effect: ${before.effect} becomes ${after.effect}.` });
  }
  const was = before.otherwise ?? POLICY_DEFAULTS.otherwise;
  const is = after.otherwise ?? POLICY_DEFAULTS.otherwise;
  if (was !== is)
    facts.push(
      is === "approve"
        ? { kind: "widens", text: "What fails require is asked of a person instead of denied." }
        : { kind: "narrows", text: "What fails require is denied instead of asked of a person." },
    );
  return facts;
}

function compareMatch(before: Spec, after: Spec): ReachFact[] {
  const kind = reachOf(after);
  const more = uncovered(after.match.actions, before.match.actions);
  const fewer = uncovered(before.match.actions, after.match.actions);
  const facts: ReachFact[] = [];
  if (more.length > 0) facts.push({ kind, text: `It also covers ${more.join(", ")}.` });
  if (fewer.length > 0) facts.push({ kind: opposite(reachOf(before)), text: `It no longer covers ${fewer.join(", ")}.` });
  facts.push(...compareEnvironments(before, after));
  for (const part of ["agents", "fallback"] as const) {
    if (!same((before.match[part] ?? null) as Json, (after.match[part] ?? null) as Json))
      facts.push({ kind: "changes", text: `match.${part} reads differently.` });
  }
  return facts;
}

const EVERYWHERE = ["prod", "staging", "dev"];

function compareEnvironments(before: Spec, after: Spec): ReachFact[] {
  const was = before.match.environments ?? EVERYWHERE;
  const is = after.match.environments ?? EVERYWHERE;
  const more = difference(is, was);
  const fewer = difference(was, is);
  return [
    ...(more.length > 0 ? [{ kind: reachOf(after), text: `It also decides in ${more.join(", ")}.` }] : []),
    ...(fewer.length > 0 ? [{ kind: opposite(reachOf(before)), text: `It no longer decides in ${fewer.join(", ")}.` }] : []),
  ];
}

/** What changes an answer and has no direction. */
function compareRest(before: Spec, after: Spec): ReachFact[] {
  const parts = {
    limits: "What is limited",
    history: "What history is asked for",
    modules: "What modules look for",
    approval: "How people are asked",
    obligations: "What callers must do",
    private: "What is kept from agents",
  } as const;
  return (Object.keys(parts) as (keyof typeof parts)[]).flatMap((part) =>
    same((before[part] ?? null) as Json, (after[part] ?? null) as Json)
      ? []
      : [{ kind: "changes" as const, text: `${parts[part]} changes.` }],
  );
}

/** Patterns that are not within one of the others. */
function uncovered(patterns: readonly string[], others: readonly string[]): string[] {
  const covers = (other: string, pattern: string) =>
    other === pattern || (other.endsWith("*") && matchesCapability(other, pattern.replace(/\*$/, "x")));
  return patterns.filter((pattern) => (pattern === "*" ? !others.includes("*") : !others.some((other) => covers(other, pattern))));
}

const difference = (a: readonly string[], b: readonly string[]) => a.filter((item) => !b.includes(item));
