import type { ReferenceQuery } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { fromHex, toHex } from "@agentlattice/core/ledger";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { EntryReference, OrgKeys, ReferenceFilter } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { entryReference, type ReferenceKind } from "./caller-reference.ts";
import type { Principal } from "./principal.ts";

type ExportFilters = NonNullable<EntryData<"audit.exported">["filters"]>;

/** A filter by run and by ids that callers chose, in the form that the entry of an export records: without these ids. */
export type RecordedReferences = Pick<ExportFilters, "run" | "session" | "correlation" | "correlation_request" | "event" | "event_request">;

/** Resolves a filter by ids that callers chose. An unknown id matches nothing. */
export async function referenceFilter(deps: Pick<Deps, "database">, { scope }: Principal, query: ReferenceQuery): Promise<ReferenceFilter> {
  return referencesIn(recordReferences(await deps.database.keysOf(scope.orgId), query));
}

/** Replaces ids that callers chose with keyed hashes. */
export function recordReferences(keys: OrgKeys, { run_id: run, session_id, correlation_id, event_id }: ReferenceQuery): RecordedReferences {
  const hashOf = (kind: ReferenceKind, id: string) => toHex(entryReference(keys, kind, id));
  const correlationRequest = correlation_id === undefined ? null : decodeId("cor", correlation_id);
  const eventRequest = event_id === undefined ? null : decodeId("evt", event_id);
  return {
    ...(run === undefined ? {} : { run }),
    ...(session_id === undefined ? {} : { session: hashOf("session", session_id) }),
    ...(correlation_id === undefined ? {} : { correlation: hashOf("correlation", correlation_id) }),
    ...(correlationRequest === null ? {} : { correlation_request: encodeId("evt", correlationRequest) }),
    ...(event_id === undefined ? {} : { event: hashOf("event", event_id) }),
    ...(eventRequest === null ? {} : { event_request: encodeId("evt", eventRequest) }),
  };
}

/** Converts recorded references to the form that the database uses. */
export function referencesIn(recorded: RecordedReferences): ReferenceFilter {
  const { run, session, correlation, correlation_request, event, event_request } = recorded;
  const runId = run === undefined ? null : decodeId("run", run);
  const references = [toReference(session), toReference(correlation, correlation_request), toReference(event, event_request)];
  return { references: references.flat(), ...(runId === null ? {} : { runId }) };
}

function toReference(hex: string | undefined, request?: string): EntryReference[] {
  const hash = hex === undefined ? null : fromHex(hex);
  return hash === null ? [] : [{ hash, request: request === undefined ? null : decodeId("evt", request) }];
}
