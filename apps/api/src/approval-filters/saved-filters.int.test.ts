import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let member: { token: string };
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  member = await org.addMember("member");
});
afterAll(() => api.close());

const list = async (token = org.owner) => (await api.call("GET", "approval-filters", { token })).body.data;
const save = (body: object, token = org.owner) => api.call("POST", "approval-filters", { token, body });
const remove = (id: string, token = org.owner) => api.call("DELETE", `approval-filters/${id}`, { token });

it("stores a filter for the person who saved it, by name", async () => {
  const { status, body } = await save({ name: " Low  refunds ", risk: "low", action_type: "refund.issue", agent_id: org.agentId });
  expect(status).toBe(200);
  expect(body).toMatchObject({ name: "Low refunds", risk: "low", action_type: "refund.issue", agent_id: org.agentId, policy_id: null });
  expect(await list()).toEqual([body]);
  expect(await list(member.token)).toEqual([]);
  expect((await remove(body.id, member.token)).body.code).toBe("NOT_FOUND");

  const replaced = await save({ name: "Low refunds", risk: "high" });
  expect(replaced.body).toEqual({ ...body, risk: "high", action_type: null, agent_id: null });
  const soon = await save({ name: "Soon", expires_within: "1h" });
  expect(soon.body).toMatchObject({ risk: null, expires_within: "1h" });
  expect((await remove(soon.body.id)).status).toBe(204);
  expect((await save({ name: "Low refunds", risk: "low" }, member.token)).status).toBe(200);
  expect(await list()).toEqual([replaced.body]);
  expect((await remove(body.id)).status).toBe(204);
  expect((await remove(body.id)).body.code).toBe("NOT_FOUND");
  expect(await list()).toEqual([]);
});

it.each([
  ["no condition", { name: "All" }],
  ["only empty conditions", { name: "All", risk: null }],
  ["no duration", { name: "Soon", expires_within: "1 hour" }],
  ["no name", { name: " ", risk: "low" }],
  ["a name that is too long", { name: "x".repeat(81), risk: "low" }],
  ["a name with NUL", { name: "a\u0000b", risk: "low" }],
  ["a name with markup", { name: "<img>", risk: "low" }],
  ["an unknown risk", { name: "x", risk: "none" }],
  ["the id of another kind", { name: "x", agent_id: "pol_01h455vb4pex5vsknk084sn02q" }],
  ["an invalid action type", { name: "x", action_type: "Refund!" }],
  ["an unknown member", { name: "x", risk: "low", user_id: "usr_01h455vb4pex5vsknk084sn02q" }],
])("refuses %s", async (_name, body) => {
  expect(await save(body)).toMatchObject({ status: 422, body: { code: "INVALID_REQUEST" } });
});

it("refuses keys and invalid ids", async () => {
  expect((await save({ name: "x", risk: "low" }, org.agentKey)).status).toBe(403);
  for (const id of ["flt_x", "pol_01h455vb4pex5vsknk084sn02q", "%00"]) expect((await remove(id)).status, id).toBe(404);
});

it("allows at most 20 filters per person, also when they are saved concurrently", async () => {
  const saved = await Promise.all(Array.from({ length: 25 }, (_, at) => save({ name: `Filter ${at}`, risk: "low" }, member.token)));
  expect(saved.filter(({ status }) => status === 200)).toHaveLength(19);
  expect(new Set(saved.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(new Set(["FILTER_LIMIT"]));
  expect(await list(member.token)).toHaveLength(20);
  expect((await save({ name: "Low refunds", risk: "critical" }, member.token)).body.risk).toBe("critical");
});
