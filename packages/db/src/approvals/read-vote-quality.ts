import { FATIGUE, HASTY_MS } from "@agentlattice/core/approval";
import { Prisma } from "../generated/prisma/client.ts";
import type { EvidenceWindow } from "../posture/evidence-window.ts";
import type { OrgClient } from "../tenancy/in-org.ts";

/** Counts and times of the votes of a person, or of all people. */
export interface VoteQuality {
  /** UUID; null for all people. */
  readonly user_id: string | null;
  readonly decisions: number;
  readonly approved: number;
  readonly median_ms: number | null;
  readonly p95_ms: number | null;
  /** Votes on requests that the voter had opened. */
  readonly opened: number;
  readonly hasty: number;
  readonly dwell_median_ms: number | null;
  readonly dwell_p95_ms: number | null;
  /** Hours, by the UTC clock, in which the person voted. */
  readonly active_hours: number;
  /** The most votes within 60 minutes. */
  readonly most_per_hour: number;
}

/** The votes of a person within 60 minutes that reach every threshold of fatigue. */
export interface Fatigue {
  readonly user_id: string;
  readonly from: Date;
  readonly to: Date;
  readonly decisions: number;
  readonly approved: number;
  readonly hasty: number;
}

/** The votes of a window, each with the votes that its person gave in the 60 minutes until it. */
const paced = ({ orgId, from, to }: EvidenceWindow, environment: string | null) => Prisma.sql`
  WITH votes AS (
    SELECT v.user_id, v.decision, v.at, (extract(epoch FROM v.at - a.requested_at) * 1000)::float8 AS ms,
      (extract(epoch FROM v.at - o.opened_at) * 1000)::float8 AS dwell
    FROM app.approval_vote v
    JOIN app.approval a ON a.org_id = v.org_id AND a.approval_id = v.approval_id
    LEFT JOIN LATERAL (
      SELECT max(s.opened_at) AS opened_at FROM app.approval_opening s
      WHERE s.org_id = v.org_id AND s.approval_id = v.approval_id AND s.user_id = v.user_id AND s.opened_at <= v.at
    ) o ON true
    WHERE v.org_id = ${orgId}::uuid AND v.at >= ${from} AND v.at < ${to} AND (${environment}::text IS NULL OR a.environment = ${environment})
  ), paced AS (
    SELECT user_id, decision, at, ms, dwell, count(*) OVER recent AS n, count(*) FILTER (WHERE decision = 'approve') OVER recent AS yes,
      count(*) FILTER (WHERE dwell IS NULL OR dwell < ${HASTY_MS}::float8) OVER recent AS hasty, min(at) OVER recent AS began
    FROM votes WINDOW recent AS (PARTITION BY user_id ORDER BY at RANGE BETWEEN interval '1 hour' PRECEDING AND CURRENT ROW)
  )`;

/** Reads how people voted: a row per person, and one for all of them. */
export function readVoteQuality(client: OrgClient, window: EvidenceWindow, environment: string | null): Promise<VoteQuality[]> {
  return client.$queryRaw<VoteQuality[]>`
    ${paced(window, environment)}
    SELECT user_id, count(*)::float8 AS decisions, count(*) FILTER (WHERE decision = 'approve')::float8 AS approved,
      round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)) AS median_ms, round(percentile_cont(0.95) WITHIN GROUP (ORDER BY ms)) AS p95_ms,
      count(dwell)::float8 AS opened, count(*) FILTER (WHERE dwell < ${HASTY_MS}::float8)::float8 AS hasty,
      round(percentile_cont(0.5) WITHIN GROUP (ORDER BY dwell)) AS dwell_median_ms,
      round(percentile_cont(0.95) WITHIN GROUP (ORDER BY dwell)) AS dwell_p95_ms,
      count(DISTINCT date_trunc('hour', at, 'UTC'))::float8 AS active_hours, coalesce(max(n), 0)::float8 AS most_per_hour
    FROM paced GROUP BY GROUPING SETS ((user_id), ()) ORDER BY decisions DESC, user_id`;
}

/** Reads the people who are likely to approve without reading, each with the 60 minutes that show it most. */
export function readFatigue(client: OrgClient, window: EvidenceWindow, environment: string | null): Promise<Fatigue[]> {
  return client.$queryRaw<Fatigue[]>`
    ${paced(window, environment)}
    SELECT DISTINCT ON (user_id) user_id, began AS "from", at AS "to", n::float8 AS decisions, yes::float8 AS approved, hasty::float8 AS hasty
    FROM paced
    WHERE n >= ${FATIGUE.decisions_per_hour}::float8 AND yes >= n * ${FATIGUE.approve_rate}::float8 AND hasty >= n * ${FATIGUE.hasty_rate}::float8
    ORDER BY user_id, n DESC, at DESC`;
}
