import { type RunReader, readableRun, readerValues } from "../runs/run-reader.ts";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";

/** The part of the connections between agents that a reader may see. Ids are UUIDs. */
export interface GraphScope {
  /** Limits the graph to agents of this person. */
  readonly ownerUserId: string | null;
  /** Limits the graph to this agent and its descendants. */
  readonly agentId: string | null;
  /** Limits the shared runs to those that this agent reads. */
  readonly runReader: RunReader | null;
  /** Limits the graph to delegations, decisions and runs of these environments; null for all. */
  readonly environments: readonly string[] | null;
  /** True leaves out disabled agents and ended delegations. */
  readonly activeOnly: boolean;
}

export interface GraphAgent {
  readonly agentId: string;
  readonly parentAgentId: string | null;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly active: boolean;
  /** Agents from the root to the parent. */
  readonly chain: readonly string[];
  /** Environments of its usable keys. */
  readonly environments: readonly string[];
}

export interface GraphRunMember {
  readonly runId: string;
  readonly agentId: string;
  /** Encrypted details of the run. */
  readonly details: Uint8Array;
}

export interface GraphDecision {
  readonly agentId: string;
  readonly actionType: string;
  readonly at: Date;
  readonly status: string;
}

/** Reads the connections between agents. Each method is one query, bounded in rows. */
export interface GraphReader {
  /** Reads the root agents that the scope includes, newest first. */
  roots(scope: OrgScope, graph: GraphScope, limit: number): Promise<string[]>;
  /** Returns those of these agents that the scope includes. */
  visible(scope: OrgScope, graph: GraphScope, agentIds: readonly string[]): Promise<string[]>;
  /** Reads agents and their descendants, the nearest first. */
  descendants(scope: OrgScope, graph: GraphScope, agentIds: readonly string[], depth: number, limit: number): Promise<GraphAgent[]>;
  /** Reads the agents of runs that several of them share, among the newest runs of the trees of these agents, and of one named run. */
  sharedRuns(
    scope: OrgScope,
    graph: GraphScope,
    agentIds: readonly string[],
    runId: string | null,
    bounds: { readonly runs: number; readonly members: number },
  ): Promise<GraphRunMember[]>;
  /** Reads the action types that each agent submitted, with the latest decision of each. */
  decisions(scope: OrgScope, graph: GraphScope, agentIds: readonly string[], limit: number): Promise<GraphDecision[]>;
}

/** Condition on `app.agent a` for the agents that a scope includes. Parameters: owner, agent. */
const includes = (owner: string, agent: string) => `(${owner}::uuid IS NULL OR a.owner_user_id = ${owner})
  AND (${agent}::uuid IS NULL OR a.agent_id = ${agent}
    OR EXISTS (SELECT FROM app.delegation v WHERE v.org_id = a.org_id AND v.child_agent_id = a.agent_id AND ${agent} = ANY (v.chain)))`;

const ROOTS = {
  name: "graph_roots",
  text: `SELECT a.agent_id AS id FROM app.agent a
    WHERE a.org_id = $1 AND a.root_agent_id IS NULL AND ($2::uuid IS NULL OR a.owner_user_id = $2) AND (NOT $3 OR a.status = 'active')
    ORDER BY a.agent_id DESC LIMIT $4`,
};

const VISIBLE = {
  name: "graph_visible",
  text: `SELECT a.agent_id AS id FROM app.agent a WHERE a.org_id = $1 AND a.agent_id = ANY ($4::uuid[]) AND ${includes("$2", "$3")}`,
};

/** A child has one parent, so there is no cycle. The CYCLE clause ends the search even if rows were inconsistent. */
const DESCENDANTS = {
  name: "graph_descendants",
  text: `WITH RECURSIVE below AS (
      SELECT r.id, 0 AS depth, d.parent_agent_id, d.chain, d.ended_at, d.expires_at FROM unnest($2::uuid[]) r(id)
      LEFT JOIN app.delegation d ON d.org_id = $1 AND d.child_agent_id = r.id
      UNION ALL
      SELECT d.child_agent_id, b.depth + 1, d.parent_agent_id, d.chain, d.ended_at, d.expires_at FROM below b
      CROSS JOIN LATERAL (SELECT x.* FROM app.delegation x WHERE x.org_id = $1 AND x.parent_agent_id = b.id
        AND ($3::text[] IS NULL OR x.environment = ANY ($3)) AND (NOT $4 OR (x.ended_at IS NULL AND x.expires_at > now()))
        ORDER BY x.delegation_id DESC LIMIT $6 OFFSET 0) d
      WHERE b.depth < $5
    ) CYCLE id SET is_cycle USING visited
    SELECT b.id AS "agentId", b.parent_agent_id AS "parentAgentId", a.name, a.capabilities, coalesce(b.chain, '{}') AS chain,
      a.status = 'active' AND (b.expires_at IS NULL OR (b.ended_at IS NULL AND b.expires_at > now())) AS active,
      ARRAY(SELECT DISTINCT k.environment FROM app.api_key k WHERE k.org_id = $1 AND k.agent_id = b.id AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > now())) AS environments
    FROM (SELECT * FROM below WHERE NOT is_cycle LIMIT $6) b JOIN app.agent a ON a.org_id = $1 AND a.agent_id = b.id
    WHERE $7::uuid IS NULL OR a.owner_user_id = $7 ORDER BY b.depth`,
};

/** The agents of a run are found by leaping through an index, whatever the number of its events. */
const SHARED_RUNS = {
  name: "graph_shared_runs",
  text: `SELECT run_id AS "runId", agent_id AS "agentId", details FROM (
      SELECT r.run_id, r.details, m.agent_id, count(*) OVER (PARTITION BY r.run_id) AS agents FROM (
        SELECT n.run_id, n.agent_id, n.details FROM (
          SELECT DISTINCT coalesce(a.root_agent_id, a.agent_id) AS id FROM app.agent a WHERE a.org_id = $1 AND a.agent_id = ANY ($4::uuid[])
        ) root CROSS JOIN LATERAL (
          SELECT r.run_id, r.agent_id, r.details FROM app.run r WHERE r.org_id = $1 AND r.root_agent_id = root.id
            AND ($5::text[] IS NULL OR r.environment = ANY ($5)) AND ${readableRun({ root: "$9", agents: "$10", agent: "$11" })}
            ORDER BY r.run_id DESC LIMIT $7) n
        UNION SELECT x.run_id, x.agent_id, x.details FROM app.run x WHERE x.org_id = $1 AND x.run_id = $6
      ) r CROSS JOIN LATERAL (
        WITH RECURSIVE part AS (
          (SELECT e.agent_id, 1 AS n FROM app.run_event e WHERE e.org_id = $1 AND e.run_id = r.run_id AND e.agent_id IS NOT NULL
            ORDER BY e.agent_id LIMIT 1)
          UNION ALL
          SELECT e.agent_id, p.n + 1 FROM part p CROSS JOIN LATERAL (SELECT x.agent_id FROM app.run_event x
            WHERE x.org_id = $1 AND x.run_id = r.run_id AND x.agent_id > p.agent_id ORDER BY x.agent_id LIMIT 1) e WHERE p.n < $8
        ) SELECT agent_id FROM part UNION SELECT r.agent_id
      ) m JOIN app.agent a ON a.org_id = $1 AND a.agent_id = m.agent_id AND ${includes("$2", "$3")}
    ) member WHERE agents > 1 OR run_id = $6
    ORDER BY run_id DESC, agent_id LIMIT $8`,
};

const DECISIONS = {
  name: "graph_decisions",
  text: `WITH RECURSIVE latest AS (
      SELECT f.* FROM unnest($2::uuid[]) a(id) CROSS JOIN LATERAL (
        SELECT d.agent_id, d.action_type, d.ts, d.status FROM app.decision d
        WHERE d.org_id = $1 AND d.agent_id = a.id AND ($3::text[] IS NULL OR d.environment = ANY ($3))
        ORDER BY d.action_type, d.ts DESC LIMIT 1) f
      UNION ALL
      SELECT f.* FROM latest l CROSS JOIN LATERAL (
        SELECT d.agent_id, d.action_type, d.ts, d.status FROM app.decision d
        WHERE d.org_id = $1 AND d.agent_id = l.agent_id AND d.action_type > l.action_type AND ($3::text[] IS NULL OR d.environment = ANY ($3))
        ORDER BY d.action_type, d.ts DESC LIMIT 1) f
    ) SELECT agent_id AS "agentId", action_type AS "actionType", ts AS at, status FROM latest LIMIT $4`,
};

export function openGraphReader(reader: OrgReader): GraphReader {
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
  return {
    roots: async (scope, { ownerUserId, activeOnly }, limit) =>
      ids(await reader.rows(scope, { ...ROOTS, values: [scope.orgId, ownerUserId, activeOnly, limit] })),
    visible: async (scope, { ownerUserId, agentId }, agentIds) =>
      ids(await reader.rows(scope, { ...VISIBLE, values: [scope.orgId, ownerUserId, agentId, agentIds] })),
    descendants: (scope, { ownerUserId, environments, activeOnly }, agentIds, depth, limit) =>
      reader.rows(scope, { ...DESCENDANTS, values: [scope.orgId, agentIds, environments, activeOnly, depth, limit, ownerUserId] }),
    sharedRuns: (scope, { ownerUserId, agentId, runReader, environments }, agentIds, runId, { runs, members }) =>
      reader.rows(scope, {
        ...SHARED_RUNS,
        values: [scope.orgId, ownerUserId, agentId, agentIds, environments, runId, runs, members, ...readerValues(runReader)],
      }),
    decisions: (scope, { environments }, agentIds, limit) =>
      reader.rows(scope, { ...DECISIONS, values: [scope.orgId, agentIds, environments, limit] }),
  };
}
