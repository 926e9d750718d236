import type { EntryRow } from "../ledger/ledger-reader.ts";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";

export interface StoredRunEvent {
  readonly runSeq: number;
  readonly eventId: string;
  readonly type: string;
  /** UUID. */
  readonly agentId: string | null;
  readonly iterationIndex: number | null;
  readonly at: Date;
  readonly recordedAt: Date;
  /** UUID of the submission that a lifecycle event is about. */
  readonly requestId: string | null;
  /** The sealed data of a lifecycle event. */
  readonly data: Buffer | null;
  /** The ledger entry of a governance event; null for a lifecycle event. */
  readonly entry: Pick<EntryRow, "bytes" | "leafHash" | "agentId" | "environment"> | null;
}

interface Row extends Omit<StoredRunEvent, "entry"> {
  readonly bytes: Buffer | null;
  readonly leafHash: Buffer;
  readonly entryAgentId: string | null;
  readonly environment: string | null;
}

const PAGE = {
  name: "run_events",
  text: `SELECT e.run_seq::float8 AS "runSeq", e.event_id AS "eventId", e.type, e.agent_id AS "agentId", e.iteration_index::float8 AS "iterationIndex",
      e.at, e.recorded_at AS "recordedAt", e.request_id AS "requestId", e.data, l.bytes, l.leaf_hash AS "leafHash", l.agent_id AS "entryAgentId", l.environment
    FROM app.run_event e LEFT JOIN app.ledger_entry l ON e.governance AND l.org_id = e.org_id AND l.id = e.event_id
    WHERE e.org_id = $1 AND e.run_id = $2 AND e.run_seq > $3 AND ($5::boolean IS NULL OR e.governance = $5) ORDER BY e.run_seq LIMIT $4`,
};

export interface RunEventPage {
  readonly runId: string;
  /** Reads the events after this position. */
  readonly after: number;
  readonly limit: number;
  readonly kind?: "lifecycle" | "governance" | undefined;
}

/** Reads the events of a run after a position, in order. */
export async function readRunEvents(
  reader: OrgReader,
  scope: OrgScope,
  { runId, after, limit, kind }: RunEventPage,
): Promise<StoredRunEvent[]> {
  const isGovernance = kind === undefined ? null : kind === "governance";
  const rows = await reader.rows<Row>(scope, { ...PAGE, values: [scope.orgId, runId, after, limit, isGovernance] });
  return rows.map(({ bytes, leafHash, entryAgentId, environment, ...event }) => ({
    ...event,
    entry: bytes && { bytes, leafHash, agentId: entryAgentId, environment },
  }));
}

const POSITION = { name: "run_seq_of", text: `SELECT run_seq::float8 AS "runSeq" FROM app.run_event WHERE org_id = $1 AND event_id = $2` };

/** Reads the position of an event in its run. @param eventId UUID of an event that was stored */
export async function readRunSeq(reader: OrgReader, scope: OrgScope, eventId: string): Promise<number> {
  const [row] = await reader.rows<{ runSeq: number }>(scope, { ...POSITION, values: [scope.orgId, eventId] });
  if (!row) throw new Error("The event has no position in a run.");
  return row.runSeq;
}
