import { ROUTES, type Route } from "@agentlattice/contract";
import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PASSWORD, policy, startTestApi, type TestApi } from "./testing/api-fixture.ts";
import { gateOf } from "./testing/gate.ts";
import { callersOf, type Populated, pathWith, populate, queryOf } from "./testing/populated-org.ts";

let api: TestApi;
let org: Populated;
beforeAll(async () => {
  api = await startTestApi({ AL_EGRESS_ALLOW: "127.0.0.1:9" });
  org = await populate(api, await api.createOrg());
  // The first drill ends by itself. The next is weeks away.
  const drillHasEnded = async () => expect(await api.database.inspect("SELECT 1 FROM app.halt_drill_result")).not.toEqual([]);
  await vi.waitFor(drillHasEnded, { timeout: 30_000 });
}, 60_000);
afterAll(() => api.close());

/** These record by design that somebody took evidence out, checked it, or opened a request. They need a credential. */
const RECORDS_A_LOOK: ReadonlySet<string> = new Set(["exportLedger", "exportPayloads", "verifyLedger", "getApproval"]);
/** The stream never ends. It has a row while a client is connected. */
const ENDLESS: ReadonlySet<string> = new Set(["streamEvents"]);
/** Written by work in the background, at any time. */
const IN_BACKGROUND = [
  ...["agent_activity", "anomaly_cursor", "channel_cursor", "delivery", "delivery_attempt", "delivery_pace", "ledger_checkpoint"],
  "server_process",
];
const reads = (ROUTES as readonly Route[]).filter(({ method, operationId }) => method === "get" && !ENDLESS.has(operationId));

/** Returns a fingerprint of the rows of every table. */
async function fingerprint(): Promise<Record<string, string>> {
  const tables = await api.database.inspect<{ name: string }>(
    "SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'app' AND c.relkind = 'r' ORDER BY 1",
  );
  const found: Record<string, string> = {};
  for (const { name } of tables.filter((table) => !IN_BACKGROUND.includes(table.name))) {
    // The time of a key's last use is stored later, in batches.
    const row = name === "api_key" ? "to_jsonb(t) - 'last_used_at'" : "to_jsonb(t)";
    const [sum] = await api.database.inspect<{ hash: string }>(
      `SELECT md5(coalesce(string_agg((${row})::text, ',' ORDER BY (${row})::text), '')) AS hash FROM app.${name} t`,
    );
    found[name] = sum?.hash ?? "";
  }
  return found;
}

describe("a GET changes no row", () => {
  it.each(reads.filter(({ operationId }) => !RECORDS_A_LOOK.has(operationId)))("$operationId", async (route) => {
    for (const token of route.access === "public" ? [undefined] : callersOf(org, route)) {
      const before = await fingerprint();
      await api.call("GET", `${pathWith(route, org.ids)}${queryOf(route, org.ids)}`, token ? { token } : {});
      expect(await fingerprint()).toEqual(before);
    }
  });
});

describe("the keys of offline permits", () => {
  it("are not created by a read, also while the organisation is being deleted", async () => {
    const fresh = await api.createOrg("Without permits");
    const read = (token?: string) => api.call("GET", `permits/jwks.json?org=${fresh.orgId}`, token ? { token } : {});
    const before = await fingerprint();
    expect(await read()).toMatchObject({ status: 200, body: { keys: [] } });
    expect((await read(fresh.agentKey)).body.keys).toHaveLength(1);
    expect(await fingerprint()).toEqual(before);
    const { name } = (await api.call("GET", "org", { token: fresh.owner })).body;
    expect((await api.call("DELETE", "org", { token: fresh.owner, body: { name, password: PASSWORD } })).status).toBe(204);
    const closing = await fingerprint();
    expect((await read()).body).toEqual({ keys: [] });
    expect(await fingerprint()).toEqual(closing);
  });

  it("sign a policy bundle before they are stored, and stay the same when the first permit stores them", async () => {
    const fresh = await api.createOrg("First permit");
    const { bundle } = (await api.call("GET", "policies/bundle", { token: fresh.agentKey })).body;
    const { kid } = decodeProtectedHeader(bundle);
    await fresh.publish(
      policy("asks", {
        match: { actions: ["pr.merge"] },
        effect: "approve",
        approval: { approvers: ["role:owner"] },
      }),
    );
    const gate = gateOf(api.call, fresh);
    const id = await gate.request({ action_type: "pr.merge" });
    await gate.decide(id, "approve");
    expect((await gate.collect(id, { audience: "x", grade: "offline" })).status).toBe(200);
    expect((await api.call("GET", `permits/jwks.json?org=${fresh.orgId}`)).body.keys).toMatchObject([{ kid }]);
  });
});
