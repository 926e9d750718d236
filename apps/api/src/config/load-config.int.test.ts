import { decodeId } from "@agentlattice/core";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { loadConfig } from "./load-config.ts";

let api: TestApi;
let org: TestOrg;
let orgId: string;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  orgId = decodeId("org", org.orgId) as string;
});
afterAll(() => api.close());

test("a policy that is published while the configuration is read does not count as tampering", async () => {
  const allow = (actions: string[]) => policy("changing", { effect: "allow", match: { actions } });
  await org.publish(allow(["one.run"]));
  const before = await loadConfig(api.deps.database, orgId, 0);
  await org.publish(allow(["two.run"]));
  const after = await loadConfig(api.deps.database, orgId, 0);

  const client = new Client({ connectionString: api.database.owner });
  await client.connect();
  const publishAgain = [
    "UPDATE app.policy SET active_version = active_version + 1 WHERE org_id = $1",
    "UPDATE app.org_manifest SET epoch = -epoch WHERE org_id = $1 AND epoch < 0",
  ];
  // Takes the second publication back, so that it can be repeated between the reads of the policies and of the manifest.
  await client.query("UPDATE app.policy SET active_version = active_version - 1 WHERE org_id = $1", [orgId]);
  await client.query("UPDATE app.org_manifest SET epoch = -epoch WHERE org_id = $1 AND epoch = $2", [orgId, after.epoch]);
  await client.query("BEGIN");
  await client.query("LOCK TABLE app.org_manifest IN ACCESS EXCLUSIVE MODE");
  const loading = loadConfig(api.deps.database, orgId, 0);
  const waiting = async () => {
    const [row] = await api.database.inspectServer<{ waiting: number }>(
      "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'",
      [api.database.name],
    );
    return row?.waiting;
  };
  await expect.poll(waiting).toBe(1);
  for (const statement of publishAgain) await client.query(statement, [orgId]);
  await client.query("COMMIT");
  await client.end();

  const loaded = await loading;
  expect(loaded.bundle.tampered).toBe(false);
  expect(loaded.epoch).toBe(before.epoch);
  expect((await loadConfig(api.deps.database, orgId, 0)).epoch).toBe(after.epoch);
});
