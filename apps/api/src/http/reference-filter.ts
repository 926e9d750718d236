import type { ReferenceQuery } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { ReferenceFilter } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { entryReference } from "./caller-reference.ts";
import type { Principal } from "./principal.ts";

/** Resolves a filter by ids that callers chose. An unknown id matches nothing. */
export async function referenceFilter(
  deps: Pick<Deps, "database">,
  { scope }: Principal,
  { run_id, session_id, correlation_id, event_id }: ReferenceQuery,
): Promise<ReferenceFilter> {
  const keys = await deps.database.keysOf(scope.orgId);
  const references = [
    ...(session_id === undefined ? [] : [{ hash: entryReference(keys, "session", session_id), request: null }]),
    ...(correlation_id === undefined
      ? []
      : [{ hash: entryReference(keys, "correlation", correlation_id), request: decodeId("cor", correlation_id) }]),
    ...(event_id === undefined ? [] : [{ hash: entryReference(keys, "event", event_id), request: decodeId("evt", event_id) }]),
  ];
  const runId = run_id === undefined ? null : decodeId("run", run_id);
  return { references, ...(runId === null ? {} : { runId }) };
}
