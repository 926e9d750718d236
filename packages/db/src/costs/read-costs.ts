import type { Environment } from "@agentlattice/core";
import type { OrgClient } from "../tenancy/in-org.ts";

/** Filter of costs. Times are half-open: `from` included, `to` excluded. */
export interface CostFilter {
  readonly orgId: string;
  readonly from: Date;
  readonly to: Date;
  /** UUIDs of the agents; null for all. */
  readonly agents: readonly string[] | null;
  readonly model: string | null;
  readonly runId: string | null;
  /** The reference of a session; null for all. */
  readonly session: Uint8Array | null;
  readonly environment: string | null;
}

/** Costs of one request. */
export interface StoredCost {
  readonly requestId: string;
  /** Null for a cost that an event of a run stated. */
  readonly entryId: string | null;
  readonly at: Date;
  readonly source: string;
  readonly agentId: string;
  readonly agentName: string;
  readonly environment: Environment;
  readonly runId: string | null;
  readonly actionType: string | null;
  readonly model: string | null;
  /** Exact decimal text. */
  readonly usd: string | null;
  readonly basis: string;
  readonly tokens: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** A page of costs. */
export interface CostPage {
  readonly order: "asc" | "desc";
  /** The position of the last cost that was read; null for the first page. */
  readonly after: { readonly at: Date; readonly requestId: string } | null;
  /** Limits the costs to this reservation or action. */
  readonly requestId: string | null;
  readonly limit: number;
}

export type CostGroupName = "agent" | "model" | "day" | "environment" | "action" | "run";

/** Sums of money are decimal texts, as Postgres computes them. */
export interface CostGroup {
  readonly key: string | null;
  readonly usd: string;
  readonly requests: number;
  readonly unknown: number;
  readonly tokens: number;
}

const KEYS: Readonly<Record<CostGroupName, string>> = {
  agent: "agent_id::text",
  model: "model",
  day: "to_char(at AT TIME ZONE $9, 'YYYY-MM-DD')",
  environment: "environment",
  action: "action_type",
  run: "run_id::text",
};

const WHERE = `org_id = $1::uuid AND at >= $2 AND at < $3 AND ($4::uuid[] IS NULL OR agent_id = ANY($4::uuid[]))
  AND ($5::text IS NULL OR model = $5) AND ($6::uuid IS NULL OR run_id = $6) AND ($7::text IS NULL OR environment = $7)
  AND ($8::bytea IS NULL
    OR request_id = ANY(ARRAY(SELECT r.entry_id FROM app.entry_reference r WHERE r.org_id = $1::uuid AND r.reference = substr($8, 1, 16)))
    OR source = 'run' AND run_id = ANY(ARRAY(SELECT n.run_id FROM app.run n JOIN app.agent_session s USING (org_id, session_id)
      WHERE n.org_id = $1::uuid AND s.reference = $8)))`;
const SUMS = `coalesce(trim_scale(sum(usd)), 0)::text AS usd, count(*)::float8 AS requests, count(*) FILTER (WHERE usd IS NULL)::float8 AS unknown,
  coalesce(sum(coalesce(tokens, 0)), 0)::float8 AS tokens`;

const valuesOf = ({ orgId, from, to, agents, model, runId, environment, session }: CostFilter) => [
  orgId,
  from,
  to,
  agents,
  model,
  runId,
  environment,
  session && Buffer.from(session),
];

/**
 * Sums costs by group: the days in order, or the other groups with the highest costs first.
 * @param zone IANA name of the time zone of days
 */
export function readCostGroups(
  client: OrgClient,
  filter: CostFilter,
  { by, zone, max }: { readonly by: CostGroupName; readonly zone: string; readonly max: number },
): Promise<CostGroup[]> {
  const order = by === "day" ? "key" : "sum(usd) DESC NULLS LAST, key";
  return client.$queryRawUnsafe<CostGroup[]>(
    `SELECT ${KEYS[by]} AS key, ${SUMS} FROM app.cost_record WHERE ${WHERE} AND $9::text IS NOT NULL GROUP BY 1 ORDER BY ${order} LIMIT ${max}`,
    ...valuesOf(filter),
    zone,
  );
}

/** Sums all costs. */
export async function readCostTotal(client: OrgClient, filter: CostFilter): Promise<Omit<CostGroup, "key">> {
  const [row] = await client.$queryRawUnsafe<Omit<CostGroup, "key">[]>(
    `SELECT ${SUMS} FROM app.cost_record WHERE ${WHERE}`,
    ...valuesOf(filter),
  );
  return row ?? { usd: "0", requests: 0, unknown: 0, tokens: 0 };
}

/** Returns the models without a known cost. */
export async function readUnknownModels(client: OrgClient, filter: CostFilter, max: number): Promise<string[]> {
  const rows = await client.$queryRawUnsafe<{ model: string }[]>(
    `SELECT DISTINCT model FROM app.cost_record WHERE ${WHERE} AND usd IS NULL AND model IS NOT NULL ORDER BY model LIMIT ${max}`,
    ...valuesOf(filter),
  );
  return rows.map(({ model }) => model);
}

const COLUMNS = `request_id AS "requestId", entry_id AS "entryId", at, source, agent_id AS "agentId",
  (SELECT a.name FROM app.agent a WHERE a.org_id = c.org_id AND a.agent_id = c.agent_id) AS "agentName", environment, run_id AS "runId",
  action_type AS "actionType", model, trim_scale(usd)::text AS usd, basis, tokens::float8 AS tokens, input_tokens::float8 AS "inputTokens",
  output_tokens::float8 AS "outputTokens"`;

/** Reads what single requests cost, in the order of the page. Times of commits are whole milliseconds, so a position is exact. */
export function readCosts(client: OrgClient, filter: CostFilter, { order, after, requestId, limit }: CostPage): Promise<StoredCost[]> {
  const beyond = order === "asc" ? ">" : "<";
  return client.$queryRawUnsafe<StoredCost[]>(
    `SELECT ${COLUMNS} FROM app.cost_record c WHERE ${WHERE} AND ($9::timestamptz IS NULL OR (at, request_id) ${beyond} ($9, $10::uuid))
       AND ($11::uuid IS NULL OR request_id = $11) ORDER BY at ${order}, request_id ${order} LIMIT ${limit}`,
    ...valuesOf(filter),
    after?.at ?? null,
    after?.requestId ?? null,
    requestId,
  );
}
