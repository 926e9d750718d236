import { Prisma } from "../generated/prisma/client.ts";
import type { OrgClient } from "../tenancy/in-org.ts";

/** The part of a log whose activity was not counted: from `next` up to, not including, `size`. */
export interface UncountedRange {
  readonly origin: string;
  readonly next: number;
  readonly size: number;
  /** Activity recorded before this time reports nothing. */
  readonly reportsFrom: Date;
  readonly zone: string;
}

/** The activity of a root agent in an hour with one action, or altogether (`action_type` is ''). */
export interface CountedHour {
  readonly agent_id: string;
  readonly environment: string;
  readonly action_type: string;
  readonly hour: Date;
  readonly requests: number;
  readonly records: number;
  readonly escalations: number;
  readonly delegations: number;
  readonly bypasses: number;
  /** Time of the newest entry that was counted. */
  readonly counted_at: Date;
  /** Position of the first entry of the hour. */
  readonly first_seq: number;
}

/** The measures that are counted per hour. */
export type ActivityMeasure = "requests" | "records" | "escalations" | "delegations" | "bypasses";

/** The number that an entry `e` with its decision `d` adds to each measure. */
export const ADDED: Readonly<Record<ActivityMeasure, Prisma.Sql>> = {
  requests: Prisma.raw("(d.id IS NOT NULL)::int"),
  records: Prisma.raw("coalesce(d.records, 0)"),
  escalations: Prisma.raw("coalesce(d.denial_reason = 'CAPABILITY_EXCEEDED', false)::int"),
  delegations: Prisma.raw("(e.kind = 'delegation.created')::int"),
  bypasses: Prisma.raw("(e.kind = 'report.refused')::int"),
};

/** Hours of history before the first count, whose activity still reports. */
const REPORTED_HOURS = 24;
/** A position behind every entry of a log. */
const AFTER_EVERY_ENTRY = Number.MAX_SAFE_INTEGER;
/** Days after which counted hours are deleted. */
const KEPT_DAYS = 35;

/** Locks the cursor of an organisation until the end of the transaction; null when another process has locked it. A new generation starts at 0. */
export async function lockActivityCursor(client: OrgClient, orgId: string): Promise<UncountedRange | null> {
  await client.$executeRaw`
    INSERT INTO app.anomaly_cursor (org_id, origin, next_seq, reports_from, worked_at)
    SELECT h.org_id, h.origin, 0, clock_timestamp() - make_interval(hours => ${REPORTED_HOURS}::int), clock_timestamp()
    FROM app.ledger_head h WHERE h.org_id = ${orgId}::uuid ON CONFLICT DO NOTHING`;
  const [row] = await client.$queryRaw<(UncountedRange & { cursor_origin: string })[]>`
    SELECT c.origin AS cursor_origin, c.next_seq::float8 AS next, h.origin, h.size::float8, c.reports_from AS "reportsFrom", o.zone
    FROM app.anomaly_cursor c JOIN app.ledger_head h USING (org_id) JOIN app.organisation o USING (org_id)
    WHERE c.org_id = ${orgId}::uuid FOR UPDATE OF c SKIP LOCKED`;
  if (!row) return null;
  const { cursor_origin, ...range } = row;
  return { ...range, next: cursor_origin === range.origin ? range.next : 0 };
}

/** Stops the counting of an organisation's activity while its past is imported: anomalies would be written between the imported entries. */
export async function pauseCountingActivity(client: OrgClient, orgId: string): Promise<void> {
  await client.$executeRaw`
    INSERT INTO app.anomaly_cursor (org_id, origin, next_seq, reports_from, worked_at)
    SELECT h.org_id, h.origin, ${AFTER_EVERY_ENTRY}, clock_timestamp() - make_interval(hours => ${REPORTED_HOURS}::int), clock_timestamp()
    FROM app.ledger_head h WHERE h.org_id = ${orgId}::uuid
    ON CONFLICT (org_id) DO UPDATE SET next_seq = EXCLUDED.next_seq`;
}

/** Counts the activity of an organisation from the beginning of its log. The last day before the pause reports. */
export async function resumeCountingActivity(client: OrgClient, orgId: string): Promise<void> {
  await client.$executeRaw`UPDATE app.anomaly_cursor SET next_seq = 0 WHERE org_id = ${orgId}::uuid`;
}

/** Moves the cursor. Its lock must be held. */
export async function moveActivityCursor(client: OrgClient, orgId: string, { origin, to }: { origin: string; to: number }): Promise<void> {
  await client.$executeRaw`
    UPDATE app.anomaly_cursor SET origin = ${origin}, next_seq = ${to}, worked_at = clock_timestamp() WHERE org_id = ${orgId}::uuid`;
}

/**
 * Adds the entries of a range to the hours they were recorded in, and returns these hours with their new totals. The activity of a delegated
 * agent counts for its root agent.
 */
export function countActivity(client: OrgClient, orgId: string, { from, to }: { from: number; to: number }): Promise<CountedHour[]> {
  return client.$queryRaw<CountedHour[]>`
    WITH batch AS MATERIALIZED (
      SELECT e.seq, e.ts, date_trunc('hour', e.ts, 'UTC') AS hour, coalesce(g.root_agent_id, g.agent_id) AS agent_id, e.environment,
        coalesce(e.action_type, '') AS action_type, ${ADDED.requests} AS requests, ${ADDED.records} AS records,
        ${ADDED.escalations} AS escalations, ${ADDED.delegations} AS delegations, ${ADDED.bypasses} AS bypasses
      FROM app.ledger_entry e JOIN app.agent g ON g.org_id = e.org_id AND g.agent_id = e.agent_id
      LEFT JOIN app.decision d ON d.org_id = e.org_id AND d.id = e.id
      WHERE e.org_id = ${orgId}::uuid AND e.seq >= ${from} AND e.seq < ${to} AND e.environment IS NOT NULL
        AND (d.id IS NOT NULL OR e.kind IN ('delegation.created', 'report.refused'))
    ), counted AS (
      SELECT b.agent_id, b.environment, a.action_type, b.hour, sum(requests) AS requests, sum(records) AS records,
        sum(escalations) AS escalations, sum(delegations) AS delegations, sum(bypasses) AS bypasses, max(ts) AS counted_at,
        min(seq) AS first_seq
      FROM batch b CROSS JOIN LATERAL (SELECT '' AS action_type UNION SELECT b.action_type) a
      GROUP BY 1, 2, 3, 4
    ), stored AS (
      INSERT INTO app.agent_activity AS t (org_id, agent_id, environment, action_type, hour, requests, records, escalations, delegations, bypasses, first_seq)
      SELECT ${orgId}::uuid, agent_id, environment, action_type, hour, requests, records, escalations, delegations, bypasses, first_seq FROM counted
      ON CONFLICT (org_id, agent_id, environment, action_type, hour) DO UPDATE SET requests = t.requests + EXCLUDED.requests,
        records = t.records + EXCLUDED.records, escalations = t.escalations + EXCLUDED.escalations,
        delegations = t.delegations + EXCLUDED.delegations, bypasses = t.bypasses + EXCLUDED.bypasses,
        first_seq = least(t.first_seq, EXCLUDED.first_seq)
      RETURNING agent_id, environment, action_type, hour, requests, records, escalations, delegations, bypasses, first_seq
    )
    SELECT agent_id, environment, action_type, hour, s.requests::float8, s.records::float8, s.escalations::float8, s.delegations::float8,
      s.bypasses::float8, s.first_seq::float8, c.counted_at
    FROM stored s JOIN counted c USING (agent_id, environment, action_type, hour) ORDER BY hour, agent_id, environment`;
}

/** Deletes hours that no baseline reads any more. */
export async function deleteOldActivity(client: OrgClient, orgId: string, now: Date): Promise<void> {
  await client.$executeRaw`
    DELETE FROM app.agent_activity WHERE org_id = ${orgId}::uuid AND hour < ${now}::timestamptz - make_interval(days => ${KEPT_DAYS}::int)`;
}
