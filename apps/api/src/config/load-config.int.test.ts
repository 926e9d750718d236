import { decodeId } from "@agentlattice/core";
import type { Database, OrgClient } from "@agentlattice/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { loadConfig } from "./load-config.ts";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

/** Returns the database with a pause before the manifest is read, which is after the policies were read. */
function pauseBeforeManifest(database: Database, pause: () => Promise<void>): Database {
  const findFirst = async (client: OrgClient, query: Parameters<OrgClient["orgManifest"]["findFirst"]>[0]) => {
    await pause();
    return client.orgManifest.findFirst(query);
  };
  const paused = (client: OrgClient) =>
    new Proxy(client, {
      get: (target, name) =>
        name === "orgManifest" ? { findFirst: (query: undefined) => findFirst(target, query) } : Reflect.get(target, name),
    });
  return { ...database, inOrgSnapshot: (scope, work) => database.inOrgSnapshot(scope, (client) => work(paused(client))) };
}

test("does not report tampering for a policy that is published during the read", async () => {
  const orgId = decodeId("org", org.orgId) as string;
  const publish = (action: string) => org.publish(policy("changing", { effect: "allow", match: { actions: [action] } }));
  await publish("one.run");
  const before = await loadConfig(api.deps.database, orgId, 0);
  const database = pauseBeforeManifest(api.deps.database, async () => void (await publish("two.run")));
  const loaded = await loadConfig(database, orgId, 0);
  expect(loaded).toMatchObject({ epoch: before.epoch, version: before.version, bundle: { tampered: false } });
  const after = await loadConfig(api.deps.database, orgId, 0);
  expect(after).toMatchObject({ epoch: before.epoch + 1, bundle: { tampered: false } });
});
