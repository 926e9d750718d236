import type { OrgClient } from "@agentlattice/db";
import { agentsOf } from "../agents/find-agent.ts";
import { descendantsOf } from "../delegations/find-delegation.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

/**
 * Returns the UUIDs of the agents whose entries a principal may read: for an agent itself and its descendants, for a member the agents that
 * they own. Null means all entries of the organisation.
 */
export async function visibleAgents(deps: Pick<Deps, "database">, principal: Principal): Promise<readonly string[] | null> {
  return seesAll(principal) ? null : deps.database.inOrg(principal.scope, (client) => agentsSeen(client, principal));
}

function seesAll(principal: Principal): boolean {
  return principal.kind === "org_key" || (principal.kind === "person" && principal.role !== "member");
}

async function agentsSeen(client: OrgClient, principal: Principal): Promise<string[]> {
  if (principal.kind === "agent") return [principal.agentId, ...(await descendantsOf(client, principal))];
  const owned = await client.agent.findMany({ where: agentsOf(principal), select: { agentId: true } });
  return owned.map((agent) => agent.agentId);
}
