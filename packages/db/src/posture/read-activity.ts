import type { OrgClient } from "../tenancy/in-org.ts";
import type { EvidenceWindow } from "./evidence-window.ts";

/** Number of decisions of one agent, action, policy and status. */
export interface Activity {
  readonly agent_id: string;
  readonly action_type: string;
  readonly policy_name: string | null;
  readonly status: "executed" | "denied" | "requested";
  readonly decisions: number;
  /** Number of executed decisions, with or without approval. */
  readonly executed: number;
  /** Number of executed decisions with a reported outcome. */
  readonly reported: number;
  readonly last_at: Date;
}

/** Counts the activity of a window in one pass over its decisions. */
export function readActivity(client: OrgClient, { orgId, from, to, firstId }: EvidenceWindow): Promise<Activity[]> {
  return client.$queryRaw<Activity[]>`
    SELECT d.agent_id, d.action_type, d.policy_name, d.status, count(*)::float8 AS decisions, max(d.ts) AS last_at,
      count(*) FILTER (WHERE d.status = 'executed' OR used.approval_id IS NOT NULL)::float8 AS executed,
      count(*) FILTER (WHERE (d.status = 'executed' OR used.approval_id IS NOT NULL)
        AND d.id IN (SELECT event_id FROM app.action_report WHERE org_id = ${orgId}::uuid AND event_id >= ${firstId}::uuid))::float8 AS reported
    FROM app.decision d
    LEFT JOIN app.approval used ON used.org_id = ${orgId}::uuid AND used.approval_id = d.approval_id AND used.status = 'used'
    WHERE d.org_id = ${orgId}::uuid AND d.id >= ${firstId}::uuid AND d.ts >= ${from} AND d.ts < ${to}
    GROUP BY d.agent_id, d.action_type, d.policy_name, d.status`;
}
