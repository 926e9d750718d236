import type { Verdict } from "../model/verdict.ts";
import type { AgentPrincipal, Uuid, View } from "./types.ts";

/**
 * Whether a delegated agent may still act, under the lock that every end of a delegation takes too.
 * INVARIANT: an end that has committed binds every decision committed after it; time is the database's.
 */
export function isStanding(view: View, agentId: Uuid, now: number): boolean {
  const delegation = view.delegations.get(agentId);
  return delegation !== undefined && !delegation.ended && delegation.expires_at > now;
}

/** Whether what was judged for this principal may be settled: its delegation stands, or the verdict says that it does not. */
export function mayAct(principal: AgentPrincipal, verdict: Verdict, view: View, now: number): boolean {
  return !principal.delegation || isDeadVerdict(verdict) || isStanding(view, principal.agent_id, now);
}

/** A denial because the delegation has ended. */
export function isDeadVerdict(verdict: Verdict): boolean {
  return verdict.denial_reason === "DELEGATION_INVALID";
}

/** No clock of a delegated agent runs longer than its delegation. */
export function withinDelegation(view: View, agentId: Uuid, at: number): number {
  return Math.min(at, view.delegations.get(agentId)?.expires_at ?? at);
}
