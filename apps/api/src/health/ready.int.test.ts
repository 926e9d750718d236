import { afterAll, beforeAll, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let acme: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  acme = await api.createOrg();
  await acme.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
});
afterAll(() => api.close());

const decide = async () => (await api.call("POST", "actions", { token: acme.agentKey, body: { action_type: "doc.read" } })).body;

it("reports unready while the database accepts no commits, and ready afterwards", async () => {
  await api.database.inspect("REVOKE INSERT ON app.ledger_entry FROM al_ledger");
  expect(await decide()).toMatchObject({ status: 503, code: "DATABASE_UNAVAILABLE" });
  expect(await api.call("GET", "ready")).toMatchObject({
    status: 503,
    body: { code: "DATABASE_UNAVAILABLE", detail: expect.stringContaining("takes no commits") },
  });
  await api.database.inspect("GRANT INSERT ON app.ledger_entry TO al_ledger");
  expect((await decide()).decision.status).toBe("executed");
  expect((await api.call("GET", "ready")).status).toBe(200);
});
