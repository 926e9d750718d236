import type { OrgClient } from "../tenancy/in-org.ts";
import type { EvidenceWindow } from "./evidence-window.ts";

const DRILL_DAYS = 90;

/** Counts the people who may stop an agent, and the stops in a window: revoked keys, disabled agents, halts and passed drills. */
export async function readIncidentReadiness(
  client: OrgClient,
  { orgId, to }: EvidenceWindow,
): Promise<{ stoppers: number; drills: number }> {
  const [row] = await client.$queryRaw<{ stoppers: number; drills: number }[]>`
    SELECT (SELECT count(*)::float8 FROM app.member WHERE org_id = ${orgId}::uuid AND role IN ('owner', 'admin')) AS stoppers,
      (SELECT count(*)::float8 FROM app.api_key WHERE org_id = ${orgId}::uuid AND revoked_at < ${to}
        AND revoked_at >= ${to}::timestamptz - make_interval(days => ${DRILL_DAYS}::int))
      + (SELECT count(*)::float8 FROM app.agent WHERE org_id = ${orgId}::uuid AND status = 'disabled')
      + (SELECT count(*)::float8 FROM app.halt WHERE org_id = ${orgId}::uuid AND drill_id IS NULL AND requested_at < ${to}
        AND requested_at >= ${to}::timestamptz - make_interval(days => ${DRILL_DAYS}::int))
      + (SELECT count(*)::float8 FROM app.halt_drill_result WHERE org_id = ${orgId}::uuid AND passed AND ended_at < ${to}
        AND ended_at >= ${to}::timestamptz - make_interval(days => ${DRILL_DAYS}::int)) AS drills`;
  if (!row) throw new Error("The aggregate query returned no row.");
  return row;
}
