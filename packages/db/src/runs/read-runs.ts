import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { type RunReader, readableRun, readerValues } from "./run-reader.ts";

export type StoredRunStatus = "running" | "waiting" | "paused" | "completed" | "failed" | "cancelled";

/** Selects runs. Ids are UUIDs. A field that is null selects all. */
export interface RunSelection {
  readonly runId: string | null;
  /** The newest run before this one. */
  readonly before: string | null;
  /** Limits the runs to those that an agent reads. */
  readonly reader: RunReader | null;
  readonly environment: string | null;
  /** The person who owns the agent. */
  readonly ownerUserId: string | null;
  readonly agentId: string | null;
  readonly sessionIds: readonly string[] | null;
  readonly statuses: readonly StoredRunStatus[] | null;
  readonly from: Date | null;
  /** Excluded. */
  readonly to: Date | null;
  readonly limit: number;
}

export interface StoredRun {
  readonly runId: string;
  readonly orgId: string;
  readonly agentId: string;
  readonly agentName: string;
  readonly environment: string;
  readonly createdAt: Date;
  readonly details: Uint8Array;
  readonly status: StoredRunStatus;
  /** The number of events. */
  readonly events: number;
  readonly lastEventAt: Date | null;
  readonly endedAt: Date | null;
}

/** The status is derived from the events and the approvals, so that it never contradicts them. */
const TEXT = `WITH waiting AS MATERIALIZED (
    SELECT DISTINCT e.run_id FROM app.approval a JOIN app.run_event e ON e.org_id = a.org_id AND e.event_id = a.event_id
    WHERE a.org_id = $1 AND a.status = 'pending')
  SELECT * FROM (
    SELECT r.run_id AS "runId", r.org_id AS "orgId", r.agent_id AS "agentId", g.name AS "agentName", r.environment, r.created_at AS "createdAt",
      r.details, coalesce(last.run_seq, 0)::float8 AS events, last.recorded_at AS "lastEventAt", ended.recorded_at AS "endedAt",
      CASE WHEN ended.type IS NOT NULL THEN substr(ended.type, 5) WHEN EXISTS (SELECT FROM waiting w WHERE w.run_id = r.run_id) THEN 'waiting'
        WHEN pause.type = 'run.paused' THEN 'paused' ELSE 'running' END AS status
    FROM app.run r
    JOIN app.agent g ON g.org_id = r.org_id AND g.agent_id = r.agent_id
    LEFT JOIN LATERAL (SELECT e.run_seq, e.recorded_at FROM app.run_event e WHERE e.org_id = r.org_id AND e.run_id = r.run_id
      ORDER BY e.run_seq DESC LIMIT 1) last ON true
    LEFT JOIN LATERAL (SELECT e.type, e.recorded_at FROM app.run_event e WHERE e.org_id = r.org_id AND e.run_id = r.run_id
      AND e.type IN ('run.completed', 'run.failed', 'run.cancelled') OFFSET 0) ended ON true
    LEFT JOIN LATERAL (SELECT e.type FROM app.run_event e WHERE e.org_id = r.org_id AND e.run_id = r.run_id
      AND e.type IN ('run.paused', 'run.resumed') ORDER BY e.run_seq DESC LIMIT 1) pause ON true
    WHERE r.org_id = $1
      AND ($2::uuid IS NULL OR r.run_id = $2) AND ($3::uuid IS NULL OR r.run_id < $3)
      AND ${readableRun({ root: "$4", agents: "$13", agent: "$14" })} AND ($5::text IS NULL OR r.environment = $5)
      AND ($6::uuid IS NULL OR g.owner_user_id = $6) AND ($7::uuid IS NULL OR r.agent_id = $7)
      AND ($8::uuid[] IS NULL OR r.session_id = ANY ($8)) AND ($9::timestamptz IS NULL OR r.created_at >= $9)
      AND ($10::timestamptz IS NULL OR r.created_at < $10)
    ) run
  WHERE $11::text[] IS NULL OR status = ANY ($11)
  ORDER BY "runId" DESC LIMIT $12`;

/** Reads runs with their status, newest first. */
export function readRuns(reader: OrgReader, scope: OrgScope, selection: RunSelection): Promise<StoredRun[]> {
  const { runId, before, reader: by, environment, ownerUserId, agentId, sessionIds, from, to, statuses, limit } = selection;
  const [root, agents, agent] = readerValues(by);
  const values = [
    scope.orgId,
    runId,
    before,
    root,
    environment,
    ownerUserId,
    agentId,
    sessionIds,
    from,
    to,
    statuses,
    limit,
    agents,
    agent,
  ];
  return reader.rows<StoredRun>(scope, { text: TEXT, values });
}
