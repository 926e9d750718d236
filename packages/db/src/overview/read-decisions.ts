import type { EvidenceWindow } from "../posture/evidence-window.ts";
import type { OrgClient } from "../tenancy/in-org.ts";

/** Limits of an overview. */
export interface OverviewScope {
  /** UUIDs of the agents; null for all agents. */
  readonly agents: readonly string[] | null;
  /** Environment; null for all environments. */
  readonly environment: string | null;
}

export interface DecisionBucket {
  readonly from: Date;
  readonly executed: number;
  readonly held: number;
  readonly denied: number;
}

/** Bucket size in hours, because a day in an interval would depend on the session's time zone. */
const BUCKET_HOURS = { hour: 1, day: 24 } as const;

/**
 * Counts decisions per UTC hour or day, without gaps. Like its entries, an approved action counts as held at the time of its request and as
 * executed at the time of its execution.
 */
export function readDecisionBuckets(
  client: OrgClient,
  { orgId, from, to, firstId }: EvidenceWindow,
  bucket: "hour" | "day",
  { agents, environment }: OverviewScope,
): Promise<DecisionBucket[]> {
  return client.$queryRaw<DecisionBucket[]>`
    WITH happened AS (
      SELECT ts, status FROM app.decision
      WHERE org_id = ${orgId}::uuid AND id >= ${firstId}::uuid AND ts >= ${from} AND ts < ${to}
        AND (${agents === null} OR agent_id = ANY(${agents ?? []}::uuid[])) AND (${environment}::text IS NULL OR environment = ${environment})
      UNION ALL
      SELECT e.ts, 'executed' FROM app.approval a JOIN app.ledger_entry e ON e.org_id = a.org_id AND e.id = a.executed_event_id
      WHERE a.org_id = ${orgId}::uuid AND a.executed_event_id >= ${firstId}::uuid AND e.ts >= ${from} AND e.ts < ${to}
        AND (${agents === null} OR a.agent_id = ANY(${agents ?? []}::uuid[])) AND (${environment}::text IS NULL OR a.environment = ${environment})
    ), counted AS (
      SELECT date_trunc(${bucket}, ts, 'UTC') AS at, count(*) FILTER (WHERE status = 'executed') AS executed,
        count(*) FILTER (WHERE status = 'requested') AS held, count(*) FILTER (WHERE status = 'denied') AS denied
      FROM happened GROUP BY 1
    )
    SELECT s.at AS "from", coalesce(c.executed, 0)::float8 AS executed, coalesce(c.held, 0)::float8 AS held, coalesce(c.denied, 0)::float8 AS denied
    FROM generate_series(${from}::timestamptz, ${to}::timestamptz - interval '1 microsecond', make_interval(hours => ${BUCKET_HOURS[bucket]}::int)) s(at)
    LEFT JOIN counted c ON c.at = s.at ORDER BY s.at`;
}
