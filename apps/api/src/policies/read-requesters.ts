import type { AgentRecord, OrgClient } from "@agentlattice/db";
import type { AgentPrincipal } from "../http/principal.ts";

/** The fields of the requesting agent that decisions depend on. */
export type Requester = Pick<AgentPrincipal, "agentId" | "name" | "labels" | "capabilities" | "ownerId" | "keyCreatedBy" | "delegation">;

/** Reads the current agents by UUID, delegated ones with their ancestors. */
export async function readRequesters(
  client: OrgClient,
  orgId: string,
  agentIds: readonly string[],
): Promise<ReadonlyMap<string, Requester>> {
  const delegations = await client.delegation.findMany({ where: { orgId, childAgentId: { in: [...agentIds] } } });
  const above = delegations.flatMap(({ chain }) => chain);
  const rows = await client.agent.findMany({ where: { orgId, agentId: { in: [...new Set([...agentIds, ...above])] } } });
  const records = new Map(
    rows.map((row): [string, AgentRecord] => [
      row.agentId,
      {
        id: row.agentId,
        name: row.name,
        labels: row.labels as Record<string, string>,
        capabilities: row.capabilities,
        owner_user_id: row.ownerUserId,
        status: row.status as AgentRecord["status"],
      },
    ]),
  );
  const under = new Map(delegations.map((delegation) => [delegation.childAgentId, delegation]));
  return new Map(
    agentIds.flatMap((agentId): [string, Requester][] => {
      const record = records.get(agentId);
      if (!record) return [];
      const delegation = under.get(agentId);
      const acting = delegation && {
        id: delegation.delegationId,
        depth: delegation.depth,
        expires_at: delegation.expiresAt.getTime(),
        ended: false,
        opened_by: delegation.openedByUserId === null ? [] : [delegation.openedByUserId],
        key_makers: [],
        ancestors: delegation.chain.flatMap((id) => records.get(id) ?? []),
      };
      const { name, labels, capabilities, owner_user_id: ownerId } = record;
      return [[agentId, { agentId, name, labels, capabilities, ownerId, keyCreatedBy: null, delegation: acting ?? null }]];
    }),
  );
}
