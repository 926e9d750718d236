import type { Delegation } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { Caller } from "../http/authorise.ts";
import { youCan } from "../http/you.ts";
import type { DelegationRow } from "./find-delegation.ts";

/** Names by agent UUID. */
export type AgentNames = ReadonlyMap<string, string>;

/** Reads the names of all agents in these delegations with one query. */
export async function readAgentNames(client: OrgClient, orgId: string, rows: readonly DelegationRow[]): Promise<AgentNames> {
  const agentIds = [...new Set(rows.flatMap((row) => [...row.chain, row.childAgentId]))];
  if (agentIds.length === 0) return new Map();
  const agents = await client.agent.findMany({ where: { orgId, agentId: { in: agentIds } }, select: { agentId: true, name: true } });
  return new Map(agents.map((agent) => [agent.agentId, agent.name]));
}

/** Returns the current status of a delegation, even if its end is not recorded yet. */
export function statusOf(row: Pick<DelegationRow, "endReason" | "expiresAt">, now: number): Delegation["status"] {
  if (row.endReason) return row.endReason as "revoked" | "expired";
  return row.expiresAt.getTime() <= now ? "expired" : "active";
}

export function toDelegation(row: DelegationRow, names: AgentNames, caller: Caller, now: number): Delegation {
  const named = (agentId: string) => ({ id: encodeId("agt", agentId), name: names.get(agentId) ?? "a removed agent" });
  const status = statusOf(row, now);
  return {
    id: encodeId("del", row.delegationId),
    name: row.name,
    status,
    active: status === "active",
    parent: named(row.parentAgentId),
    child: named(row.childAgentId),
    parent_delegation_id: row.parentDelegationId && encodeId("del", row.parentDelegationId),
    chain: [...row.chain, row.childAgentId].map(named),
    depth: row.depth,
    capabilities: row.capabilities,
    environment: row.environment as Delegation["environment"],
    key_id: encodeId("key", row.keyId),
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    ended_at: row.endedAt?.toISOString() ?? null,
    you: youCan(caller, { revokeDelegation: status === "active" }),
  };
}
