import type { Environment } from "@agentlattice/core";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { type RunReader, readableRun, readerValues } from "./run-reader.ts";

/** Selects sessions of agents. Ids are UUIDs. A field that is null selects all. */
export interface AgentSessionSelection {
  /** The keyed hash of the caller's id. */
  readonly reference: Uint8Array | null;
  /** The newest session before this one. */
  readonly before: string | null;
  /** Limits the sessions to those of runs that an agent reads. */
  readonly reader: RunReader | null;
  readonly environment: string | null;
  /** The person who owns the agent at the root. */
  readonly ownerUserId: string | null;
  /** The agent at the root. */
  readonly rootAgentId: string | null;
  readonly limit: number;
}

export interface StoredAgentSession {
  readonly sessionId: string;
  readonly orgId: string;
  readonly rootAgentId: string;
  readonly rootAgentName: string;
  readonly environment: Environment;
  /** The caller's id, encrypted. */
  readonly name: Uint8Array;
  /** Creation of the first run that the reader sees. */
  readonly createdAt: Date;
  /** The number of runs that the reader sees. */
  readonly runs: number;
}

const TEXT = `SELECT s.session_id AS "sessionId", s.org_id AS "orgId", s.root_agent_id AS "rootAgentId", g.name AS "rootAgentName", s.environment,
    s.name, seen.first AS "createdAt", seen.runs
  FROM app.agent_session s
  JOIN app.agent g ON g.org_id = s.org_id AND g.agent_id = s.root_agent_id
  CROSS JOIN LATERAL (SELECT count(*)::float8 AS runs, min(r.created_at) AS first FROM app.run r
    WHERE r.org_id = s.org_id AND r.session_id = s.session_id AND ${readableRun({ root: "$4", agents: "$9", agent: "$10" })}) seen
  WHERE s.org_id = $1 AND ($2::bytea IS NULL OR s.reference = $2) AND ($3::uuid IS NULL OR s.session_id < $3)
    AND ($4::uuid IS NULL OR s.root_agent_id = $4) AND ($5::text IS NULL OR s.environment = $5)
    AND ($6::uuid IS NULL OR g.owner_user_id = $6) AND ($7::uuid IS NULL OR s.root_agent_id = $7) AND seen.runs > 0
  ORDER BY s.session_id DESC LIMIT $8`;

/** Reads sessions of agents with the number of their runs, newest first. */
export function readAgentSessions(reader: OrgReader, scope: OrgScope, selection: AgentSessionSelection): Promise<StoredAgentSession[]> {
  const { reference, before, reader: by, environment, ownerUserId, rootAgentId, limit } = selection;
  const [root, agents, agent] = readerValues(by);
  const values = [scope.orgId, reference, before, root, environment, ownerUserId, rootAgentId, limit, agents, agent];
  return reader.rows<StoredAgentSession>(scope, { text: TEXT, values });
}
