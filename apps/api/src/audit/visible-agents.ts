import { agentsOf } from "../agents/find-agent.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

/**
 * In whose records (UUIDs) a principal may read: an agent in its own, a member in those of agents they own. `null`:
 * everywhere in their organisation.
 */
export async function visibleAgents(deps: Deps, principal: Principal): Promise<readonly string[] | null> {
  if (principal.kind === "agent") return [principal.agentId];
  if (principal.kind !== "person" || principal.role !== "member") return null;
  const agents = await deps.database.inOrg(principal.scope, (client) =>
    client.agent.findMany({ where: agentsOf(principal), select: { agentId: true } }),
  );
  return agents.map((agent) => agent.agentId);
}
