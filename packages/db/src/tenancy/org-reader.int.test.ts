import { createTestDatabase, type TestDatabase } from "@agentlattice/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LedgerPool, openLedgerPool } from "../pools/ledger-pool.ts";
import type { CopiedRow } from "./copied-row.ts";
import { type OrgReader, openOrgReader } from "./org-reader.ts";
import { grantOrgScope } from "./org-scope.ts";

const ORG = "0110c853-1d09-72d8-b73e-1194e95b5f19";
const OTHER = "0110c853-1d09-72d8-b73e-1194e95b5f18";
const contextOf = { name: "context", text: "SELECT current_setting('app.org_id', true) AS org_id", values: [] };

let database: TestDatabase;
let pool: LedgerPool;
let reader: OrgReader;
const errors: Error[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openLedgerPool(database.app, 4, (error) => errors.push(error));
  reader = openOrgReader(pool);
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

test("each concurrent read sees its own organisation", async () => {
  const orgs = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? ORG : OTHER));
  const seen = await Promise.all(orgs.map((org) => reader.rows<{ org_id: string }>(grantOrgScope(org), contextOf)));
  expect(seen.map(([row]) => row?.org_id)).toEqual(orgs);
});

test("reads cannot write", async () => {
  const write = { name: "write", text: "DELETE FROM app.approval", values: [] };
  await expect(reader.rows(grantOrgScope(ORG), write)).rejects.toThrow("read-only transaction");
});

test("a connection that breaks during a read fails that read alone", async () => {
  const broken = reader.rows(grantOrgScope(ORG), { name: "sleep", text: "SELECT pg_sleep(20)", values: [] });
  const failed = expect(broken).rejects.toThrow();
  await expect
    .poll(() => database.inspect("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(20)'"))
    .toHaveLength(1);
  await failed;
  expect(errors.length).toBeGreaterThan(0);
  expect(await reader.rows(grantOrgScope(ORG), contextOf)).toEqual([{ org_id: ORG }]);
});

test("binary rows belong to one organisation, cannot write, and fail alone", async () => {
  const text =
    "SELECT NULLIF(current_setting('app.org_id', true), '')::uuid, NULL::bytea, 'é', '-1'::int8, '1999-12-31T23:59:59.5Z'::timestamptz FROM generate_series(1, 2)";
  const copy = async (org: string, read = text, whole = true) => {
    const rows: unknown[] = [];
    const each = (row: CopiedRow) => rows.push([row.uuid(), row.bytes(), row.textOrNull(), row.int8(), row.timestamp()]);
    await reader.copy(grantOrgScope(org), { text: read, whole }, each);
    return rows;
  };
  const rowOf = (org: string) => [org, null, "é", -1, Date.parse("1999-12-31T23:59:59.500Z")];
  const orgs = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? ORG : OTHER));
  const seen = await Promise.all(orgs.map((org, i) => copy(org, text, i % 3 === 0)));
  expect(seen).toEqual(orgs.map((org) => [rowOf(org), rowOf(org)]));
  expect(await copy(ORG, `${text} LIMIT 0`)).toEqual([]);
  await expect(copy(ORG, "DELETE FROM app.approval RETURNING org_id")).rejects.toThrow("read-only transaction");
  await expect(copy(ORG, "SELECT 1 / 0")).rejects.toThrow("division by zero");
  const thrown = reader.copy(grantOrgScope(ORG), { text, whole: true }, () => {
    throw new Error("cannot be read");
  });
  await expect(thrown).rejects.toThrow("cannot be read");
  expect(await copy(OTHER)).toEqual([rowOf(OTHER), rowOf(OTHER)]);
  const settings = await reader.rows(grantOrgScope(ORG), { text: "SELECT current_setting('enable_nestloop') AS nested", values: [] });
  expect(settings).toEqual([{ nested: "on" }]);
});
