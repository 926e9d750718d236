import type { Creation } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { KeyRow } from "../agents/to-key.ts";
import type { EndpointRow } from "../channels/webhooks/endpoint-row.ts";
import type { GrantRow } from "../grants/read-grants.ts";

/** A usable key, endpoint or grant with its stored row. */
export type CreationRow =
  | { readonly kind: "key"; readonly row: KeyRow; readonly shown: Creation }
  | { readonly kind: "endpoint"; readonly row: EndpointRow; readonly shown: Creation }
  | { readonly kind: "grant"; readonly row: GrantRow; readonly shown: Creation };

interface Creator {
  readonly orgId: string;
  readonly userId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Reads what a person created and still works, oldest first by kind: keys of the organisation and of agents, endpoints and grants. Keys of
 * delegated agents are left out, because they end with their delegations.
 */
export async function readCreations(client: OrgClient, { orgId, userId, now }: Creator): Promise<CreationRow[]> {
  const at = new Date(now);
  const keys = await client.apiKey.findMany({
    where: { orgId, madeByUserId: userId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] },
    orderBy: { keyId: "asc" },
  });
  const endpoints = await client.endpoint.findMany({ where: { orgId, madeByUserId: userId }, orderBy: { endpointId: "asc" } });
  const grants = await client.approvalGrant.findMany({
    where: { orgId, givenBy: userId, endedAt: null, expiresAt: { gt: at } },
    orderBy: { grantId: "asc" },
  });
  const agentIds = [...keys, ...grants].flatMap(({ agentId }) => agentId ?? []);
  const agents = await client.agent.findMany({
    where: { orgId, agentId: { in: agentIds } },
    select: { agentId: true, name: true, rootAgentId: true },
  });
  const agentOf = (agentId: string | null) => agents.find((agent) => agent.agentId === agentId);
  const named = (agentId: string | null) => {
    const agent = agentOf(agentId);
    return agent ? { id: encodeId("agt", agent.agentId), name: agent.name } : null;
  };
  return [
    ...keys.filter(({ agentId }) => !agentOf(agentId)?.rootAgentId).map((row) => ofKey(row, named(row.agentId))),
    ...endpoints.map(ofEndpoint),
    ...grants.map((row) => ofGrant(row, named(row.agentId))),
  ];
}

function ofKey(row: KeyRow, agent: Creation["agent"]): CreationRow {
  const type = row.agentId === null ? "key" : "agent_key";
  const shown = { type, id: encodeId("key", row.keyId), name: row.name, agent, created_at: row.createdAt.toISOString() } as const;
  return { kind: "key", row, shown };
}

function ofEndpoint(row: EndpointRow): CreationRow {
  const type = row.types.length === 0 ? "callback" : "webhook";
  const shown = {
    type,
    id: encodeId("whk", row.endpointId),
    name: row.name,
    agent: null,
    created_at: row.createdAt.toISOString(),
  } as const;
  return { kind: "endpoint", row, shown };
}

function ofGrant(row: GrantRow, agent: Creation["agent"]): CreationRow {
  const shown = {
    type: "grant",
    id: encodeId("gra", row.grantId),
    name: row.actionType,
    agent,
    created_at: row.createdAt.toISOString(),
  } as const;
  return { kind: "grant", row, shown };
}
