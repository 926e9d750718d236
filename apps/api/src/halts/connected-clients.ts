import type { ClientTimes, OrgClient } from "@agentlattice/db";
import { overlapsAny } from "../policies/overlaps.ts";
import { type ScopeRow, subtreeOf } from "./halt-scope.ts";

/** A client whose row was not refreshed for this long belongs to a process that ended. Processes refresh every 15 s. */
const STALE_MS = 45_000;

/** A client that left for this long is not expected to return. The SDK connects again within seconds, and after a restart of the server within a minute. */
const DISCONNECTED_AFTER_MS = 5 * 60_000;

/** A client of an agent, with an open event stream. Ids are UUIDs. */
export interface ConnectedClient {
  readonly keyId: string;
  readonly clientId: string;
  readonly agentId: string;
  readonly environment: string;
  readonly client: string | null;
  /** True when the client stated no id and got one. */
  readonly isAssigned: boolean;
}

export interface NamedClient extends ConnectedClient {
  readonly agentName: string;
}

/** Reads the connected clients in a scope, each once. For an action pattern, these are the clients of agents with a capability for it. */
export async function readConnected(client: OrgClient, orgId: string, scope: ScopeRow, now: number): Promise<NamedClient[]> {
  const agentId = scope.agentId === null ? {} : { agentId: { in: await subtreeOf(client, orgId, scope.agentId) } };
  const environment = scope.environment === null ? {} : { environment: scope.environment };
  const rows = await client.streamClient.findMany({
    where: { orgId, ...agentId, ...environment, seenAt: { gt: new Date(now - STALE_MS) } },
    orderBy: { connectionId: "asc" },
    include: { agent: { select: { name: true, capabilities: true } } },
  });
  const { pattern } = scope;
  const capable = pattern === null ? rows : rows.filter(({ agent }) => overlapsAny(agent.capabilities, [pattern]));
  const clients = capable.map(({ keyId, clientId, agentId, environment, client: name, isAssigned, agent }) => ({
    keyId,
    clientId,
    agentId,
    environment,
    client: name,
    isAssigned,
    agentName: agent.name,
  }));
  return [...new Map(clients.map((one) => [clientKey(one), one])).values()];
}

/** Returns a key that tells clients apart: two keys may use the same client id. */
export function clientKey({ keyId, clientId }: Pick<ConnectedClient, "keyId" | "clientId">): string {
  return `${keyId}/${clientId}`;
}

/** Returns the filter of clients that are connected now. */
export function connectedSince(now: number): { gt: Date } {
  return { gt: new Date(now - STALE_MS) };
}

/** Returns the cut-off times by which clients are classified as connected or disconnected. */
export function clientTimes(now: number): ClientTimes {
  return { connectedSince: connectedSince(now).gt, disconnectedSince: new Date(now - DISCONNECTED_AFTER_MS) };
}
