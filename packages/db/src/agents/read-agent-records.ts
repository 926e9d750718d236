import type { EvidenceWindow } from "../posture/evidence-window.ts";
import type { OrgClient } from "../tenancy/in-org.ts";

export interface AgentRecordRow {
  readonly agent_id: string;
  readonly executed: number;
  readonly held: number;
  readonly denied: number;
  /** Pairs of `[hour of the window, decisions]`. Hours without decisions are omitted. */
  readonly hours: readonly (readonly [number, number])[];
  readonly waiting: number;
  readonly anomalies: number;
  readonly usable_keys: number;
  readonly active_delegations: number;
  readonly last: {
    readonly id: string;
    readonly seq: number;
    readonly ts: number;
    readonly action_type: string;
    readonly status: string;
    readonly denial_reason: string | null;
  } | null;
}

/**
 * Reads the activity of agents in a window by hour, and their open items at its end, in one environment or in all; one row per agent.
 * An approved action counts as held in the hour of its request and as executed in the hour of its execution.
 */
export function readAgentRecords(
  client: OrgClient,
  { orgId, from, to, firstId }: EvidenceWindow,
  agentIds: readonly string[],
  environment: string | null = null,
): Promise<AgentRecordRow[]> {
  const ids = [...agentIds];
  return client.$queryRaw<AgentRecordRow[]>`
    WITH happened AS (
      SELECT agent_id, ts, status FROM app.decision
      WHERE org_id = ${orgId}::uuid AND id >= ${firstId}::uuid AND ts >= ${from} AND ts < ${to} AND agent_id = ANY(${ids}::uuid[])
        AND (${environment}::text IS NULL OR environment = ${environment})
      UNION ALL
      SELECT a.agent_id, e.ts, 'executed' FROM app.approval a JOIN app.ledger_entry e ON e.org_id = a.org_id AND e.id = a.executed_event_id
      WHERE a.org_id = ${orgId}::uuid AND a.executed_event_id >= ${firstId}::uuid AND e.ts >= ${from} AND e.ts < ${to}
        AND a.agent_id = ANY(${ids}::uuid[]) AND (${environment}::text IS NULL OR a.environment = ${environment})
    ), hourly AS (
      SELECT agent_id, floor(extract(epoch FROM ts - ${from}::timestamptz) / 3600)::int AS hour, count(*)::int AS n,
        count(*) FILTER (WHERE status = 'executed') AS executed, count(*) FILTER (WHERE status = 'requested') AS held,
        count(*) FILTER (WHERE status = 'denied') AS denied
      FROM happened GROUP BY 1, 2
    ), total AS (
      SELECT agent_id, sum(executed) AS executed, sum(held) AS held, sum(denied) AS denied, json_agg(json_build_array(hour, n)) AS hours
      FROM hourly GROUP BY 1
    )
    SELECT i.agent_id, coalesce(t.executed, 0)::float8 AS executed, coalesce(t.held, 0)::float8 AS held, coalesce(t.denied, 0)::float8 AS denied,
      coalesce(t.hours, '[]') AS hours,
      (SELECT count(*)::float8 FROM app.approval p
        WHERE p.org_id = ${orgId}::uuid AND p.agent_id = i.agent_id AND p.due_at IS NOT NULL AND p.status = 'pending'
          AND (${environment}::text IS NULL OR p.environment = ${environment})) AS waiting,
      (SELECT count(*)::float8 FROM app.ledger_entry e WHERE e.org_id = ${orgId}::uuid AND e.kind = 'report.refused' AND e.agent_id = i.agent_id
        AND e.ts >= ${from} AND e.ts < ${to} AND (${environment}::text IS NULL OR e.environment = ${environment})) AS anomalies,
      (SELECT count(*)::float8 FROM app.api_key k WHERE k.org_id = ${orgId}::uuid AND k.agent_id = i.agent_id
        AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${to})
        AND (${environment}::text IS NULL OR k.environment = ${environment})) AS usable_keys,
      (SELECT count(*)::float8 FROM app.agent c JOIN app.delegation d ON d.org_id = c.org_id AND d.child_agent_id = c.agent_id
        WHERE c.org_id = ${orgId}::uuid AND c.root_agent_id = coalesce(g.root_agent_id, g.agent_id) AND g.agent_id = ANY(d.chain)
        AND d.ended_at IS NULL AND d.expires_at > ${to}
        AND (${environment}::text IS NULL OR d.environment = ${environment})) AS active_delegations,
      (SELECT json_build_object('id', d.id, 'seq', d.seq, 'ts', (extract(epoch FROM d.ts) * 1000)::bigint, 'action_type', d.action_type,
          'status', d.status, 'denial_reason', d.denial_reason)
        FROM app.decision d WHERE d.org_id = ${orgId}::uuid AND d.agent_id = i.agent_id
          AND (${environment}::text IS NULL OR d.environment = ${environment}) ORDER BY d.seq DESC LIMIT 1) AS last
    FROM unnest(${ids}::uuid[]) i(agent_id)
    JOIN app.agent g ON g.org_id = ${orgId}::uuid AND g.agent_id = i.agent_id
    LEFT JOIN total t ON t.agent_id = i.agent_id`;
}
