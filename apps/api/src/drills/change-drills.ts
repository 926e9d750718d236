import type { Drill, DrillInput } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { SettledEntry } from "@agentlattice/core/settle";
import { findAgent } from "../agents/find-agent.ts";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Once } from "../http/idempotency.ts";
import type { PersonPrincipal, Principal } from "../http/principal.ts";
import { describeDrill } from "./describe-drills.ts";
import { type DrillRow, findDrill } from "./find-drill.ts";

interface OfDrill {
  readonly principal: PersonPrincipal;
  readonly drillId: string;
  readonly deps: Pick<Deps, "database" | "newId">;
}

/** Schedules drills of an agent. The first starts at once. @throws AppError NOT_FOUND, NAME_TAKEN when the agent has a drill */
export async function createDrill(input: {
  readonly principal: PersonPrincipal;
  readonly input: DrillInput;
  readonly once: Once;
  readonly deps: Pick<Deps, "newId">;
}): Promise<Drill> {
  const { principal, once, deps } = input;
  const { agent, every_days, goal_ms } = input.input;
  const { orgId } = principal.scope;
  const agentId = decodeId("agt", agent) ?? "";
  return once(async ({ client, now }) => {
    await findAgent(client, principal, agentId);
    if (await client.haltDrill.findUnique({ where: { orgId_agentId: { orgId, agentId } }, select: { drillId: true } }))
      throw new AppError("NAME_TAKEN", { detail: "This agent has a drill. GET /drills lists the drills." });
    const at = new Date(now);
    const row = await client.haltDrill.create({
      data: {
        orgId,
        drillId: deps.newId(),
        agentId,
        everyDays: every_days,
        goalMs: goal_ms,
        nextAt: at,
        createdBy: principal.userId,
        createdAt: at,
      },
    });
    const entries = [drillEntry(deps, principal, row, "created")];
    return { result: await describeDrill(client, principal, row), entries, changesAnswers: false };
  });
}

/** Starts a drill now. A running drill continues. @throws AppError NOT_FOUND */
export async function startDrill({ principal, drillId, deps }: OfDrill): Promise<Drill> {
  const { orgId } = principal.scope;
  const { result } = await deps.database.audited(principal.scope, async ({ client, now }) => {
    const before = await findDrill(client, orgId, drillId);
    const isRunning = before.thenAt !== null;
    const row = isRunning
      ? before
      : await client.haltDrill.update({ where: { orgId_drillId: { orgId, drillId } }, data: { nextAt: new Date(now) } });
    const entries = isRunning ? [] : [drillEntry(deps, principal, row, "started")];
    return { result: await describeDrill(client, principal, row), entries, changesAnswers: false };
  });
  return result;
}

/** Removes a drill that is not running. @throws AppError NOT_FOUND, DRILL_RUNNING */
export async function deleteDrill({ principal, drillId, deps }: OfDrill): Promise<void> {
  const { orgId } = principal.scope;
  await deps.database.audited(principal.scope, async ({ client }) => {
    const row = await findDrill(client, orgId, drillId);
    if (row.thenAt !== null) throw new AppError("DRILL_RUNNING", { detail: "This drill is running. It ends by itself; try again then." });
    await client.haltDrill.delete({ where: { orgId_drillId: { orgId, drillId } }, select: { orgId: true } });
    return { result: null, entries: [drillEntry(deps, principal, row, "removed")], changesAnswers: false };
  });
}

function drillEntry(
  deps: Pick<Deps, "newId">,
  principal: Principal,
  { drillId, agentId }: DrillRow,
  change: "created" | "started" | "removed",
): SettledEntry {
  const drill = encodeId("drl", drillId);
  return configEntry({
    id: deps.newId(),
    kind: "drill.changed",
    actor: actorOf(principal),
    subject: { type: "drill", id: drill },
    data: { drill, agent: encodeId("agt", agentId), change },
    agentId,
  });
}
