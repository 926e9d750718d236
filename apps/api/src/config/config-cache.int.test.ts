import { decodeId } from "@agentlattice/core";
import { grantOrgScope } from "@agentlattice/db";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { purgeOrganisations } from "../organisations/purge-organisations.ts";
import { PASSWORD, startTestApi, type TestApi } from "../testing/api-fixture.ts";
import { ConfigCache } from "./config-cache.ts";

let api: TestApi;
let orgId: string;
beforeAll(async () => {
  api = await startTestApi();
  orgId = decodeId("org", (await api.createOrg()).orgId) as string;
});
afterAll(() => api.close());
afterEach(() => {
  vi.useRealTimers();
});

const bump = async () => {
  const { configVersion } = await api.deps.database.audited(grantOrgScope(orgId), async () => ({
    result: null,
    entries: [],
    changesAnswers: true,
  }));
  return configVersion;
};

/** Reading a configuration stops after its version was read, until `release`. Work in the background waits too, and is not counted. */
async function holdReads(): Promise<{ waiting(): Promise<number>; release(): Promise<void> }> {
  const client = new Client({ connectionString: api.database.owner });
  await client.connect();
  await client.query("BEGIN");
  await client.query("LOCK TABLE app.organisation IN ACCESS EXCLUSIVE MODE");
  return {
    async waiting() {
      const [row] = await api.database.inspectServer<{ waiting: number }>(
        "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock' AND query LIKE $2",
        [api.database.name, '%FROM "app"."organisation" %'],
      );
      return row?.waiting ?? 0;
    },
    async release() {
      await client.query("COMMIT");
      await client.end();
    },
  };
}

test("does not return to an older configuration when a reload began before a change", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const cache = new ConfigCache({ database: api.deps.database, log: api.deps.log, now: () => performance.now() });
  const { version: before } = await cache.get(orgId);
  const held = await holdReads();

  vi.advanceTimersByTime(30_000);
  await expect.poll(held.waiting).toBe(1);
  const version = await bump();
  expect(version).toBe(before + 1);
  cache.recordVersion(orgId, version);
  const fresh = cache.get(orgId);
  await expect.poll(held.waiting).toBe(2);
  await held.release();

  expect((await fresh).version).toBe(version);
  await expect.poll(async () => (await cache.get(orgId)).version).toBe(version);
  await new Promise((resolve) => setImmediate(resolve));
  expect((await cache.get(orgId)).version).toBe(version);
  await cache.close();
});

test("reads again when a newer version is announced during a read", async () => {
  const cache = new ConfigCache({ database: api.deps.database, log: api.deps.log, now: () => performance.now() });
  const held = await holdReads();
  const first = cache.get(orgId);
  await expect.poll(held.waiting).toBe(1);
  const version = await bump();
  cache.recordVersion(orgId, version);
  await held.release();
  expect((await first).version).toBe(version);
  await cache.close();
});

test("treats all cached data as outdated when an organisation was removed", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const gone = await api.createOrg();
  const goneId = decodeId("org", gone.orgId) as string;
  const cache = new ConfigCache({ database: api.deps.database, log: api.deps.log, now: () => performance.now() });
  const { version } = await cache.get(goneId);
  // Removed between two polls: its last version was never heard of here.
  const { name } = (await api.call("GET", "org", { token: gone.owner })).body;
  expect((await api.call("DELETE", "org", { token: gone.owner, body: { name, password: PASSWORD } })).status).toBe(204);
  await api.database.inspect("UPDATE app.organisation SET purge_at = purge_at - interval '7 days' WHERE org_id = $1", [goneId]);
  await purgeOrganisations(api.deps);
  vi.advanceTimersByTime(1_000);
  await expect.poll(() => cache.versionOf(goneId)).toBeGreaterThan(version + 1);
  await cache.close();
});
