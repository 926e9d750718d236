import { encodeId } from "@agentlattice/core";
import { matchesCapability } from "@agentlattice/core/policy";
import type { AgentLately } from "@agentlattice/core/posture";
import type { EvidenceWindow } from "../posture/evidence-window.ts";
import type { OrgClient } from "../tenancy/in-org.ts";
import type { AgentIds } from "./read-decisions.ts";

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
  readonly actions: readonly string[];
  readonly ends: readonly Date[];
}

/** Every active agent as it was in a window of 30 days. */
export async function readAgentsLately(
  client: OrgClient,
  { orgId, from, to, firstId }: EvidenceWindow,
  agents: AgentIds,
): Promise<AgentLately[]> {
  const dayAgo = new Date(to.getTime() - DAY_MS);
  const rows = await client.$queryRaw<Row[]>`
    WITH acts AS (
      SELECT agent_id, action_type, max(ts) AS last_at, count(*) FILTER (WHERE ts >= ${dayAgo}) AS decisions,
        count(*) FILTER (WHERE ts >= ${dayAgo} AND status = 'denied') AS denials
      FROM app.decision WHERE org_id = ${orgId}::uuid AND id >= ${firstId}::uuid AND ts >= ${from} AND ts < ${to}
      GROUP BY agent_id, action_type
    ), lately AS (
      SELECT agent_id, max(last_at) AS last_at, sum(decisions) AS decisions, sum(denials) AS denials, array_agg(action_type) AS actions
      FROM acts GROUP BY agent_id
    )
    SELECT g.agent_id, g.name, g.capabilities, g.owner_user_id IS NOT NULL AS owned, g.created_at, l.last_at,
      coalesce(l.decisions, 0)::float8 AS decisions, coalesce(l.denials, 0)::float8 AS denials, coalesce(l.actions, '{}') AS actions,
      ARRAY(SELECT k.expires_at FROM app.api_key k WHERE k.org_id = g.org_id AND k.agent_id = g.agent_id
        AND k.revoked_at IS NULL AND k.expires_at > ${to}) AS ends
    FROM app.agent g LEFT JOIN lately l ON l.agent_id = g.agent_id
    WHERE g.org_id = ${orgId}::uuid AND g.status = 'active' AND g.root_agent_id IS NULL AND (${agents === null} OR g.agent_id = ANY(${agents ?? []}::uuid[]))
    ORDER BY g.name`;
  return rows.map((row) => ({
    agent_id: encodeId("agt", row.agent_id),
    agent: row.name,
    owned: row.owned,
    created_at: row.created_at.getTime(),
    last_active_at: row.last_at?.getTime() ?? null,
    decisions: row.decisions,
    denials: row.denials,
    unused_wildcards: unusedWildcards(row, to),
    keys_end_at: row.ends.map((end) => end.getTime()),
  }));
}

/** `prefix.*` that nothing needed; `*` is needed by whatever was done. A new agent had no time to need one. */
function unusedWildcards({ capabilities, actions, created_at }: Row, to: Date): string[] {
  if (to.getTime() - created_at.getTime() < 7 * DAY_MS) return [];
  const wildcards = capabilities.filter((capability) => capability === "*" || capability.endsWith(".*"));
  return wildcards.filter((wildcard) => !actions.some((action) => matchesCapability(wildcard, action)));
}
