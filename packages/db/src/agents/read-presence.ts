import type { OrgClient } from "../tenancy/in-org.ts";

/** The environments in which an agent has usable keys, and the time of its last request. */
export interface Presence {
  readonly environments: readonly string[];
  readonly lastSeenAt: Date | null;
}

interface Row {
  readonly agent_id: string;
  readonly environments: string[];
  readonly last_seen_at: Date | null;
}

/** Reads the presence of agents from their keys. Agents without keys are omitted. */
export async function readPresence(
  client: OrgClient,
  orgId: string,
  agentIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Presence>> {
  const rows = await client.$queryRaw<Row[]>`
    SELECT agent_id, max(last_used_at) AS last_seen_at,
      coalesce(array_agg(DISTINCT environment) FILTER (WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})), '{}') AS environments
    FROM app.api_key WHERE org_id = ${orgId}::uuid AND agent_id = ANY(${[...agentIds]}::uuid[]) GROUP BY agent_id`;
  return new Map(rows.map((row) => [row.agent_id, { environments: row.environments, lastSeenAt: row.last_seen_at }]));
}
