import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let lock: pg.Client;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
  lock = new pg.Client({ connectionString: api.database.owner });
  await lock.connect();
});
afterAll(async () => {
  await lock.end();
  await api.close();
});

/** Reads of an agent, and a table that such a read waits for while the test holds its lock. */
const FLOODS = [
  { path: "runs", table: "app.run" },
  { path: "costs/prices", table: "app.model_price" },
];

test.each(FLOODS)("people and other agents are served while all reads of an agent's flood of $path hang", async ({ path, table }) => {
  const other = await newAgent();
  await lock.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  const flood = Array.from({ length: 60 }, () => org.get(path, org.agentKey));
  try {
    await expect.poll(() => Object.values(api.deps.database.pools()).some(({ waiting }) => waiting > 40)).toBe(true);
    const halt = await org.post("halts", { scope: { action: "zz.*" }, reason: "Looks wrong." });
    expect(halt).toMatchObject({ status: 201 });
    expect(await org.post(`halts/${halt.body.id}/resume`, { reason: "Nothing was wrong." })).toMatchObject({ status: 200 });
    expect(await org.get("approvals")).toMatchObject({ status: 200 });
    expect(await org.post("actions", { action_type: "doc.read" }, other)).toMatchObject({ status: 200, body: { status: "executed" } });
  } finally {
    await lock.query("ROLLBACK");
  }
  // A read that waited for more than three seconds is refused.
  for (const { status } of await Promise.all(flood)) expect([200, 429, 503]).toContain(status);
});

async function newAgent(): Promise<string> {
  const { id } = (await org.post("agents", { name: `bot-${Math.random()}`.replace("0.", ""), capabilities: ["*"] })).body;
  return (await org.post(`agents/${id}/keys`, { name: "k" })).body.api_key as string;
}
