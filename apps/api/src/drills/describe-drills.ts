import type { Drill, DrillResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { Principal } from "../http/principal.ts";
import { youCan } from "../http/you.ts";
import type { DrillRow } from "./find-drill.ts";

const RESULTS = 10;

/** Returns drills with their agent and newest results. */
export async function describeDrills(client: OrgClient, principal: Principal, rows: readonly DrillRow[]): Promise<Drill[]> {
  const { orgId } = principal.scope;
  const agentId = { in: rows.map((row) => row.agentId) };
  const agents = await client.agent.findMany({ where: { orgId, agentId }, select: { agentId: true, name: true } });
  const described: Drill[] = [];
  for (const row of rows) {
    const results = await client.haltDrillResult.findMany({
      where: { orgId, drillId: row.drillId },
      orderBy: { endedAt: "desc" },
      take: RESULTS,
    });
    described.push({
      id: encodeId("drl", row.drillId),
      agent_id: encodeId("agt", row.agentId),
      agent_name: agents.find((agent) => agent.agentId === row.agentId)?.name ?? "",
      every_days: row.everyDays,
      goal_ms: row.goalMs,
      running: row.thenAt !== null,
      next_at: (row.thenAt ?? row.nextAt).toISOString(),
      created_at: row.createdAt.toISOString(),
      results: results.map(toResult),
      you: youCan(principal, { deleteDrill: row.thenAt === null, startDrill: row.thenAt === null }),
    });
  }
  return described;
}

function toResult({ haltId, goalMs, clients, inTime, passed, endedAt }: ResultRow): DrillResult {
  return { halt_id: encodeId("hlt", haltId), goal_ms: goalMs, clients, in_time: inTime, passed, ended_at: endedAt.toISOString() };
}

type ResultRow = Awaited<ReturnType<OrgClient["haltDrillResult"]["findMany"]>>[number];

/** Returns one drill in the format of `describeDrills`. */
export async function describeDrill(client: OrgClient, principal: Principal, row: DrillRow): Promise<Drill> {
  const [drill] = await describeDrills(client, principal, [row]);
  return drill as Drill;
}
