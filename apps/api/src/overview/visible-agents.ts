import type { OrgClient } from "@agentlattice/db";
import { agentsOf } from "../agents/find-agent.ts";
import type { Principal } from "../http/principal.ts";

/** UUIDs of the agents whose record a principal may look at; `null`: all of the organisation. */
export async function visibleAgentIds(client: OrgClient, principal: Principal): Promise<string[] | null> {
  if (principal.kind === "agent") return [principal.agentId];
  if (principal.kind !== "person" || principal.role !== "member") return null;
  const agents = await client.agent.findMany({ where: agentsOf(principal), select: { agentId: true } });
  return agents.map((agent) => agent.agentId);
}
