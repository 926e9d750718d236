import { afterAll, beforeAll, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../../testing/api-fixture.ts";
import { type Gate, gateOf } from "../../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
let operator: Awaited<ReturnType<TestOrg["addMember"]>>;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  operator = await org.addMember("operator");
});
afterAll(() => api.close());

let count = 0;
/** Publishes an approval policy with one waiting request and one unused approval. */
async function start() {
  const action = `impact${++count}.run`;
  const name = `impact${count}`;
  const asks = (approval: object, spec: object = {}, metadata: object = {}) =>
    policy(name, { effect: "approve", match: { actions: [action] }, approval, ...spec }, metadata);
  const id = await org.publish(asks({ approvers: ["role:operator"] }));
  const request = () => gate.request({ action_type: action });
  const [waiting, given] = [await request(), await request()];
  expect((await gate.decide(given, "approve", { token: operator.token })).body.status).toBe("approved");
  return { id, action, asks, waiting, given };
}
const impact = async (body: object) => {
  const answer = await org.post("policies/impact", body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
/** Of the requests of one test. */
const changesOf = (result: { changes: { approval_id: string }[] }, ...ids: string[]) =>
  result.changes.filter(({ approval_id }) => ids.includes(approval_id));

test("a changed description affects nothing", async () => {
  const { asks, waiting, given } = await start();
  const result = await impact({ document: asks({ approvers: ["role:operator"] }, {}, { description: "Explains more." }) });
  expect(changesOf(result, waiting, given)).toEqual([]);
  expect(result).toMatchObject({ more: false, affected: { waiting: 0, approved: 0 } });
  expect(result.compared).toBeGreaterThanOrEqual(2);
});

test("a policy that denies ends both, and nothing changes before it is published", async () => {
  const { asks, waiting, given } = await start();
  const result = await impact({ document: asks({}, { effect: "deny", approval: undefined }) });
  const [one, two] = [
    { approval_id: waiting, status: "pending", outcome: "ends", reason: "POLICY_DENIED" },
    { approval_id: given, status: "approved", outcome: "ends", reason: "POLICY_DENIED" },
  ];
  expect(changesOf(result, waiting, given)).toEqual(expect.arrayContaining([expect.objectContaining(one), expect.objectContaining(two)]));
  expect(result.affected).toEqual({ waiting: 1, approved: 1 });
  expect((await gate.read(waiting)).body.status).toBe("pending");
  expect((await gate.read(given)).body.status).toBe("approved");
});

test("a saved version with a higher quorum asks more for the approval only, as its publication does", async () => {
  const { id, asks, waiting, given } = await start();
  expect((await org.post("policies", { document: asks({ approvers: ["role:operator"], quorum: 2 }) })).status).toBeLessThan(300);
  await org.addMember("operator");
  const result = await impact({ policy: id });
  expect(changesOf(result, given)).toEqual([expect.objectContaining({ outcome: "asks_more", status: "approved" })]);
  expect((await org.post(`policies/${id}/publish`, {})).status).toBe(200);
  expect((await gate.read(given)).body.status).toBe("pending");
  expect((await gate.read(waiting)).body.status).toBe("pending");
});

test("disabling, and a new policy of another name, are compared too", async () => {
  const { id, action, waiting } = await start();
  const disabled = await impact({ policy: id, disable: true });
  expect(changesOf(disabled, waiting)).toEqual([expect.objectContaining({ outcome: "ends", reason: "NO_MATCHING_POLICY" })]);
  const denies = await impact({ document: policy("denies-all", { effect: "deny", match: { actions: [action] } }) });
  expect(changesOf(denies, waiting)).toEqual([expect.objectContaining({ outcome: "ends", reason: "POLICY_DENIED" })]);
  expect((await org.get("policies?q=denies-all")).body.data).toEqual([]);
});

test.each([
  [{}, "INVALID_REQUEST"],
  [{ policy: "pol_01h455vb4pex5vsknk084sn02q" }, "NOT_FOUND"],
  [{ version: 1, document: {} }, "INVALID_REQUEST"],
  [{ yaml: "kind: [" }, "POLICY_INVALID"],
])("%j is refused with %s", async (body, code) => {
  expect((await org.post("policies/impact", body)).body.code).toBe(code);
});

test("members see only requests of their own agents, and agents none", async () => {
  const { id, waiting, given } = await start();
  const member = await org.addMember("member");
  const seen = await org.post("policies/impact", { policy: id, disable: true }, member.token);
  expect(seen.status).toBe(200);
  expect(changesOf(seen.body, waiting, given)).toEqual([]);
  const agent = await org.post("policies/impact", { policy: id }, org.agentKey);
  expect(agent.body.code).toBe("FORBIDDEN");
});
