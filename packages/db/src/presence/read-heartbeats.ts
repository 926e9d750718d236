import type { Environment } from "@agentlattice/core";
import type { OrgClient } from "../tenancy/in-org.ts";

/** A client of an agent, with its newest heartbeat. Ids are UUIDs. */
export interface ClientRow {
  readonly agent_id: string;
  readonly key_id: string;
  readonly client: string;
  readonly environment: Environment;
  readonly version: string | null;
  readonly run_id: string | null;
  readonly first_seen_at: Date;
  readonly seen_at: Date;
  /** True when the next heartbeat is overdue. */
  readonly silent: boolean;
}

/** All clients of an agent together. */
export interface ClientSummary {
  readonly agent_id: string;
  readonly clients: number;
  readonly environments: readonly string[];
  /** True when at least one client has sent a heartbeat in time. */
  readonly live: boolean;
  /** True when at least one client stopped sending heartbeats during a run. */
  readonly stuck: boolean;
}

interface Asked {
  readonly agentIds: readonly string[];
  /** Environment of the clients; null for all. */
  readonly environment: string | null;
}

/** Summarises the clients of agents. Agents without clients are omitted. */
export function summariseHeartbeats(client: OrgClient, orgId: string, { agentIds, environment }: Asked): Promise<ClientSummary[]> {
  return client.$queryRaw<ClientSummary[]>`
    SELECT h.agent_id, count(*)::int AS clients, array_agg(DISTINCT h.environment) AS environments,
      bool_or(coalesce(h.silent_at > clock_timestamp(), false)) AS live,
      bool_or(h.run_id IS NOT NULL AND coalesce(h.silent_at <= clock_timestamp(), true)) AS stuck
    FROM app.heartbeat h
    WHERE h.org_id = ${orgId}::uuid AND h.agent_id = ANY(${[...agentIds]}::uuid[])
      AND (${environment}::text IS NULL OR h.environment = ${environment}::text)
    GROUP BY h.agent_id`;
}

/** Reads the clients of agents with the newest heartbeats, newest first. @param most maximum number per agent */
export function readHeartbeats(
  client: OrgClient,
  orgId: string,
  { agentIds, environment, most }: Asked & { readonly most: number },
): Promise<ClientRow[]> {
  return client.$queryRaw<ClientRow[]>`
    SELECT h.agent_id, h.key_id, h.client, h.environment, h.version, h.run_id, h.first_seen_at, h.seen_at,
      coalesce(h.silent_at <= clock_timestamp(), true) AS silent
    FROM unnest(${[...agentIds]}::uuid[]) AS a(agent_id)
    CROSS JOIN LATERAL (
      SELECT * FROM app.heartbeat o
      WHERE o.org_id = ${orgId}::uuid AND o.agent_id = a.agent_id AND (${environment}::text IS NULL OR o.environment = ${environment}::text)
      ORDER BY o.seen_at DESC LIMIT ${most}
    ) h`;
}
