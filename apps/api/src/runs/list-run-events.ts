import type { RunEvent, RunEventQuery } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { correlationOf } from "@agentlattice/core/settle";
import { openText, type StoredRunEvent } from "@agentlattice/db";
import { z } from "zod";
import { dataWithheldReason } from "../audit/data-withheld-reason.ts";
import { storedEntry } from "../audit/stored-entry.ts";
import { toAuditEvent } from "../audit/to-audit-event.ts";
import { visibleAgents } from "../audit/visible-agents.ts";
import type { Deps } from "../deps.ts";
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
  const runId = decodeId("run", id) as string;
  const after = decodeCursor(query.cursor, position)?.[0] ?? query.after ?? 0;
  const [rows, visible, { origin }, keys] = await Promise.all([
    deps.database.runEvents(scope, { runId, after, limit: query.limit + 1, kind: query.kind }),
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
      const because = row.data ? dataWithheldReason(principal, mayRead(row.agentId)) : null;
      return {
        run_seq: row.runSeq,
        kind: row.entry ? "governance" : "lifecycle",
        type: row.type,
        agent_id: row.agentId && encodeId("agt", row.agentId),
        iteration_index: row.iterationIndex,
        at: row.at.toISOString(),
        recorded_at: row.recordedAt.toISOString(),
        correlation_id: row.entry ? (storedEntry(row.entry.bytes).corr as string) : correlationOf(row.requestId ?? runId),
        data: because === null ? open(row) : null,
        withheld: because,
        entry: row.entry && mayRead(row.entry.agentId) ? toAuditEvent(row.entry) : null,
      };
    },
    (row) => [row.runSeq],
  );
}
