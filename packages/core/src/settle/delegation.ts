import type { Verdict } from "../model/verdict.ts";
import type { AgentPrincipal } from "./intents.ts";
import type { Uuid, View } from "./types.ts";

/**
 * Returns true when a delegated agent may still act. Runs under the lock that ending a delegation also takes.
 * INVARIANT: the end of a delegation binds every decision committed after it. Time is the database's clock.
 */
export function isDelegationActive(view: View, agentId: Uuid, now: number): boolean {
  const delegation = view.delegations.get(agentId);
  return delegation !== undefined && !delegation.ended && delegation.expires_at > now;
}

/** Returns true when the principal's delegation is active, or when the verdict already denies because it has ended. */
export function hasActiveDelegation(principal: AgentPrincipal, verdict: Verdict, view: View, now: number): boolean {
  return !principal.delegation || deniesEndedDelegation(verdict) || isDelegationActive(view, principal.agent_id, now);
}

export function deniesEndedDelegation(verdict: Verdict): boolean {
  return verdict.denial_reason === "DELEGATION_INVALID";
}

/** Caps a deadline at the end of the agent's delegation. */
export function withinDelegation(view: View, agentId: Uuid, at: number): number {
  return Math.min(at, view.delegations.get(agentId)?.expires_at ?? at);
}
