import type { DelegationGraph } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { type DelegationRow, delegationsOf, findDelegation } from "./find-delegation.ts";
import { statusOf } from "./to-delegation.ts";

const MAX_EDGES = 500;

interface GraphInput {
  readonly principal: Principal;
  readonly delegationId: string;
  readonly deps: Pick<Deps, "database" | "now">;
}

/** Reads the tree that contains a delegation, including ended branches, limited to what the principal may see. @throws AppError NOT_FOUND */
export function delegationGraph({ principal, delegationId, deps }: GraphInput): Promise<DelegationGraph> {
  const now = deps.now();
  return deps.database.inOrg(principal.scope, async (client) => {
    const focus = await findDelegation(client, principal, delegationId);
    const rootId = focus.chain[0] as string;
    const { edges, truncated } = await readTree(client, principal, focus, rootId);
    const agents = await readAgents(client, principal.scope.orgId, edges);
    return {
      root: encodeId("agt", rootId),
      focus: encodeId("del", focus.delegationId),
      nodes: agents.map((agent) => toNode(agent, edges, now)),
      edges: edges.map((row) => ({
        id: encodeId("del", row.delegationId),
        source: encodeId("agt", row.parentAgentId),
        target: encodeId("agt", row.childAgentId),
        name: row.name,
        status: statusOf(row, now),
        capabilities: row.capabilities,
        created_at: row.createdAt.toISOString(),
        expires_at: row.expiresAt.toISOString(),
      })),
      truncated,
    };
  });
}

/** Returns the newest delegations of the tree and the path to the requested one, parents first. */
async function readTree(client: OrgClient, principal: Principal, focus: DelegationRow, rootId: string) {
  const visible = delegationsOf(principal);
  const newest = await client.delegation.findMany({
    where: { AND: [visible, { child: { rootAgentId: rootId } }] },
    orderBy: { delegationId: "desc" },
    take: MAX_EDGES + 1,
  });
  const path = await client.delegation.findMany({ where: { AND: [visible, { delegationId: { in: focus.path } }] } });
  const edges = new Map([...path, ...newest.slice(0, MAX_EDGES)].map((row) => [row.delegationId, row]));
  return {
    edges: [...edges.values()].sort((a, b) => a.depth - b.depth || (a.delegationId < b.delegationId ? -1 : 1)),
    truncated: newest.length > MAX_EDGES,
  };
}

async function readAgents(client: OrgClient, orgId: string, edges: readonly DelegationRow[]) {
  const agentIds = [...new Set(edges.flatMap((edge) => [edge.parentAgentId, edge.childAgentId]))];
  const agents = await client.agent.findMany({ where: { orgId, agentId: { in: agentIds } } });
  const order = new Map(agentIds.map((agentId, index) => [agentId, index]));
  return agents.sort((a, b) => (order.get(a.agentId) ?? 0) - (order.get(b.agentId) ?? 0));
}

type AgentRow = Awaited<ReturnType<typeof readAgents>>[number];

function toNode(agent: AgentRow, edges: readonly DelegationRow[], now: number): DelegationGraph["nodes"][number] {
  const received = edges.find((edge) => edge.childAgentId === agent.agentId);
  const disabled = agent.status === "disabled";
  return {
    id: encodeId("agt", agent.agentId),
    name: agent.name,
    kind: agent.rootAgentId === null ? "agent" : "delegated",
    status: disabled ? "disabled" : received ? statusOf(received, now) : "active",
    depth: received?.depth ?? depthBelow(agent, edges),
    delegation_id: received ? encodeId("del", received.delegationId) : null,
    capabilities: agent.capabilities,
  };
}

/** Adds parents whose own delegation the caller may not see. */
function depthBelow(agent: AgentRow, edges: readonly DelegationRow[]): number {
  return (edges.find((edge) => edge.parentAgentId === agent.agentId)?.depth ?? 1) - 1;
}
