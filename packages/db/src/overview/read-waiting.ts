import { DECIDE_WITHIN_MS } from "@agentlattice/core/posture";
import type { EvidenceWindow } from "../posture/evidence-window.ts";
import type { OrgClient } from "../tenancy/in-org.ts";
import type { OverviewScope } from "./read-decisions.ts";

/** Bins per power of ten of the logarithmic axis. */
const BINS_PER_DECADE = 10;

export interface DecisionTimes {
  readonly count: number;
  readonly median_ms: number | null;
  readonly p95_ms: number | null;
  readonly past_target: number;
  /** Pairs of `[bin, count]`. Bin n starts at 10^(n / 10) ms. */
  readonly bins: readonly (readonly [number, number])[];
}

/** Reads how long people took for their decisions in a window. */
export async function readDecisionTimes(
  client: OrgClient,
  { orgId, from, to }: EvidenceWindow,
  { agents, environment }: OverviewScope,
): Promise<DecisionTimes> {
  const [row] = await client.$queryRaw<(Omit<DecisionTimes, "bins"> & { bins: [number, number][] | null })[]>`
    WITH took AS (
      SELECT greatest(1, extract(epoch FROM decided_at - requested_at) * 1000)::float8 AS ms FROM app.approval
      WHERE org_id = ${orgId}::uuid AND decided_at >= ${from} AND decided_at < ${to}
        AND (${agents === null} OR agent_id = ANY(${agents ?? []}::uuid[])) AND (${environment}::text IS NULL OR environment = ${environment})
    ), bins AS (
      SELECT floor(log(ms) * ${BINS_PER_DECADE}::float8)::int AS bin, count(*)::int AS n FROM took GROUP BY 1
    )
    SELECT count(*)::float8 AS count, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)) AS median_ms,
      round(percentile_cont(0.95) WITHIN GROUP (ORDER BY ms)) AS p95_ms,
      count(*) FILTER (WHERE ms > ${DECIDE_WITHIN_MS}::float8)::float8 AS past_target,
      (SELECT json_agg(json_build_array(bin, n) ORDER BY bin) FROM bins) AS bins
    FROM took`;
  if (!row) throw new Error("The aggregate query returned no row.");
  return { ...row, bins: row.bins ?? [] };
}

/** Returns the lower bound of a bin, in ms. */
export function binStart(bin: number): number {
  return Math.round(10 ** (bin / BINS_PER_DECADE));
}

export interface WaitingRow {
  readonly approval_id: string;
  readonly action_type: string;
  readonly agent_id: string;
  readonly agent: string;
  readonly risk: string;
  readonly requested_at: Date;
  readonly expires_at: Date;
}

/** Counts pending requests and reads the oldest of them. */
export async function readWaiting(
  client: OrgClient,
  orgId: string,
  { agents, environment }: OverviewScope,
  limit: number,
): Promise<{ count: number; oldest: WaitingRow[] }> {
  const rows = await client.$queryRaw<(WaitingRow & { total: number })[]>`
    SELECT a.approval_id, a.action_type, a.agent_id, g.name AS agent, a.risk ->> 'level' AS risk, a.requested_at, a.expires_at,
      count(*) OVER ()::float8 AS total
    FROM app.approval a JOIN app.agent g ON g.org_id = a.org_id AND g.agent_id = a.agent_id
    WHERE a.org_id = ${orgId}::uuid AND a.status = 'pending' AND (${agents === null} OR a.agent_id = ANY(${agents ?? []}::uuid[]))
      AND (${environment}::text IS NULL OR a.environment = ${environment})
    ORDER BY a.requested_at, a.approval_id LIMIT ${limit}`;
  return { count: rows[0]?.total ?? 0, oldest: rows.map(({ total: _, ...row }) => row) };
}
