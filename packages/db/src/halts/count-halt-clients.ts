import type { OrgClient } from "../tenancy/in-org.ts";

/** How many clients of a halt have acknowledged it, and how many have not. */
export interface HaltClientCounts {
  readonly acknowledged: number;
  readonly outstanding: number;
  /** Clients that left before they acknowledged and are not expected to return. */
  readonly disconnected: number;
  /** Null when none has acknowledged. */
  readonly lastAcknowledgedAt: Date | null;
}

/**
 * Counts the clients of halts, by the UUID of the halt. A halt without clients is absent.
 * @param agentId counts the clients of this agent only; null for all
 * @param connectedSince clients whose stream was seen after this time are connected
 * @param goneSince clients that left before this time are disconnected; those without an id of their own are when they leave
 */
export async function countHaltClients(
  client: OrgClient,
  orgId: string,
  haltIds: readonly string[],
  { agentId, connectedSince, goneSince }: { readonly agentId: string | null; readonly connectedSince: Date; readonly goneSince: Date },
): Promise<ReadonlyMap<string, HaltClientCounts>> {
  const rows = await client.$queryRaw<({ haltId: string } & HaltClientCounts)[]>`
    SELECT c.halt_id AS "haltId", count(c.acknowledged_at)::int AS acknowledged, max(c.acknowledged_at) AS "lastAcknowledgedAt",
      (count(*) FILTER (WHERE c.acknowledged_at IS NULL AND g.is_gone))::int AS disconnected,
      (count(*) FILTER (WHERE c.acknowledged_at IS NULL AND NOT g.is_gone))::int AS outstanding
    FROM app.halt_client c
    LEFT JOIN (SELECT DISTINCT key_id, client_id FROM app.stream_client WHERE org_id = ${orgId}::uuid AND seen_at > ${connectedSince}::timestamptz) s
      ON s.key_id = c.key_id AND s.client_id = c.client_id
    CROSS JOIN LATERAL (SELECT s.client_id IS NULL AND (c.assigned OR coalesce(c.left_at <= ${goneSince}::timestamptz, false)) AS is_gone) g
    WHERE c.org_id = ${orgId}::uuid AND c.halt_id = ANY(${[...haltIds]}::uuid[]) AND (${agentId}::uuid IS NULL OR c.agent_id = ${agentId}::uuid)
    GROUP BY c.halt_id`;
  return new Map(rows.map(({ haltId, ...counts }) => [haltId, counts]));
}
