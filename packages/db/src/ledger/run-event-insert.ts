import type { ColumnType } from "./encode-array.ts";

/** The columns of an event of a run before it has a number. Without `run_id` the event belongs to the run of `request_id`. */
export const RUN_EVENT_COLUMNS = {
  org_id: "uuid",
  run_id: "uuid",
  request_id: "uuid",
  event_id: "uuid",
  type: "text",
  governance: "boolean",
  agent_id: "uuid",
  at: "timestamptz",
  recorded_at: "timestamptz",
  iteration_index: "bigint",
  data: "bytea",
} as const satisfies Record<string, ColumnType>;

const NAMES = Object.keys(RUN_EVENT_COLUMNS).join(", ");

/**
 * Returns the INSERT that numbers events in the order of the batch. Entries that follow a request take its run; those of no run are dropped.
 * INVARIANT: the head of the organisation is locked by an earlier statement, so nobody else numbers its runs and the numbers have no gaps.
 * OFFSET 0 keeps each look-up an index scan by key.
 */
export function runEventInsert(unnest: string): string {
  return `INSERT INTO app.run_event
      (org_id, run_id, run_seq, event_id, type, governance, agent_id, at, recorded_at, iteration_index, data, request_id)
    SELECT k.org_id, k.in_run, coalesce(last.run_seq, 0) + row_number() OVER (PARTITION BY k.org_id, k.in_run ORDER BY k.n),
      k.event_id, k.type, k.governance, k.agent_id, k.at, k.recorded_at, k.iteration, k.data, k.request_id
    FROM (
      SELECT u.*, coalesce(u.run_id, request.run_id) AS in_run, coalesce(u.iteration_index, request.iteration_index) AS iteration
      FROM ${unnest} WITH ORDINALITY u(${NAMES}, n)
      LEFT JOIN LATERAL (SELECT r.run_id, r.iteration_index FROM app.run_event r
        WHERE r.org_id = u.org_id AND r.event_id = u.request_id OFFSET 0) request ON u.run_id IS NULL) k
    LEFT JOIN LATERAL (SELECT r.run_seq FROM app.run_event r WHERE r.org_id = k.org_id AND r.run_id = k.in_run
      ORDER BY r.run_seq DESC LIMIT 1) last ON true
    WHERE k.in_run IS NOT NULL`;
}
