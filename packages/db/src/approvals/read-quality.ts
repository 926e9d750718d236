import { Prisma } from "../generated/prisma/client.ts";
import type { EvidenceWindow } from "../posture/evidence-window.ts";
import type { OrgClient } from "../tenancy/in-org.ts";

/** Counts of requests made, decided and expired in a window, and the times to decide. */
export interface RequestQuality {
  readonly requests: number;
  readonly approved: number;
  readonly denied: number;
  readonly expired: number;
  readonly median_ms: number | null;
  readonly p95_ms: number | null;
}

interface PolicyRequestQuality extends RequestQuality {
  /** Wire id. */
  readonly policy_id: string;
  readonly name: string;
}

/** Requests, decisions by people and expiries in the window, each with the policies of its request. */
const happened = ({ orgId, from, to }: EvidenceWindow, environment: string | null) => Prisma.sql`
  SELECT policies, 'requested' AS kind, NULL::float8 AS ms FROM app.approval
  WHERE org_id = ${orgId}::uuid AND requested_at >= ${from} AND requested_at < ${to} AND (${environment}::text IS NULL OR environment = ${environment})
  UNION ALL
  SELECT policies, CASE status WHEN 'denied' THEN 'denied' ELSE 'approved' END, (extract(epoch FROM decided_at - requested_at) * 1000)::float8
  FROM app.approval
  WHERE org_id = ${orgId}::uuid AND decided_at >= ${from} AND decided_at < ${to} AND (${environment}::text IS NULL OR environment = ${environment})
  UNION ALL
  SELECT policies, 'expired', NULL FROM app.approval
  WHERE org_id = ${orgId}::uuid AND status = 'expired' AND expires_at >= ${from} AND expires_at < ${to}
    AND (${environment}::text IS NULL OR environment = ${environment})`;

const FIGURES = Prisma.sql`
  count(*) FILTER (WHERE kind = 'requested')::float8 AS requests, count(*) FILTER (WHERE kind = 'approved')::float8 AS approved,
  count(*) FILTER (WHERE kind = 'denied')::float8 AS denied, count(*) FILTER (WHERE kind = 'expired')::float8 AS expired,
  round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)) AS median_ms, round(percentile_cont(0.95) WITHIN GROUP (ORDER BY ms)) AS p95_ms`;

/**
 * Reads how requests ended, in total and per policy, in one environment or in all. A request for which several policies asked counts for
 * each of them.
 */
export async function readRequestQuality(
  client: OrgClient,
  window: EvidenceWindow,
  environment: string | null,
): Promise<{ total: RequestQuality; policies: PolicyRequestQuality[] }> {
  const [total] = await client.$queryRaw<RequestQuality[]>`
    WITH happened AS (${happened(window, environment)}) SELECT ${FIGURES} FROM happened`;
  if (!total) throw new Error("The aggregate query returned no row.");
  const policies = await client.$queryRaw<PolicyRequestQuality[]>`
    WITH happened AS (${happened(window, environment)})
    SELECT p ->> 'id' AS policy_id, max(p ->> 'name') AS name, ${FIGURES}
    FROM happened CROSS JOIN LATERAL jsonb_array_elements(policies) p WHERE p ->> 'verdict' = 'approve'
    GROUP BY 1 ORDER BY requests DESC, name`;
  return { total, policies };
}

/** Counts the actions that were decided without a person, by the name of the policy that decided; null for the default. */
export function readAutomaticDecisions(
  client: OrgClient,
  { orgId, from, to, firstId }: EvidenceWindow,
  environment: string | null,
): Promise<{ policy_name: string | null; decisions: number }[]> {
  return client.$queryRaw<{ policy_name: string | null; decisions: number }[]>`
    SELECT policy_name, count(*)::float8 AS decisions FROM app.decision
    WHERE org_id = ${orgId}::uuid AND id >= ${firstId}::uuid AND ts >= ${from} AND ts < ${to} AND status <> 'requested'
      AND (${environment}::text IS NULL OR environment = ${environment})
    GROUP BY 1`;
}
