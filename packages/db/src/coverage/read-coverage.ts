import { uuidv7 } from "@agentlattice/core";
import type { OrgClient } from "../tenancy/in-org.ts";

const DAY_MS = 86_400_000;
const ONES = new Uint8Array(10).fill(0xff);
const LARGEST_MS = 2 ** 48 - 1;

/** Requests in a range [from, to), with entries from `first` to `last`. */
export interface CoverageRange {
  readonly from: Date;
  readonly to: Date;
  readonly first: number;
  readonly last: number;
  readonly environment: string | null;
}

/** Decided requests and recorded events of a root agent and its delegated agents. */
export interface AgentRequests {
  readonly agent_id: string;
  readonly gateway: number;
  readonly sdk: number;
  readonly unknown: number;
  readonly report_only: number;
  readonly last_at: Date | null;
}

export interface ToolRequests {
  readonly action_type: string;
  readonly agents: number;
  readonly gateway: number;
  readonly sdk: number;
  readonly unknown: number;
}

/** Bounds of ids, with a day of margin, because ids use a process's clock and times use the database's. */
function idsOf({ from, to }: CoverageRange): { first: string; last: string } {
  const clamp = (at: number) => Math.min(Math.max(0, at), LARGEST_MS);
  return { first: uuidv7(clamp(from.getTime() - DAY_MS), new Uint8Array(10)), last: uuidv7(clamp(to.getTime() + DAY_MS), ONES) };
}

/** Counts requests and recorded events by root agent. */
export function readAgentRequests(client: OrgClient, orgId: string, range: CoverageRange): Promise<AgentRequests[]> {
  const ids = idsOf(range);
  const { from, to, first, last, environment } = range;
  return client.$queryRaw<AgentRequests[]>`
    WITH decided AS (
      SELECT d.agent_id, count(*) FILTER (WHERE d.channel = 'gateway') AS gateway, count(*) FILTER (WHERE d.channel = 'sdk') AS sdk,
        count(*) FILTER (WHERE d.channel IS NULL) AS unknown, 0 AS report_only, max(d.ts) AS last_at
      FROM app.decision d WHERE d.org_id = ${orgId}::uuid AND d.id >= ${ids.first}::uuid AND d.id <= ${ids.last}::uuid
        AND d.ts >= ${from} AND d.ts < ${to} AND (${environment}::text IS NULL OR d.environment = ${environment}) GROUP BY 1
    ), recorded AS (
      SELECT e.agent_id, 0, 0, 0, count(*), max(e.ts) FROM app.ledger_entry e
      WHERE e.org_id = ${orgId}::uuid AND e.kind = 'app.recorded' AND e.seq >= ${first} AND e.seq <= ${last} AND e.agent_id IS NOT NULL
        AND (${environment}::text IS NULL OR e.environment = ${environment}) GROUP BY 1
    )
    SELECT coalesce(g.root_agent_id, g.agent_id) AS agent_id, sum(s.gateway)::float8 AS gateway, sum(s.sdk)::float8 AS sdk,
      sum(s.unknown)::float8 AS unknown, sum(s.report_only)::float8 AS report_only, max(s.last_at) AS last_at
    FROM (SELECT * FROM decided UNION ALL SELECT * FROM recorded) s
    JOIN app.agent g ON g.org_id = ${orgId}::uuid AND g.agent_id = s.agent_id GROUP BY 1`;
}

/** Counts requests by action, the most frequent first. */
export function readToolRequests(client: OrgClient, orgId: string, range: CoverageRange, limit: number): Promise<ToolRequests[]> {
  const ids = idsOf(range);
  const { from, to, environment } = range;
  return client.$queryRaw<ToolRequests[]>`
    SELECT d.action_type, count(DISTINCT coalesce(g.root_agent_id, g.agent_id))::float8 AS agents,
      (count(*) FILTER (WHERE d.channel = 'gateway'))::float8 AS gateway, (count(*) FILTER (WHERE d.channel = 'sdk'))::float8 AS sdk,
      (count(*) FILTER (WHERE d.channel IS NULL))::float8 AS unknown
    FROM app.decision d JOIN app.agent g ON g.org_id = d.org_id AND g.agent_id = d.agent_id
    WHERE d.org_id = ${orgId}::uuid AND d.id >= ${ids.first}::uuid AND d.id <= ${ids.last}::uuid
      AND d.ts >= ${from} AND d.ts < ${to} AND (${environment}::text IS NULL OR d.environment = ${environment})
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${limit}`;
}

/** Counts the executed actions of a range, and those of them with a reported outcome. */
export async function readOutcomeReports(
  client: OrgClient,
  orgId: string,
  range: CoverageRange,
): Promise<{ executed: number; reported: number }> {
  const ids = idsOf(range);
  const { from, to, environment } = range;
  const [row] = await client.$queryRaw<{ executed: number; reported: number }[]>`
    SELECT count(*)::float8 AS executed, (count(*) FILTER (WHERE EXISTS (
      SELECT FROM app.action_report r WHERE r.org_id = ${orgId}::uuid AND r.event_id = d.id)))::float8 AS reported
    FROM app.decision d LEFT JOIN app.approval used ON used.org_id = ${orgId}::uuid AND used.approval_id = d.approval_id AND used.status = 'used'
    WHERE d.org_id = ${orgId}::uuid AND d.id >= ${ids.first}::uuid AND d.id <= ${ids.last}::uuid AND d.ts >= ${from} AND d.ts < ${to}
      AND (d.status = 'executed' OR used.approval_id IS NOT NULL) AND (${environment}::text IS NULL OR d.environment = ${environment})`;
  return row ?? { executed: 0, reported: 0 };
}

/** Returns the time of the first entry of the ledger; null when it is empty. */
export async function readOldestEntry(client: OrgClient, orgId: string): Promise<Date | null> {
  const [row] = await client.$queryRaw<{ ts: Date }[]>`
    SELECT e.ts FROM app.ledger_entry e WHERE e.org_id = ${orgId}::uuid ORDER BY e.seq LIMIT 1`;
  return row?.ts ?? null;
}
