import type { OrgClient } from "../tenancy/in-org.ts";

/** A range of counter keys: `from` included, `to` excluded. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** The usage of one counter, in the smallest unit of its measure. */
export interface BudgetUsage {
  /** Index of the range. */
  readonly range: number;
  readonly key: string;
  /** Charged and reserved. */
  readonly value: number;
  readonly reserved: number;
  readonly extended: number;
  readonly warned: number;
}

/** Maximum number of counters of one range that are read. */
const MAX_READ = 5_000;

// The scan of each range is bounded, because agents choose the number of their sessions.
const USAGE = `
  SELECT (r.at - 1)::int AS range, c.key, c.value, c.extended, c.warned,
    (SELECT coalesce(sum(b.amount), 0) FROM app.budget_reservation b WHERE b.org_id = $1::uuid AND b.key = c.key AND b.settled_at IS NULL)::bigint AS reserved
  FROM unnest($2::text[], $3::text[]) WITH ORDINALITY r("from", "to", at)
  CROSS JOIN LATERAL (
    SELECT * FROM (
      SELECT c.key, c.value, c.extended, c.warned FROM app.limit_counter c
      WHERE c.org_id = $1::uuid AND c.key >= r."from" COLLATE "C" AND c.key < r."to" COLLATE "C" ORDER BY c.key LIMIT ${MAX_READ}) read
    ORDER BY value DESC, key LIMIT $4) c
  ORDER BY r.at, c.value DESC, c.key`;

type Row = Record<"value" | "extended" | "reserved", bigint> & { readonly range: number; readonly key: string; readonly warned: number };

/** Reads the counters in each range that are used most. @param most number of counters of a range */
export async function readBudgetUsage(
  client: OrgClient,
  orgId: string,
  ranges: readonly KeyRange[],
  most: number,
): Promise<readonly BudgetUsage[]> {
  const from = ranges.map((range) => range.from);
  const to = ranges.map((range) => range.to);
  const rows = await client.$queryRawUnsafe<Row[]>(USAGE, orgId, from, to, most);
  return rows.map((row) => ({ ...row, value: Number(row.value), extended: Number(row.extended), reserved: Number(row.reserved) }));
}
