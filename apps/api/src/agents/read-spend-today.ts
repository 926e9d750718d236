import type { AgentRecord, Environment } from "@agentlattice/contract";
import { calendarPeriod } from "@agentlattice/core/policy";
import { type OrgClient, readCostGroups } from "@agentlattice/db";

interface SpendToday {
  readonly orgId: string;
  readonly agentIds: readonly string[];
  readonly environment: Environment | null;
  /** IANA name of the organisation's time zone. */
  readonly zone: string;
  readonly now: Date;
}

/** Sums the costs of agents since midnight in the organisation's time zone. Agents without costs are omitted. */
export async function readSpendToday(
  client: OrgClient,
  { orgId, agentIds, environment, zone, now }: SpendToday,
): Promise<ReadonlyMap<string | null, Omit<AgentRecord["spend_today"], "cap">>> {
  const from = new Date(calendarPeriod("day", zone, now.getTime()).starts_at);
  const filter = { orgId, from, to: now, agents: agentIds, model: null, runId: null, session: null, environment };
  const groups = await readCostGroups(client, filter, { by: "agent", zone, max: Math.max(1, agentIds.length) });
  return new Map(groups.map(({ key, usd, unknown }) => [key, { usd, unknown }]));
}
