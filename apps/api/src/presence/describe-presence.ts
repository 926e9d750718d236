import { type AgentPresence, ENVIRONMENTS, type Environment, type PresenceClient, type PresenceStatus } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import {
  type ClientRow,
  type ClientSummary,
  databaseNow,
  type OrgClient,
  readHeartbeats,
  readPresence,
  summariseHeartbeats,
} from "@agentlattice/db";
import type { AgentRow } from "../agents/find-agent.ts";
import { stopsEverything } from "../halts/halt-audience.ts";
import { toCoreScope } from "../halts/halt-scope.ts";

/** Number of clients that the presence of one agent has, and that of each agent of a list. */
const CLIENTS = 50;
const LISTED_CLIENTS = 5;

type PresentAgent = Pick<AgentRow, "agentId" | "capabilities" | "name" | "rootAgentId">;
type IsHalted = (agent: PresentAgent, environment: Environment) => boolean;

/** Returns the presence of agents, in their order. @param environment limits the clients; null for all */
export async function describePresence(
  client: OrgClient,
  orgId: string,
  agents: readonly PresentAgent[],
  environment: Environment | null,
): Promise<AgentPresence[]> {
  const asked = { agentIds: agents.map(({ agentId }) => agentId), environment };
  const summaries = await summariseHeartbeats(client, orgId, asked);
  const most = agents.length > 1 ? LISTED_CLIENTS : CLIENTS;
  const clients = summaries.length === 0 ? [] : await readHeartbeats(client, orgId, { ...asked, most });
  const isHalted = await readHalted(client, orgId, agents);
  const keys = isHalted === null ? null : await readPresence(client, orgId, asked.agentIds, await databaseNow(client));
  return agents.map((agent) => {
    const { agentId } = agent;
    const summary = summaries.find(({ agent_id }) => agent_id === agentId) ?? null;
    const views = clients.filter(({ agent_id }) => agent_id === agentId).map((row) => toClient(row, agent, isHalted));
    const environments =
      environment === null ? environmentsOf(summary?.environments ?? keys?.get(agentId)?.environments ?? []) : [environment];
    const [newest] = views;
    return {
      agent_id: encodeId("agt", agentId),
      agent_name: agent.name,
      status: isHalted !== null && environments.every((one) => isHalted(agent, one)) ? "halted" : statusOf(summary),
      seen_at: newest?.seen_at ?? null,
      client: newest?.client ?? null,
      version: newest?.version ?? null,
      run_id: newest?.run_id ?? null,
      client_count: summary?.clients ?? 0,
      clients: views,
    };
  });
}

/** Returns the environments in which an agent works; all of them if none is known. */
function environmentsOf(names: readonly string[]): readonly Environment[] {
  const known = ENVIRONMENTS.filter((environment) => names.includes(environment));
  return known.length > 0 ? known : ENVIRONMENTS;
}

function statusOf(summary: ClientSummary | null): PresenceStatus {
  if (summary?.live) return "live";
  return summary?.stuck ? "unresponsive" : "idle";
}

function toClient(row: ClientRow, agent: PresentAgent, isHalted: IsHalted | null): PresenceClient {
  const environment = row.environment;
  const silent = row.run_id === null ? "idle" : "unresponsive";
  return {
    client: row.client === "" ? null : row.client,
    version: row.version,
    key_id: encodeId("key", row.key_id),
    environment,
    run_id: row.run_id && encodeId("run", row.run_id),
    status: isHalted?.(agent, environment) ? "halted" : row.silent ? silent : "live",
    first_seen_at: row.first_seen_at.toISOString(),
    seen_at: row.seen_at.toISOString(),
  };
}

/** Returns a function that returns true when a halt in force stops every action of an agent; null while no halt is in force. */
async function readHalted(client: OrgClient, orgId: string, agents: readonly PresentAgent[]): Promise<IsHalted | null> {
  const scopes = (await client.halt.findMany({ where: { orgId, resumedAt: null } })).map(toCoreScope);
  if (scopes.length === 0) return null;
  const delegated = agents.filter(({ rootAgentId }) => rootAgentId !== null).map(({ agentId }) => agentId);
  const rows = await client.delegation.findMany({
    where: { orgId, childAgentId: { in: delegated } },
    select: { childAgentId: true, chain: true },
  });
  const chains = new Map(rows.map(({ childAgentId, chain }) => [childAgentId, [...chain, childAgentId]]));
  return ({ agentId, capabilities }, environment) => {
    const subject = { capabilities, chain: chains.get(agentId) ?? [agentId], environment };
    return scopes.some((scope) => stopsEverything(scope, subject));
  };
}
