import { Prisma } from "../generated/prisma/client.ts";
import type { OrgClient } from "../tenancy/in-org.ts";

/** The numbers of clients that have acknowledged a halt, and that have not. */
export interface HaltClientCounts {
  readonly acknowledged: number;
  readonly outstanding: number;
  /** Clients that left before they acknowledged and are not expected to return. */
  readonly disconnected: number;
  /** Null when none has acknowledged. */
  readonly lastAcknowledgedAt: Date | null;
}

/** Cut-off times by which clients are classified as connected or disconnected. */
export interface ClientTimes {
  /** Clients whose stream was seen after this time are connected. */
  readonly connectedSince: Date;
  /** Clients that left before this time are disconnected; those without an id of their own are when they leave. */
  readonly disconnectedSince: Date;
}

/**
 * Counts the clients of halts, by the UUID of the halt. A halt without clients is absent. The clients of a halt that has ended count as they
 * did at its end.
 * @param agentId counts the clients of this agent only; null for all
 */
export async function countHaltClients(
  client: OrgClient,
  orgId: string,
  haltIds: readonly string[],
  { agentId, ...times }: { readonly agentId: string | null } & ClientTimes,
): Promise<ReadonlyMap<string, HaltClientCounts>> {
  const rows = await client.$queryRaw<({ haltId: string } & HaltClientCounts)[]>`
    SELECT c.halt_id AS "haltId", count(c.acknowledged_at)::int AS acknowledged, max(c.acknowledged_at) AS "lastAcknowledgedAt",
      (count(*) FILTER (WHERE c.acknowledged_at IS NULL AND c.is_gone))::int AS disconnected,
      (count(*) FILTER (WHERE c.acknowledged_at IS NULL AND NOT c.is_gone))::int AS outstanding
    FROM (${clientsOf(orgId, haltIds, times)}) c
    WHERE ${agentId}::uuid IS NULL OR c.agent_id = ${agentId}::uuid
    GROUP BY c.halt_id`;
  return new Map(rows.map(({ haltId, ...counts }) => [haltId, counts]));
}

/** Records which clients of a halt are disconnected, when the halt ends. Clients that return or leave later do not change that. */
export async function recordDisconnected(client: OrgClient, orgId: string, haltId: string, times: ClientTimes): Promise<void> {
  await client.$executeRaw`
    UPDATE app.halt_client c SET was_disconnected = e.is_gone FROM (${clientsOf(orgId, [haltId], times)}) e
    WHERE c.org_id = ${orgId}::uuid AND c.halt_id = e.halt_id AND c.key_id = e.key_id AND c.client_id = e.client_id
      AND c.acknowledged_at IS NULL`;
}

/** Returns the query of the clients of halts. `is_gone` counts for those that have not acknowledged. */
function clientsOf(orgId: string, haltIds: readonly string[], { connectedSince, disconnectedSince }: ClientTimes): Prisma.Sql {
  return Prisma.sql`
    SELECT h.halt_id, h.key_id, h.client_id, h.agent_id, h.acknowledged_at,
      coalesce(h.was_disconnected, s.client_id IS NULL AND (h.assigned OR coalesce(h.left_at <= ${disconnectedSince}::timestamptz, false))) AS is_gone
    FROM app.halt_client h
    LEFT JOIN (SELECT DISTINCT key_id, client_id FROM app.stream_client WHERE org_id = ${orgId}::uuid AND seen_at > ${connectedSince}::timestamptz) s
      ON s.key_id = h.key_id AND s.client_id = h.client_id
    WHERE h.org_id = ${orgId}::uuid AND h.halt_id = ANY(${[...haltIds]}::uuid[])`;
}
