import { afterAll, beforeAll, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const reserve = (body: object) => org.post("budgets/reserve", body, org.agentKey);
const settle = (id: string, body: object) => org.post(`budgets/${id}/settle`, body, org.agentKey);
const budgetsOf = async (action: string) =>
  (await org.get("budgets")).body.data.filter(({ actions }: { actions: string[] }) => actions[0] === action);
const publish = (name: string, limits: object[]) =>
  org.publish(policy(name, { match: { actions: [`${name}.call`] }, effect: "allow", limits }));

it.each([
  ["plain", [{ budget: { usd: "1.00", tokens: 100, per: "day" } }]],
  ["asking", [{ budget: { usd: "1.00", per: "day", at_cap: "ask", extend: { max: "1.00" } } }, { budget: { tokens: 100, per: "day" } }]],
])("a reservation is denied only by the caps of the measures that it requests (%s)", async (name, limits) => {
  await publish(name, limits);
  const action_type = `${name}.call`;
  expect((await reserve({ usd: "1.00", action_type })).status).toBe(201);
  // Nothing is left of the money.
  const unpaid = await reserve({ tokens: 40, action_type });
  expect(unpaid.status, unpaid.text).toBe(201);
  expect((await reserve({ usd: "0", tokens: 40, action_type })).status).toBe(201);
  expect((await reserve({ usd: "0", tokens: 0, action_type })).status).toBe(201);
  expect((await reserve({ tokens: 21, action_type })).body).toMatchObject({
    denial_reason: "BUDGET_EXCEEDED",
    conditions_evaluated: [{ field: "limits.tokens" }],
  });
  // The money that it costs after all is charged.
  expect((await settle(unpaid.body.id, { usd: "0.50" })).body.overruns).toMatchObject([{ measure: "usd", used: "1.50" }]);
  expect(await budgetsOf(action_type)).toMatchObject([
    { measure: "usd", used: "0.50", reserved: "1.00" },
    { measure: "tokens", remaining: 20 },
  ]);
  const paid = await reserve({ usd: "0.000001", tokens: 1, action_type });
  expect(paid.body).toMatchObject(
    name === "asking" ? { status: "requested" } : { denial_reason: "BUDGET_EXCEEDED", conditions_evaluated: [{ field: "limits.usd" }] },
  );
});

it("an action is denied by every cap that is used up, because its cost is not known in advance", async () => {
  await publish("acting", [{ budget: { usd: "1.00", calls: 9, per: "day" } }]);
  expect((await reserve({ usd: "1.00", action_type: "acting.call" })).status).toBe(201);
  expect((await org.submit("acting.call")).body.denial_reason).toBe("BUDGET_EXCEEDED");
});
