import type { Run, RunQuery } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { RunSelection } from "@agentlattice/db";
import type { z } from "zod";
import { refuseWithheldFilters } from "../audit/data-withheld-reason.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { callerReference } from "../http/caller-reference.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { readBounds } from "../http/read-range.ts";
import { runsReadableBy, sessionsReadableBy } from "./run-access.ts";
import { toRun } from "./to-run.ts";

type RunDeps = Pick<Deps, "configs" | "database">;

const ALL = {
  runId: null,
  before: null,
  reader: null,
  environment: null,
  ownerUserId: null,
  agentId: null,
  sessionIds: null,
  statuses: null,
  from: null,
  to: null,
} as const;

/** Lists the runs that a principal may read, newest first. @throws AppError as `refuseWithheldFilters` */
export async function listRuns(deps: RunDeps, principal: Principal, query: z.output<typeof RunQuery>) {
  refuseWithheldFilters(principal, query.session_id === undefined ? [] : ["session_id"]);
  const visible = query.session_id === undefined ? runsReadableBy(principal) : sessionsReadableBy(principal);
  const { environment = null } = query;
  // INVARIANT: a filter never widens what the caller may see.
  if (visible.environment !== null && environment !== null && visible.environment !== environment) return EMPTY;
  const selection: RunSelection = {
    ...ALL,
    ...visible,
    environment: visible.environment ?? environment,
    before: decodeCursor(query.cursor, idPosition)?.[0] ?? null,
    agentId: query.agent_id === undefined ? null : decodeId("agt", query.agent_id),
    sessionIds: query.session_id === undefined ? null : await sessionsNamed(deps, principal, query.session_id),
    statuses: query.status ?? null,
    ...readBounds(query),
    limit: query.limit + 1,
  };
  const page = toPage(
    await deps.database.runs(principal.scope, selection),
    query.limit,
    (row) => row,
    (row) => [row.runId],
  );
  return { ...page, data: await Promise.all(page.data.map((row) => toRun(deps, principal, row))) };
}

const EMPTY = { data: [], has_more: false, next_cursor: null };

/** Reads one run that a principal may read. @param id `run_…` @throws AppError NOT_FOUND */
export async function getRun(deps: RunDeps, principal: Principal, id: string): Promise<Run> {
  const runId = decodeId("run", id);
  const [row] = runId ? await deps.database.runs(principal.scope, { ...ALL, ...runsReadableBy(principal), runId, limit: 1 }) : [];
  if (!row) throw new AppError("NOT_FOUND", { detail: "There is no such run. GET /runs lists those that you may see." });
  return toRun(deps, principal, row);
}

/** Lists the newest runs of one session that the principal may read. */
export async function runsOfSession(deps: RunDeps, principal: Principal, sessionId: string, limit: number): Promise<Run[]> {
  const rows = await deps.database.runs(principal.scope, { ...ALL, ...sessionsReadableBy(principal), sessionIds: [sessionId], limit });
  return Promise.all(rows.map((row) => toRun(deps, principal, row)));
}

async function sessionsNamed(deps: RunDeps, { scope }: Principal, name: string): Promise<string[]> {
  const { orgId } = scope;
  const reference = callerReference(await deps.database.keysOf(orgId), "session", name);
  const rows = await deps.database.inOrg(scope, (client) =>
    client.agentSession.findMany({ where: { orgId, reference }, select: { sessionId: true } }),
  );
  return rows.map(({ sessionId }) => sessionId);
}
