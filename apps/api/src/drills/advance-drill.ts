import { encodeId } from "@agentlattice/core";
import type { SettledEntry } from "@agentlattice/core/settle";
import { type AuditedContext, type AuditedWork, grantOrgScope } from "@agentlattice/db";
import { configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { insertHalt } from "../halts/create-halt.ts";
import type { HaltRow } from "../halts/find-halt.ts";
import { endHalt } from "../halts/resume-halt.ts";
import type { DrillRow } from "./find-drill.ts";

const DAY_MS = 86_400_000;
const STARTED = "A scheduled drill. It ends by itself.";
const ENDED = "The drill has ended.";

type DrillDeps = Pick<Deps, "database" | "newId">;

/**
 * Starts a drill that is due, or ends a running one and records its result.
 * INVARIANT: the step is chosen under the lock of the head and moves the due time, so that two processes never make it twice.
 */
export async function advanceDrill(deps: DrillDeps, orgId: string, drillId: string): Promise<void> {
  await deps.database.audited(grantOrgScope(orgId), async (context): Promise<AuditedWork<null>> => {
    const { client, now } = context;
    const drill = await client.haltDrill.findUnique({ where: { orgId_drillId: { orgId, drillId } } });
    if (!drill || drill.nextAt.getTime() > now) return { result: null, entries: [], changesAnswers: false };
    const entries = drill.thenAt === null ? await start(deps, context, drill) : await end(deps, context, drill);
    return { result: null, entries, changesAnswers: true };
  });
}

async function start(deps: DrillDeps, context: AuditedContext, drill: DrillRow): Promise<SettledEntry[]> {
  const { client, now } = context;
  const { orgId, drillId, agentId, everyDays, goalMs } = drill;
  const { entries } = await insertHalt(deps, context, {
    orgId,
    haltId: deps.newId(),
    scope: { kind: "agent", agentId, pattern: null, environment: null },
    reason: STARTED,
    by: { drillId, actor: systemOf(orgId) },
  });
  await client.haltDrill.update({
    where: { orgId_drillId: { orgId, drillId } },
    data: { nextAt: new Date(now + goalMs), thenAt: new Date(now + everyDays * DAY_MS) },
    select: { orgId: true },
  });
  return entries;
}

async function end(deps: DrillDeps, context: AuditedContext, drill: DrillRow): Promise<SettledEntry[]> {
  const { client } = context;
  const { orgId, drillId, thenAt, nextAt } = drill;
  const halt = await client.halt.findFirst({ where: { orgId, drillId }, orderBy: { haltId: "desc" } });
  await client.haltDrill.update({
    where: { orgId_drillId: { orgId, drillId } },
    data: { nextAt: thenAt ?? nextAt, thenAt: null },
    select: { orgId: true },
  });
  if (!halt) throw new Error("A running drill has a halt.");
  const ended = halt.resumedAt ? [] : (await endHalt(deps, context, { halt, reason: ENDED, userId: null, actor: systemOf(orgId) })).entries;
  return [...ended, await record(deps, context, drill, halt)];
}

/** Records which clients acknowledged within the goal. A drill without a client passes nothing. */
async function record(deps: DrillDeps, { client, now }: AuditedContext, drill: DrillRow, halt: HaltRow): Promise<SettledEntry> {
  const { orgId, drillId, agentId, goalMs } = drill;
  const { haltId, requestedAt } = halt;
  const deadline = new Date(requestedAt.getTime() + goalMs);
  const clients = await client.haltClient.count({ where: { orgId, haltId } });
  const in_time = await client.haltClient.count({ where: { orgId, haltId, acknowledgedAt: { lte: deadline } } });
  const passed = clients > 0 && in_time === clients;
  await client.haltDrillResult.create({
    data: { orgId, haltId, drillId, goalMs, clients, inTime: in_time, passed, endedAt: new Date(now) },
    select: { orgId: true },
  });
  return configEntry({
    id: deps.newId(),
    kind: "drill.completed",
    actor: systemOf(orgId),
    subject: { type: "drill", id: encodeId("drl", drillId) },
    data: {
      drill: encodeId("drl", drillId),
      agent: encodeId("agt", agentId),
      halt: encodeId("hlt", haltId),
      goal_ms: goalMs,
      clients,
      in_time,
      passed,
    },
    agentId,
  });
}

function systemOf(orgId: string) {
  return { type: "system", id: encodeId("org", orgId) } as const;
}
