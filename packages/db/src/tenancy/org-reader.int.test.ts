import { createTestDatabase, type TestDatabase } from "@agentlattice/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OrgReader, openOrgReader } from "./org-reader.ts";
import { grantOrgScope } from "./org-scope.ts";

const ORG = "0110c853-1d09-72d8-b73e-1194e95b5f19";
const OTHER = "0110c853-1d09-72d8-b73e-1194e95b5f18";
const contextOf = { name: "context", text: "SELECT current_setting('app.org_id', true) AS org_id", values: [] };

let database: TestDatabase;
let reader: OrgReader;
const errors: Error[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  reader = openOrgReader(database.app, (error) => errors.push(error));
});
afterAll(async () => {
  await reader.close();
  await database.drop();
});

test("each read sees its own organisation, however many run at once", async () => {
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
