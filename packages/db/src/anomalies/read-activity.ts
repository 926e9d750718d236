import type { ActionBaseline, HourActivity } from "@agentlattice/core/anomalies";
import type { OrgClient } from "../tenancy/in-org.ts";

/** Hours of an agent in an environment, from `from` up to, not including, `to`. */
export interface ActivitySpan {
  readonly agentIds: readonly string[];
  readonly environment: string;
  readonly from: Date;
  readonly to: Date;
}

/** Reads the hours of agents with one action, or altogether (''), oldest first. */
export function readHours(
  client: OrgClient,
  orgId: string,
  { agentIds, environment, from, to, action }: ActivitySpan & { readonly action: string },
): Promise<(HourActivity & { readonly agent_id: string })[]> {
  return client.$queryRaw<(HourActivity & { agent_id: string })[]>`
    SELECT agent_id, (extract(epoch FROM hour) * 1000)::float8 AS hour, requests::float8, records::float8, escalations::float8,
      delegations::float8, bypasses::float8
    FROM app.agent_activity WHERE org_id = ${orgId}::uuid AND agent_id = ANY(${agentIds}::uuid[]) AND environment = ${environment}
      AND action_type = ${action} AND hour >= ${from} AND hour < ${to} ORDER BY hour`;
}

/** Reads the usual activity of an agent with actions; all of its actions by default. The most frequent are first. */
export function readActionBaselines(
  client: OrgClient,
  orgId: string,
  {
    agentIds,
    environment,
    from,
    to,
    actions = null,
    limit,
  }: ActivitySpan & { readonly actions?: readonly string[] | null; readonly limit: number },
): Promise<(ActionBaseline & { readonly action_type: string })[]> {
  return client.$queryRaw<(ActionBaseline & { action_type: string })[]>`
    SELECT action_type, count(*)::float8 AS hours, max(records)::float8 AS records_max,
      (percentile_disc(0.5) WITHIN GROUP (ORDER BY requests))::float8 AS median,
      (percentile_disc(0.05) WITHIN GROUP (ORDER BY requests))::float8 AS low,
      (percentile_disc(0.95) WITHIN GROUP (ORDER BY requests))::float8 AS high,
      (percentile_disc(0.5) WITHIN GROUP (ORDER BY records))::float8 AS records_median
    FROM app.agent_activity WHERE org_id = ${orgId}::uuid AND agent_id = ANY(${agentIds}::uuid[]) AND environment = ${environment}
      AND action_type <> '' AND (${actions === null} OR action_type = ANY(${actions ?? []}::text[]))
      AND hour >= ${from} AND hour < ${to} AND requests > 0
    GROUP BY action_type ORDER BY sum(requests) DESC, action_type LIMIT ${limit}`;
}
