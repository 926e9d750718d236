import { dayOfEnd } from "@agentlattice/core/settle";
import type { Client } from "pg";
import { type GrantColumns, type KeyColumns, type MemberColumns, openRowSeals, type RowSeals, type SealsOf } from "../keys/row-seals.ts";
import { type BucketSums, bucketOf, COUNTER_BUCKETS, toggleCounter } from "../ledger/counter-buckets.ts";

/** The migration that adds the seals. Rows from before are sealed with it, in its transaction and only then. */
export const SEALING_MIGRATION = "20261127410000_row_seals";

const TABLES = ["member", "api_key", "approval_grant", "limit_counter", "limit_bucket", "organisation"];

const ms = (column: string) => `floor(extract(epoch FROM ${column}) * 1000)::float8`;

type Of<Columns> = Columns & { readonly orgId: string };

/** Seals the rows from before the seals. INVARIANT: it runs once, so a row whose seal is deleted later is never sealed again. */
export async function sealRows(client: Client, kek: Uint8Array): Promise<void> {
  const sealsOf = openRowSeals(kek);
  // Row-level security applies to the owner while it is forced.
  for (const table of TABLES) await client.query(`ALTER TABLE app.${table} NO FORCE ROW LEVEL SECURITY`);
  await sealMembers(client, sealsOf);
  await sealKeys(client, sealsOf);
  await sealGrants(client, sealsOf);
  await sealCounters(client, sealsOf);
  for (const table of TABLES) await client.query(`ALTER TABLE app.${table} FORCE ROW LEVEL SECURITY`);
}

async function sealMembers(client: Client, sealsOf: SealsOf): Promise<void> {
  const { rows } = await client.query<Of<MemberColumns>>(
    `SELECT org_id AS "orgId", user_id AS "userId", role, ${ms("role_since")} AS "roleSince" FROM app.member`,
  );
  await store(
    client,
    "member",
    "user_id",
    "uuid",
    rows,
    (row) => row.userId,
    (row) => sealsOf(row.orgId).member(row),
  );
}

async function sealKeys(client: Client, sealsOf: SealsOf): Promise<void> {
  const { rows } = await client.query<Of<KeyColumns>>(
    `SELECT org_id AS "orgId", key_id AS "keyId", agent_id AS "agentId", environment, scopes, key_hash AS "keyHash",
      ${ms("expires_at")} AS "expiresAt", ${ms("revoked_at")} AS "revokedAt", made_by_user_id AS "madeByUserId" FROM app.api_key`,
  );
  await store(
    client,
    "api_key",
    "key_id",
    "uuid",
    rows,
    (row) => row.keyId,
    (row) => sealsOf(row.orgId).apiKey(row),
  );
}

async function sealGrants(client: Client, sealsOf: SealsOf): Promise<void> {
  const { rows } = await client.query<Of<GrantColumns>>(
    `SELECT org_id AS "orgId", grant_id, approval_id, entry_id, agent_id, key_id, action_type, environment, policies, given_by,
      ${ms("created_at")} AS created_at, ${ms("expires_at")} AS expires_at, uses::float8 AS uses, used_sum::float8 AS used_sum,
      ${ms("ended_at")} AS ended_at, ended_because FROM app.approval_grant`,
  );
  await store(
    client,
    "approval_grant",
    "grant_id",
    "uuid",
    rows,
    (row) => row.grant_id,
    (row) => sealsOf(row.orgId).grant(row),
  );
}

interface CounterRow {
  readonly orgId: string;
  readonly key: string;
  readonly value: number;
  readonly warned: number;
  readonly extended: number;
  readonly expires_at: number | null;
}

async function sealCounters(client: Client, sealsOf: SealsOf): Promise<void> {
  const { rows } = await client.query<CounterRow>(
    `SELECT org_id AS "orgId", key, value::float8 AS value, warned, extended::float8 AS extended, ${ms("expires_at")} AS expires_at FROM app.limit_counter`,
  );
  await store(
    client,
    "limit_counter",
    "key",
    "text",
    rows,
    (row) => row.key,
    (row) => sealsOf(row.orgId).counter(row),
  );
  await client.query(
    "UPDATE app.limit_counter t SET bucket = u.bucket FROM unnest($1::uuid[], $2::text[], $3::smallint[]) u(org_id, key, bucket) WHERE t.org_id = u.org_id AND t.key = u.key",
    [rows.map(({ orgId }) => orgId), rows.map(({ key }) => key), rows.map(({ key }) => bucketOf(key))],
  );
  const { rows: organisations } = await client.query<{ org_id: string }>("SELECT org_id FROM app.organisation");
  const ofOrganisation = new Map(organisations.map(({ org_id }) => [org_id, [] as CounterRow[]]));
  for (const row of rows) ofOrganisation.get(row.orgId)?.push(row);
  for (const [orgId, counters] of ofOrganisation) await storeBuckets(client, orgId, sealsOf(orgId), counters);
}

async function storeBuckets(client: Client, orgId: string, seals: RowSeals, counters: readonly CounterRow[]): Promise<void> {
  const buckets = Array.from({ length: COUNTER_BUCKETS }, (): BucketSums => new Map());
  for (const { key, expires_at } of counters) toggleCounter(buckets[bucketOf(key)] as BucketSums, seals, key, dayOfEnd(expires_at));
  await client.query(
    "INSERT INTO app.limit_bucket (org_id, bucket, sums, seal) SELECT $1, u.* FROM unnest($2::smallint[], $3::jsonb[], $4::bytea[]) u(bucket, sums, seal)",
    [
      orgId,
      buckets.map((_, bucket) => bucket),
      buckets.map((sums) => JSON.stringify(Object.fromEntries(sums))),
      buckets.map((sums, bucket) => seals.counterBucket(bucket, sums)),
    ],
  );
}

async function store<Row extends { readonly orgId: string }>(
  client: Client,
  table: string,
  id: string,
  type: string,
  rows: readonly Row[],
  idOf: (row: Row) => string,
  sealOf: (row: Row) => Buffer,
): Promise<void> {
  await client.query(
    `UPDATE app.${table} t SET seal = u.seal FROM unnest($1::uuid[], $2::${type}[], $3::bytea[]) u(org_id, id, seal)
      WHERE t.org_id = u.org_id AND t.${id} = u.id`,
    [rows.map(({ orgId }) => orgId), rows.map(idOf), rows.map(sealOf)],
  );
}
