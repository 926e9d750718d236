import type { AgentSession, AgentSessionDetail, AgentSessionQuery, AgentSessionSelector } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { type AgentSessionSelection, openText, type StoredAgentSession } from "@agentlattice/db";
import type { z } from "zod";
import { dataWithheldReason, refuseWithheldFilters } from "../audit/data-withheld-reason.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { callerReference } from "../http/caller-reference.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { runsOfSession } from "./list-runs.ts";
import { sessionsReadableBy } from "./run-access.ts";

type SessionDeps = Pick<Deps, "configs" | "database">;
type Selector = z.output<typeof AgentSessionSelector>;

const MAX_RUNS = 200;

/** Lists the sessions that a principal may read, newest first. */
export async function listAgentSessions(deps: SessionDeps, principal: Principal, query: z.output<typeof AgentSessionQuery>) {
  const before = decodeCursor(query.cursor, idPosition)?.[0] ?? null;
  const rows = await find(deps, principal, query, { reference: null, before, limit: query.limit + 1 });
  const page = toPage(
    rows,
    query.limit,
    (row) => row,
    (row) => [row.sessionId],
  );
  return { ...page, data: await Promise.all(page.data.map((row) => toSession(deps, principal, row))) };
}

/**
 * Reads a session with its runs by the caller's id.
 * @throws AppError as `refuseWithheldFilters`, NOT_FOUND; INVALID_REQUEST when several agents or environments use the id and the query names none of them
 */
export async function getAgentSession(
  deps: SessionDeps,
  principal: Principal,
  name: string,
  selector: Selector,
): Promise<AgentSessionDetail> {
  refuseWithheldFilters(principal, ["id"]);
  const reference = callerReference(await deps.database.keysOf(principal.scope.orgId), "session", name);
  const [row, another] = await find(deps, principal, selector, { reference, before: null, limit: 2 });
  if (!row) throw new AppError("NOT_FOUND", { detail: "There is no such session. GET /sessions lists them." });
  if (another) throw ambiguous(row.rootAgentId !== another.rootAgentId ? "agent_id" : "environment");
  return { ...(await toSession(deps, principal, row)), runs: await runsOfSession(deps, principal, row.sessionId, MAX_RUNS) };
}

type Position = Pick<AgentSessionSelection, "reference" | "before" | "limit">;

async function find(deps: SessionDeps, principal: Principal, { agent_id, environment }: Selector, position: Position) {
  const visible = sessionsReadableBy(principal);
  // INVARIANT: a filter never widens what the caller may see.
  if (visible.environment !== null && environment !== undefined && visible.environment !== environment) return [];
  return deps.database.agentSessions(principal.scope, {
    ...position,
    ...visible,
    environment: visible.environment ?? environment ?? null,
    rootAgentId: agent_id === undefined ? null : decodeId("agt", agent_id),
  });
}

async function toSession(deps: SessionDeps, principal: Principal, row: StoredAgentSession): Promise<AgentSession> {
  const { orgId, sessionId } = row;
  const { origin } = await deps.configs.get(orgId);
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const withheld = dataWithheldReason(principal, true);
  return {
    id: withheld === null ? openText({ dataKey, orgId, origin, entryId: sessionId, field: "session" }, row.name) : null,
    agent: { id: encodeId("agt", row.rootAgentId), name: row.rootAgentName },
    environment: row.environment,
    created_at: row.createdAt.toISOString(),
    run_count: row.runs,
    withheld,
  };
}

function ambiguous(path: "agent_id" | "environment"): AppError {
  const several = path === "agent_id" ? "Several agents use this session id" : "This session id is used in several environments";
  return new AppError("INVALID_REQUEST", {
    detail: `${several}. Add ${path} to the query.`,
    errors: [{ path, message: "is needed, because the id alone names several sessions" }],
  });
}
