import type { RunEvent, RunEventQuery } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { openText, type StoredRunEvent } from "@agentlattice/db";
import { z } from "zod";
import { toAuditEvent } from "../audit/to-audit-event.ts";
import { visibleAgents } from "../audit/visible-agents.ts";
import type { Deps } from "../deps.ts";
import { whyNot } from "../http/authorize.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { getRun } from "./list-runs.ts";

const position = z.tuple([z.int().min(0)]);

/** Lists the events of a run in the order of run_seq. @param id `run_…` @throws AppError NOT_FOUND */
export async function listRunEvents(
  deps: Pick<Deps, "configs" | "database">,
  principal: Principal,
  id: string,
  query: z.output<typeof RunEventQuery>,
) {
  await getRun(deps, principal, id);
  const { scope } = principal;
  const after = decodeCursor(query.cursor, position)?.[0] ?? query.after ?? 0;
  const [rows, visible, { origin }, keys] = await Promise.all([
    deps.database.runEvents(scope, { runId: decodeId("run", id) as string, after, limit: query.limit + 1 }),
    visibleAgents(deps, principal),
    deps.configs.get(scope.orgId),
    deps.database.keysOf(scope.orgId),
  ]);
  const mayRead = (agentId: string | null) => visible === null || (agentId !== null && visible.includes(agentId));
  const open = ({ eventId, data }: StoredRunEvent) =>
    data &&
    (JSON.parse(
      openText({ dataKey: keys.data, orgId: scope.orgId, origin, entryId: eventId, field: "run_event" }, data),
    ) as RunEvent["data"]);
  return toPage(
    rows,
    query.limit,
    (row): RunEvent => {
      const because = row.data ? whyWithheld(principal, mayRead(row.agentId)) : null;
      return {
        run_seq: row.runSeq,
        kind: row.entry ? "governance" : "lifecycle",
        type: row.type,
        agent_id: row.agentId && encodeId("agt", row.agentId),
        iteration_index: row.iterationIndex,
        at: row.at.toISOString(),
        recorded_at: row.recordedAt.toISOString(),
        data: because === null ? open(row) : null,
        withheld: because,
        entry: row.entry && mayRead(row.entry.agentId) ? toAuditEvent(row.entry) : null,
      };
    },
    (row) => [row.runSeq],
  );
}

/**
 * Returns the reason why the data of an event is withheld, or null. Agents read what they and their descendants reported. Others need the
 * permission for payloads, and operators read only those of approvals, to which no event belongs.
 */
function whyWithheld(principal: Principal, isOwn: boolean): string | null {
  if (principal.kind === "agent") return isOwn ? null : "An agent reads the data of its own events and of those of its descendants.";
  const refused = whyNot(principal, "audit:payloads");
  if (refused !== null) return refused;
  if (principal.kind === "person" && principal.role === "operator")
    return "The role operator reads payloads of approvals that it may decide.";
  return null;
}
