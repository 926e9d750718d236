import type { PolicySummary } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";

/** What the policies in force have to say about a capability, as far as their patterns and effects show. */
export interface Saying {
  readonly mark: GateState;
  readonly words: string;
  readonly policies: readonly Pick<PolicySummary, "id" | "name">[];
}

/** @param policies those in force; the ones that only watch say nothing */
export function whatPoliciesSay(capability: string, policies: readonly PolicySummary[]): Saying {
  const deciding = policies.filter(
    ({ status, mode, actions }) => status === "active" && mode === "enforce" && actions.some(covers(capability)),
  );
  if (deciding.length === 0) return { mark: "deny", words: "denied, no policy allows it", policies: [] };
  if (!isLiteral(capability) && deciding.length > 1) return { mark: "alter", words: "depends on the action", policies: deciding };
  if (deciding.some((policy) => policy.approval_required)) return { mark: "hold", words: "asks a person", policies: deciding };
  const allows = deciding.some(({ effect }) => effect === "allow");
  const limits = deciding.some(({ effect }) => effect !== "allow");
  if (!allows) return { mark: "deny", words: "denied", policies: deciding };
  return limits
    ? { mark: "alter", words: "allowed within limits", policies: deciding }
    : { mark: "allow", words: "allowed", policies: deciding };
}

/** Patterns are literal, `prefix.*` or `*`: two share an action when one covers an action right below the other. */
const covers = (a: string) => (b: string) => matches(a, sampleOf(b)) || matches(b, sampleOf(a));

const sampleOf = (pattern: string) => pattern.replace(/\*$/, "x");

function matches(pattern: string, action: string): boolean {
  return pattern === "*" || pattern === action || (pattern.endsWith(".*") && action.startsWith(pattern.slice(0, -1)));
}

/** The action to try first: one that asks a person, if there is any within the capabilities; else the first that is named. */
export function firstAction(capabilities: readonly string[], policies: readonly PolicySummary[]): string {
  const asked = policies
    .filter(({ status, mode, approval_required }) => status === "active" && mode === "enforce" && approval_required)
    .flatMap(({ actions }) => actions)
    .filter(isLiteral);
  const within = (action: string) => capabilities.some((capability) => matches(capability, action));
  const named = capabilities.find(isLiteral);
  if (named && whatPoliciesSay(named, policies).mark === "hold") return named;
  const preferred = asked.includes("pr.merge") && within("pr.merge") ? "pr.merge" : asked.find(within);
  return preferred ?? named ?? (within("pr.merge") ? "pr.merge" : sampleOf(capabilities[0] ?? "pr.merge").replace(/x$/, "try"));
}

const isLiteral = (pattern: string) => !pattern.endsWith("*");
