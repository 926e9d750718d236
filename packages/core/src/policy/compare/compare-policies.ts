import { matchesCapability } from "../../model/action-pattern.ts";
import type { Json } from "../../model/json.ts";
import { canonicalPolicy } from "../document/canonical-policy.ts";
import { POLICY_DEFAULTS, type Policy } from "../document/document.ts";
import { compareClauses, type ReachFact } from "./compare-clauses.ts";
import { type DocumentChange, listChanges, same } from "./list-changes.ts";

/** A comparison of two versions of a policy. */
export interface PolicyComparison {
  /** `same`: no answer differs. `unclear`: some answers may be wider and others narrower. */
  readonly reach: "wider" | "narrower" | "same" | "unclear";
  readonly facts: readonly ReachFact[];
  readonly changes: readonly DocumentChange[];
}

/**
 * Compares the effect of `after` with that of `before`, all else being equal.
 * INVARIANT: `wider`, `narrower` and `same` hold for every request. Anything uncertain is `unclear`.
 * @param before null when the policy was not in force
 * @param after null when the policy is deactivated
 */
export function comparePolicies(before: Policy | null, after: Policy | null): PolicyComparison {
  const facts = factsOf(inForce(before), inForce(after));
  const [first] = facts;
  const agreed = first && facts.every(({ kind }) => kind === first.kind) ? first.kind : null;
  const reach = !first ? "same" : agreed === "widens" ? "wider" : agreed === "narrows" ? "narrower" : "unclear";
  return { reach, facts, changes: listChanges(jsonOf(before), jsonOf(after)) };
}

/** Returns the spec of an enforced policy. Other modes decide nothing. */
function inForce(policy: Policy | null): Policy["spec"] | null {
  return policy && (policy.spec.mode ?? POLICY_DEFAULTS.mode) === "enforce" ? policy.spec : null;
}

const jsonOf = (policy: Policy | null): Json | undefined => (policy === null ? undefined : JSON.parse(canonicalPolicy(policy)));

type Spec = Policy["spec"];

function factsOf(before: Spec | null, after: Spec | null): ReachFact[] {
  if (!before && !after) return [];
  if (!before) return [{ kind: reachOf(after as Spec), text: `It takes effect and decides ${after?.effect}.` }];
  if (!after) return [{ kind: opposite(reachOf(before)), text: "It no longer decides anything." }];
  return [
    ...compareEffect(before, after),
    ...compareMatch(before, after),
    ...(same(before.when, after.when) ? [] : [{ kind: "changes" as const, text: "when changes, so it applies to other requests." }]),
    ...compareClauses(before.require ?? [], after.require ?? []),
    ...compareRest(before, after),
  ];
}

/** Returns how adding this policy changes what is allowed. */
function reachOf({ effect, require, obligations }: Spec): ReachFact["kind"] {
  if (effect === "deny" || effect === "guard") return "narrows";
  return effect === "allow" && !require && !obligations ? "widens" : "changes";
}

function opposite(kind: ReachFact["kind"]): ReachFact["kind"] {
  return kind === "widens" ? "narrows" : kind === "narrows" ? "widens" : "changes";
}

function directionOf(before: Spec, after: Spec): ReachFact["kind"] {
  if (before.effect === "guard" || after.effect === "guard" || before.require || after.require) return "changes";
  // For an unknown `when` and for ancestors, policies that allow or ask behave opposite to policies that deny.
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
        ? { kind: "widens", text: "Requests that fail require need approval instead of being denied." }
        : { kind: "narrows", text: "Requests that fail require are denied instead of needing approval." },
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
    if (!same(before.match[part] ?? null, after.match[part] ?? null)) facts.push({ kind: "changes", text: `match.${part} changes.` });
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

/** Reports changes that have no direction. */
function compareRest(before: Spec, after: Spec): ReachFact[] {
  const parts = {
    limits: "The limits",
    history: "The history rules",
    modules: "The modules",
    approval: "The approval settings",
    obligations: "The obligations",
    private: "The private fields",
  } as const;
  return (Object.keys(parts) as (keyof typeof parts)[]).flatMap((part) =>
    same(before[part] ?? null, after[part] ?? null) ? [] : [{ kind: "changes" as const, text: `${parts[part]} change.` }],
  );
}

/** Returns the patterns that no other pattern includes. */
function uncovered(patterns: readonly string[], others: readonly string[]): string[] {
  const covers = (other: string, pattern: string) =>
    other === pattern || (other.endsWith("*") && matchesCapability(other, pattern.replace(/\*$/, "x")));
  return patterns.filter((pattern) => (pattern === "*" ? !others.includes("*") : !others.some((other) => covers(other, pattern))));
}

const difference = (a: readonly string[], b: readonly string[]) => a.filter((item) => !b.includes(item));
