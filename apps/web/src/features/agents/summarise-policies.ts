import type { PolicySummary } from "@agentlattice/contract";
import { matchesCapability } from "@agentlattice/core/action-pattern";
import type { GateState } from "#components/ui/gate-mark.tsx";

/** The effect of the active policies on a capability, estimated from their patterns and effects. */
export interface PolicyEffect {
  readonly mark: GateState;
  readonly words: string;
  readonly policies: readonly Pick<PolicySummary, "id" | "name">[];
}

/** Summarises the effect of policies on a capability. Policies in monitor mode are ignored. @param policies the active policies */
export function summarisePolicies(capability: string, policies: readonly PolicySummary[]): PolicyEffect {
  const deciding = policies.filter(
    ({ status, mode, actions }) => status === "active" && mode === "enforce" && actions.some(covers(capability)),
  );
  if (deciding.length === 0) return { mark: "deny", words: "denied, no policy allows it", policies: [] };
  if (!isLiteral(capability) && deciding.length > 1) return { mark: "alter", words: "depends on the action", policies: deciding };
  if (deciding.some((policy) => policy.approval_required)) return { mark: "hold", words: "requires approval", policies: deciding };
  const allows = deciding.some(({ effect }) => effect === "allow");
  const limits = deciding.some(({ effect }) => effect !== "allow");
  if (!allows) return { mark: "deny", words: "denied", policies: deciding };
  return limits
    ? { mark: "alter", words: "allowed within limits", policies: deciding }
    : { mark: "allow", words: "allowed", policies: deciding };
}

/**
 * Returns true if two patterns share an action. Patterns are literal, a prefix or `*`, so it is enough to test one action
 * directly below each.
 */
const covers = (a: string) => (b: string) => matchesCapability(a, sampleOf(b)) || matchesCapability(b, sampleOf(a));

const sampleOf = (pattern: string) => pattern.replace(/\*$/, "x");

/** Returns the action to try first: preferably one that requires approval, otherwise the first literal capability. */
export function firstAction(capabilities: readonly string[], policies: readonly PolicySummary[]): string {
  const approvable = policies
    .filter(({ status, mode, approval_required }) => status === "active" && mode === "enforce" && approval_required)
    .flatMap(({ actions }) => actions)
    .filter(isLiteral);
  const within = (action: string) => capabilities.some((capability) => matchesCapability(capability, action));
  const named = capabilities.find(isLiteral);
  if (named && summarisePolicies(named, policies).mark === "hold") return named;
  const preferred = approvable.includes("pr.merge") && within("pr.merge") ? "pr.merge" : approvable.find(within);
  return preferred ?? named ?? (within("pr.merge") ? "pr.merge" : sampleOf(capabilities[0] ?? "pr.merge").replace(/x$/, "try"));
}

const isLiteral = (pattern: string) => !pattern.endsWith("*");
