import { encodeId } from "@agentlattice/core";
import { matchesCapability } from "@agentlattice/core/policy";
import type { RecentAgentActivity } from "@agentlattice/core/posture";
import { type EvidenceWindow, windowOf } from "../posture/evidence-window.ts";
import type { OrgClient } from "../tenancy/in-org.ts";
import type { OverviewScope } from "./read-decisions.ts";

const DAY_MS = 86_400_000;

interface Row {
  readonly agent_id: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly owned: boolean;
  readonly created_at: Date;
  readonly last_at: Date | null;
  readonly decisions: number;
  readonly denials: number;
  readonly not_executed: number;
  readonly actions: readonly string[];
  readonly ends: readonly Date[];
}

/**
 * Reads the active agents with their activity of the last 30 days. With an environment: only agents with a usable key there, with its
 * decisions and keys; owner, inactivity and unused wildcards cover all environments. Actions are looked up one by one in their index,
 * because a record can be long.
 */
export async function readRecentAgentActivity(
  client: OrgClient,
  { orgId, from, to }: EvidenceWindow,
  { agents, environment }: OverviewScope,
): Promise<RecentAgentActivity[]> {
  const day = windowOf(orgId, new Date(to.getTime() - DAY_MS), to);
  const rows = await client.$queryRaw<Row[]>`
    WITH recent AS MATERIALIZED (
      SELECT agent_id, count(*) AS decisions, count(*) FILTER (WHERE status = 'denied') AS denials
      FROM app.decision WHERE org_id = ${orgId}::uuid AND id >= ${day.firstId}::uuid AND ts >= ${day.from} AND ts < ${to}
        AND (${environment}::text IS NULL OR environment = ${environment}) GROUP BY agent_id
    )
    SELECT g.agent_id, g.name, g.capabilities, g.owner_user_id IS NOT NULL AS owned, g.created_at, l.last_at,
      coalesce(r.decisions, 0)::float8 AS decisions, coalesce(r.denials, 0)::float8 AS denials, coalesce(l.actions, '{}') AS actions,
      ARRAY(SELECT k.expires_at FROM app.api_key k WHERE k.org_id = g.org_id AND k.agent_id = g.agent_id
        AND k.revoked_at IS NULL AND k.expires_at > ${to} AND (${environment}::text IS NULL OR k.environment = ${environment})) AS ends,
      (SELECT count(*)::float8 FROM app.ledger_entry e WHERE e.org_id = g.org_id AND e.kind = 'report.refused' AND e.agent_id = g.agent_id
        AND e.ts >= ${from} AND e.ts < ${to} AND (${environment}::text IS NULL OR e.environment = ${environment})) AS not_executed
    FROM app.agent g LEFT JOIN recent r ON r.agent_id = g.agent_id CROSS JOIN LATERAL (
      WITH RECURSIVE used (action_type) AS (
        (SELECT min(d.action_type) FROM app.decision d WHERE d.org_id = ${orgId}::uuid AND d.agent_id = g.agent_id)
        UNION ALL
        SELECT (SELECT min(d.action_type) FROM app.decision d
          WHERE d.org_id = ${orgId}::uuid AND d.agent_id = g.agent_id AND d.action_type > u.action_type)
        FROM used u WHERE u.action_type IS NOT NULL
      )
      SELECT array_agg(u.action_type) AS actions, max(newest.ts) AS last_at
      FROM used u CROSS JOIN LATERAL (SELECT max(d.ts) AS ts FROM app.decision d
        WHERE d.org_id = ${orgId}::uuid AND d.agent_id = g.agent_id AND d.action_type = u.action_type AND d.ts < ${to}) newest
      WHERE newest.ts >= ${from}
    ) l
    WHERE g.org_id = ${orgId}::uuid AND g.status = 'active' AND g.root_agent_id IS NULL AND (${agents === null} OR g.agent_id = ANY(${agents ?? []}::uuid[]))
      AND (${environment}::text IS NULL OR EXISTS (SELECT FROM app.api_key k WHERE k.org_id = g.org_id AND k.agent_id = g.agent_id
        AND k.environment = ${environment} AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${to})))
    ORDER BY g.name`;
  return rows.map((row) => ({
    agent_id: encodeId("agt", row.agent_id),
    agent: row.name,
    owned: row.owned,
    created_at: row.created_at.getTime(),
    last_active_at: row.last_at?.getTime() ?? null,
    decisions: row.decisions,
    denials: row.denials,
    not_executed: row.not_executed,
    unused_wildcards: unusedWildcards(row, to),
    keys_end_at: row.ends.map((end) => end.getTime()),
  }));
}

/** Returns capabilities that no action used. `*` counts as used by every action. New agents have none. */
function unusedWildcards({ capabilities, actions, created_at }: Row, to: Date): string[] {
  if (to.getTime() - created_at.getTime() < 7 * DAY_MS) return [];
  const wildcards = capabilities.filter((capability) => capability.endsWith("*"));
  return wildcards.filter((wildcard) => !actions.some((action) => matchesCapability(wildcard, action)));
}
