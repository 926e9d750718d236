import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let acme: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  acme = await api.createOrg();
  await acme.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
  for (let i = 0; i < 3; i++) await api.call("POST", "actions", { token: acme.agentKey, body: { action_type: "doc.read" } });
});
afterAll(() => api.close());

it("deleted entries at the end are named in the error, never an internal error", async () => {
  const { size } = (await api.call("GET", "audit/checkpoint", { token: acme.owner })).body;
  await api.database.inspect("ALTER TABLE app.ledger_entry DISABLE TRIGGER append_only");
  await api.database.inspect("DELETE FROM app.ledger_entry WHERE org_id = $1 AND seq >= $2", [decodeId("org", acme.orgId), size - 2]);
  for (const path of [`consistency?from=3&to=${size}`, "consistency?from=3", "inclusion?seq=1", "range?from=1&to=2"]) {
    const { status, body } = await api.call("GET", `audit/proof/${path}`, { token: acme.owner });
    expect([path, status, body.code]).toEqual([path, 503, "LEDGER_INCOMPLETE"]);
    expect(body.detail).toMatch(/^Entry \d+ of the ledger/);
  }
  expect((await api.call("GET", "audit/verify", { token: acme.owner })).body).toMatchObject({ chain_valid: false });
});
