import type { OrgClient } from "@agentlattice/db";
import { agentsOf } from "../agents/find-agent.ts";
import type { Principal } from "../http/principal.ts";

/**
 * Which entries a principal may read: an agent those in its own record, a member those of agents they own, everybody
 * else all of their organisation.
 */
export async function visibleEntries(
  client: OrgClient,
  principal: Principal,
): Promise<{ orgId: string; agentId?: string | { in: string[] } }> {
  const { orgId } = principal.scope;
  if (principal.kind === "agent") return { orgId, agentId: principal.agentId };
  if (principal.kind !== "person" || principal.role !== "member") return { orgId };
  const agents = await client.agent.findMany({ where: agentsOf(principal), select: { agentId: true } });
  return { orgId, agentId: { in: agents.map((agent) => agent.agentId) } };
}
