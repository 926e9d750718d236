import { ROUTES, type Route } from "@agentlattice/contract";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi } from "./testing/api-fixture.ts";
import { gateOf } from "./testing/gate.ts";
import { callersOf, type Populated, pathWith, populate, queryOf } from "./testing/populated-org.ts";

let api: TestApi;
let org: Populated;

beforeAll(async () => {
  api = await startTestApi({ AL_EGRESS_ALLOW: "127.0.0.1:9" });
  org = await populate(api, await api.createOrg());
  // Shares such as one third, and sums such as 0.1 + 0.2.
  await org.publish(policy("deploys", { match: { actions: ["deploy.*"] }, effect: "approve" }));
  const sum = { sum: { actions: ["pay.*"], field: "amount", within: "1h" }, operator: "lt", value: 0.3 };
  await org.publish(policy("pays", { match: { actions: ["pay.*"] }, effect: "allow", history: [sum] }));
  for (const amount of [0.1, 0.2, 0.1]) await org.submit("pay.out", { metadata: { amount } });
  for (const usd of ["0.1", "0.2"]) {
    const { audit_event_id: id } = (await org.submit("pay.in", { metadata: { amount: 0 } })).body;
    await api.call("POST", `actions/${id}/report`, { token: org.agentKey, body: { status: "success", usage: { usd } } });
  }
  const gate = gateOf(api.call, org);
  for (const decision of ["approve", "approve", "deny"] as const)
    await gate.decide(await gate.request({ action_type: "deploy.it" }), decision);
  await vi.waitFor(async () => expect((await org.get("anomalies/baselines")).body.data).not.toEqual([]), { timeout: 30_000 });
}, 90_000);
afterAll(() => api.close());

const ENDLESS: ReadonlySet<string> = new Set(["streamEvents"]);
const reads = (ROUTES as readonly Route[]).filter(({ method, operationId }) => method === "get" && !ENDLESS.has(operationId));

it.each(reads)("$operationId answers numbers with at most four decimals", async (route) => {
  for (const token of route.access === "public" ? [undefined] : callersOf(org, route)) {
    const { text } = await api.call("GET", `${pathWith(route, org.ids)}${queryOf(route, org.ids)}`, token ? { token } : {});
    // Numbers of JSON and cells of CSV. Hashes and ids have letters around their digits.
    expect(text.match(/(?<![\w.-])\d+\.\d{5,}(?![\w.-])|(?<![\w.-])\d+(\.\d+)?e-\d+/g) ?? []).toEqual([]);
  }
});
