import { DECIDE_WITHIN_MS, HURRIED_MS, type OversightFacts } from "@agentlattice/core/posture";
import type { OrgClient } from "../tenancy/in-org.ts";
import type { EvidenceWindow } from "./evidence-window.ts";

/** Counts how requests were decided or expired in a window. */
export async function readOversight(client: OrgClient, { orgId, from, to }: EvidenceWindow): Promise<OversightFacts> {
  const [row] = await client.$queryRaw<OversightFacts[]>`
    WITH votes AS (
      SELECT approval_id, decision, at - lag(at) OVER (PARTITION BY user_id ORDER BY at, approval_id) AS gap
      FROM app.approval_vote WHERE org_id = ${orgId}::uuid AND at >= ${from} AND at < ${to}
    ), hurried AS (
      SELECT DISTINCT approval_id FROM votes WHERE decision = 'approve' AND gap < make_interval(secs => ${HURRIED_MS / 1000}::float8)
    ), decided AS (
      SELECT a.decided_at - a.requested_at AS took, a.decided_by = g.owner_user_id AS own, h.approval_id IS NOT NULL AS hurried,
        a.status <> 'denied' AS approved
      FROM app.approval a
      JOIN app.agent g ON g.org_id = a.org_id AND g.agent_id = a.agent_id
      LEFT JOIN hurried h ON h.approval_id = a.approval_id
      WHERE a.org_id = ${orgId}::uuid AND a.decided_at >= ${from} AND a.decided_at < ${to}
    )
    SELECT count(*)::float8 AS decided,
      count(*) FILTER (WHERE approved AND took > make_interval(secs => ${DECIDE_WITHIN_MS / 1000}::float8))::float8 AS late,
      count(*) FILTER (WHERE approved AND own)::float8 AS own,
      count(*) FILTER (WHERE approved AND hurried)::float8 AS hurried,
      (SELECT count(*)::float8 FROM app.approval e
        WHERE e.org_id = ${orgId}::uuid AND e.status = 'expired' AND e.expires_at >= ${from} AND e.expires_at < ${to}) AS expired,
      round(extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY took)) * 1000)::float8 AS median_ms
    FROM decided`;
  if (!row) throw new Error("The aggregate query returned no row.");
  return row;
}
