import type { CostQuery, Costs } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { calendarPeriod } from "@agentlattice/core/policy";
import { type CostFilter, type CostGroup, type OrgClient, readCostGroups, readCostTotal, readUnknownModels } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { costFilter } from "./cost-filter.ts";
import { projectMonth } from "./project-month.ts";

const MAX_GROUPS = 400;
const MAX_MODELS = 100;
/** Days on which a projection is based. */
const PROJECTION_DAYS = 28;
const DAY_MS = 86_400_000;

/** Sums the costs of a time range by group. */
export async function getCosts(deps: Pick<Deps, "configs" | "database" | "now">, principal: Principal, query: CostQuery): Promise<Costs> {
  const filter = await costFilter(deps, principal, query);
  const { zone } = await deps.configs.get(principal.scope.orgId);
  const now = deps.now();
  const { group_by } = query;
  return deps.database.inOrg(principal.scope, async (client) => {
    const total = await readCostTotal(client, filter);
    const groups = await readCostGroups(client, filter, { by: group_by, zone, max: MAX_GROUPS });
    const names = group_by === "agent" ? await namesOf(client, filter.orgId, groups) : new Map<string, string>();
    return {
      from: filter.from.toISOString(),
      to: filter.to.toISOString(),
      group_by,
      total,
      groups: groups.map(({ key, ...sums }) => ({
        key: key === null ? null : group_by === "agent" ? encodeId("agt", key) : group_by === "run" ? encodeId("run", key) : key,
        name: key === null ? null : (names.get(key) ?? null),
        ...sums,
      })),
      unknown_models: await readUnknownModels(client, filter, MAX_MODELS),
      projection: await project(client, filter, zone, now),
    };
  });
}

async function namesOf(client: OrgClient, orgId: string, groups: readonly CostGroup[]): Promise<Map<string, string>> {
  const agentId = { in: groups.flatMap(({ key }) => key ?? []) };
  const agents = await client.agent.findMany({ where: { orgId, agentId }, select: { agentId: true, name: true } });
  return new Map(agents.map((agent) => [agent.agentId, agent.name]));
}

async function project(client: OrgClient, filter: CostFilter, zone: string, now: number): Promise<Costs["projection"]> {
  const month = calendarPeriod("month", zone, now);
  const today = calendarPeriod("day", zone, now);
  const from = new Date(Math.min(month.starts_at, today.starts_at - PROJECTION_DAYS * DAY_MS));
  const days = await readCostGroups(client, { ...filter, from, to: new Date(now) }, { by: "day", zone, max: MAX_GROUPS });
  return projectMonth(days, { now, month, today: today.starts_at, days: PROJECTION_DAYS });
}
