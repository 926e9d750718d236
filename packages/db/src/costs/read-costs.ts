import type { OrgClient } from "../tenancy/in-org.ts";

/** Which costs are read. Times are half-open: `from` included, `to` excluded. */
export interface CostFilter {
  readonly orgId: string;
  readonly from: Date;
  readonly to: Date;
  /** UUIDs of the agents; null for all. */
  readonly agents: readonly string[] | null;
  readonly model: string | null;
  readonly runId: string | null;
  readonly environment: string | null;
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
  day: "to_char(at AT TIME ZONE $8, 'YYYY-MM-DD')",
  environment: "environment",
  action: "action_type",
  run: "run_id::text",
};

const WHERE = `org_id = $1::uuid AND at >= $2 AND at < $3 AND ($4::uuid[] IS NULL OR agent_id = ANY($4::uuid[]))
  AND ($5::text IS NULL OR model = $5) AND ($6::uuid IS NULL OR run_id = $6) AND ($7::text IS NULL OR environment = $7)`;
const SUMS = `coalesce(trim_scale(sum(usd)), 0)::text AS usd, count(*)::float8 AS requests, count(*) FILTER (WHERE usd IS NULL)::float8 AS unknown,
  coalesce(sum(coalesce(tokens, 0)), 0)::float8 AS tokens`;

const valuesOf = ({ orgId, from, to, agents, model, runId, environment }: CostFilter) => [
  orgId,
  from,
  to,
  agents,
  model,
  runId,
  environment,
];

/**
 * Sums costs by group: the days in order, or the other groups with the highest costs first.
 * @param zone IANA name of the time zone of days
 */
export function readCostGroups(
  client: OrgClient,
  filter: CostFilter,
  { by, zone, most }: { readonly by: CostGroupName; readonly zone: string; readonly most: number },
): Promise<CostGroup[]> {
  const order = by === "day" ? "key" : "sum(usd) DESC NULLS LAST, key";
  return client.$queryRawUnsafe<CostGroup[]>(
    `SELECT ${KEYS[by]} AS key, ${SUMS} FROM app.cost_record WHERE ${WHERE} AND $8::text IS NOT NULL GROUP BY 1 ORDER BY ${order} LIMIT ${most}`,
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
export async function readUnknownModels(client: OrgClient, filter: CostFilter, most: number): Promise<string[]> {
  const rows = await client.$queryRawUnsafe<{ model: string }[]>(
    `SELECT DISTINCT model FROM app.cost_record WHERE ${WHERE} AND usd IS NULL AND model IS NOT NULL ORDER BY model LIMIT ${most}`,
    ...valuesOf(filter),
  );
  return rows.map(({ model }) => model);
}
