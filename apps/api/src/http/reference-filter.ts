import type { ReferenceQuery } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { fromHex, toHex } from "@agentlattice/core/ledger";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { EntryReference, ReferenceFilter } from "@agentlattice/db";
import { refuseWithheldFilters } from "../audit/data-withheld-reason.ts";
import type { Deps } from "../deps.ts";
import { entryReference, type ReferenceKind } from "./caller-reference.ts";
import type { Principal } from "./principal.ts";

type ExportFilters = NonNullable<EntryData<"audit.exported">["filters"]>;

/** A filter by run and by ids that callers chose, in the form that the entry of an export records: without these ids. */
export type RecordedReferences = Pick<ExportFilters, "run" | "session" | "correlation" | "correlation_request" | "event" | "event_request">;

/** Resolves a filter by ids that callers chose. An unknown id matches nothing. @throws AppError as `refuseWithheldFilters` */
export async function referenceFilter(deps: Pick<Deps, "database">, principal: Principal, query: ReferenceQuery): Promise<ReferenceFilter> {
  return referencesIn(await recordReferences(deps, principal, query));
}

/** Replaces ids that callers chose with keyed hashes. Everybody may filter by generated ids. @throws AppError as `refuseWithheldFilters` */
export async function recordReferences(
  deps: Pick<Deps, "database">,
  principal: Principal,
  { run_id: run, session_id, correlation_id, event_id }: ReferenceQuery,
): Promise<RecordedReferences> {
  const keys = await deps.database.keysOf(principal.scope.orgId);
  const hashOf = (kind: ReferenceKind, id: string) => toHex(entryReference(keys, kind, id));
  const correlationRequest = correlation_id === undefined ? null : decodeId("cor", correlation_id);
  const eventRequest = event_id === undefined ? null : decodeId("evt", event_id);
  refuseWithheldFilters(principal, [
    ...(session_id === undefined ? [] : ["session_id"]),
    ...(correlation_id === undefined || correlationRequest !== null ? [] : ["correlation_id"]),
    ...(event_id === undefined || eventRequest !== null ? [] : ["event_id"]),
  ]);
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
