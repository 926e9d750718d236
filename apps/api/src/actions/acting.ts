import { encodeId } from "@agentlattice/core";
import type { AgentPrincipal as SettlePrincipal } from "@agentlattice/core/settle";
import type { AgentPrincipal } from "../http/principal.ts";

/**
 * The credential that acts, as settle and the leaf name it.
 * INVARIANT: every intent of an agent is made with this: without its delegation a delegated agent would be settled as free.
 */
export function actingAs({ agentId, keyId, environment, delegation }: AgentPrincipal): SettlePrincipal {
  const acting = { agent_id: agentId, key_id: keyId, environment };
  if (!delegation) return acting;
  return { ...acting, delegation: { id: delegation.id, chain: delegation.ancestors.map((ancestor) => ancestor.id) } };
}

/** Wire id of the delegation an agent acts under. */
export function delegationIdOf({ delegation }: AgentPrincipal): string | null {
  return delegation && encodeId("del", delegation.id);
}

/** The same agent after the ledger found its delegation ended. */
export function afterEnd(principal: AgentPrincipal): AgentPrincipal {
  return { ...principal, stopped: { reason: "DELEGATION_INVALID", detail: "This delegation was revoked or has expired." } };
}
