import type { OrgClient } from "@agentlattice/db";
import { agentsOf } from "../agents/find-agent.ts";
import { descendantsOf } from "../delegations/find-delegation.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

/**
 * In whose records (UUIDs) a principal may read: an agent in its own and in those it delegated to, at any depth, a member
 * in those of agents they own. `null`: everywhere in their organisation.
 */
export async function visibleAgents(deps: Deps, principal: Principal): Promise<readonly string[] | null> {
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
