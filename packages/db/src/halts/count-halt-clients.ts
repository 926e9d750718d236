import type { OrgClient } from "../tenancy/in-org.ts";

/** How many clients of a halt have acknowledged it, and how many have not. */
export interface HaltClientCounts {
  readonly acknowledged: number;
  readonly outstanding: number;
  /** Clients without an id of their own whose stream ended before they acknowledged. */
  readonly disconnected: number;
  /** Null when none has acknowledged. */
  readonly lastAcknowledgedAt: Date | null;
}

/**
 * Counts the clients of halts, by the UUID of the halt. A halt without clients is absent.
 * @param agentId counts the clients of this agent only; null for all
 * @param connectedSince clients whose stream was seen after this time are connected
 */
export async function countHaltClients(
  client: OrgClient,
  orgId: string,
  haltIds: readonly string[],
  { agentId, connectedSince }: { readonly agentId: string | null; readonly connectedSince: Date },
): Promise<ReadonlyMap<string, HaltClientCounts>> {
  const rows = await client.$queryRaw<({ haltId: string } & HaltClientCounts)[]>`
    SELECT c.halt_id AS "haltId", count(c.acknowledged_at)::int AS acknowledged, max(c.acknowledged_at) AS "lastAcknowledgedAt",
      (count(*) FILTER (WHERE c.acknowledged_at IS NULL AND c.assigned AND s.client_id IS NULL))::int AS disconnected,
      (count(*) FILTER (WHERE c.acknowledged_at IS NULL AND NOT (c.assigned AND s.client_id IS NULL)))::int AS outstanding
    FROM app.halt_client c
    LEFT JOIN (SELECT DISTINCT key_id, client_id FROM app.stream_client WHERE org_id = ${orgId}::uuid AND seen_at > ${connectedSince}::timestamptz) s
      ON s.key_id = c.key_id AND s.client_id = c.client_id
    WHERE c.org_id = ${orgId}::uuid AND c.halt_id = ANY(${[...haltIds]}::uuid[]) AND (${agentId}::uuid IS NULL OR c.agent_id = ${agentId}::uuid)
    GROUP BY c.halt_id`;
  return new Map(rows.map(({ haltId, ...counts }) => [haltId, counts]));
}
