import type { OrgClient } from "../tenancy/in-org.ts";
import type { OverviewScope } from "./read-decisions.ts";

export interface Counters {
  readonly agents: number;
  readonly policies: number;
  readonly entries: number;
  /** True for a sample organisation. */
  readonly sample: boolean;
}

/** Counts active agents, active policies and ledger entries, in one environment or in all. */
export async function readCounters(client: OrgClient, orgId: string, { agents, environment }: OverviewScope): Promise<Counters> {
  const [row] = await client.$queryRaw<Counters[]>`
    SELECT (SELECT count(*)::float8 FROM app.agent WHERE org_id = ${orgId}::uuid AND status = 'active'
        AND (${agents === null} OR agent_id = ANY(${agents ?? []}::uuid[]))
        AND (${environment}::text IS NULL OR EXISTS (SELECT FROM app.api_key k WHERE k.org_id = ${orgId}::uuid AND k.agent_id = agent.agent_id
          AND k.environment = ${environment} AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())))) AS agents,
      (SELECT count(*)::float8 FROM app.policy WHERE org_id = ${orgId}::uuid AND active_version IS NOT NULL
        AND (${environment}::text IS NULL OR EXISTS (SELECT FROM app.policy_version v WHERE v.org_id = ${orgId}::uuid AND v.policy_id = policy.policy_id
          AND v.version = policy.active_version AND coalesce(v.canonical::jsonb #> '{spec,match,environments}' ? ${environment}, true)))) AS policies,
      CASE WHEN ${environment}::text IS NULL THEN (SELECT size::float8 FROM app.ledger_head WHERE org_id = ${orgId}::uuid)
        ELSE (SELECT count(*)::float8 FROM app.ledger_entry WHERE org_id = ${orgId}::uuid AND environment = ${environment} AND seq >= 0) END AS entries,
      (SELECT sample FROM app.organisation WHERE org_id = ${orgId}::uuid) AS sample`;
  if (!row) throw new Error("The aggregate query returned no row.");
  return row;
}
