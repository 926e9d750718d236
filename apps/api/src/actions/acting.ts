import { encodeId } from "@agentlattice/core";
import type { AgentPrincipal as SettlePrincipal } from "@agentlattice/core/settle";
import type { AgentPrincipal } from "../http/principal.ts";

/**
 * Returns the acting credential in the form that settle and the leaf use.
 * INVARIANT: every intent of an agent uses it. Without its delegation, a delegated agent would be settled as an independent one.
 */
export function actingAs({ agentId, keyId, environment, delegation }: AgentPrincipal): SettlePrincipal {
  const acting = { agent_id: agentId, key_id: keyId, environment };
  if (!delegation) return acting;
  return { ...acting, delegation: { id: delegation.id, chain: delegation.ancestors.map((ancestor) => ancestor.id) } };
}

/** Returns the wire id of the delegation that an agent acts under. */
export function delegationIdOf({ delegation }: AgentPrincipal): string | null {
  return delegation && encodeId("del", delegation.id);
}

/** Returns the agent marked as stopped, because the ledger found that its delegation has ended. */
export function asStopped(principal: AgentPrincipal): AgentPrincipal {
  return {
    ...principal,
    stopped: {
      reason: "DELEGATION_INVALID",
      detail: "This delegation was revoked or has expired. Ask the agent or person that delegated for a new one.",
    },
  };
}
