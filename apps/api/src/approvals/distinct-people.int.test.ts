import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
type Person = Awaited<ReturnType<TestOrg["addMember"]>>;
let both: Person;
let operator: Person;

const STAGES = [{ approvers: ["group:x"] }, { approvers: ["role:operator"] }];
const publish = (name: string, action: string, approval: object, labels = {}) =>
  org.publish(policy(name, { effect: "approve", match: { actions: [action] }, approval }, labels));

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  [both, operator] = [await org.addMember("operator"), await org.addMember("operator")];
  for (const [name, members] of [
    ["x", [both.userId]],
    ["y", [both.userId, operator.userId]],
  ])
    expect((await api.call("POST", "groups", { token: org.owner, body: { name, members } })).status).toBe(201);
  await publish("staged", "staged.run", { stages: STAGES });
  await publish("strictly", "strictly.run", { stages: STAGES, separation_of_duties: "strict" });
  await publish("per-stage", "per.stage", { stages: STAGES, distinct: "per_stage" });
  await publish("first", "two.policies", { approvers: ["group:x"] });
  await publish("second", "two.policies", { approvers: ["group:y"] });
  await publish("alone", "alone.run", { stages: [{ approvers: ["group:x"] }, { approvers: [`user:${both.email}`] }] });
});
afterAll(() => api.close());

const vote = (id: string, { token }: Person) => gate.decide(id, "approve", { token });

describe("one person", () => {
  test.each(["staged.run", "strictly.run", "two.policies"])("does not pass every stage of %s", async (action_type) => {
    const id = await gate.request({ action_type });
    expect((await vote(id, both)).body).toMatchObject({ status: "pending", stages: [{ status: "approved" }, { status: "open" }] });
    expect((await vote(id, both)).body).toMatchObject({ status: 409, code: "ALREADY_VOTED" });
    const review = (await api.call("GET", `approvals/${id}/review`, { token: both.token })).body;
    expect(review.eligible.map((person: { id: string }) => person.id)).toEqual([operator.userId]);
    expect((await vote(id, operator)).body.status).toBe("approved");
    expect((await gate.collect(id)).body.status).toBe("executed");
  });

  test("passes every stage when the policy counts each stage by itself", async () => {
    const id = await gate.request({ action_type: "per.stage" });
    expect((await vote(id, both)).body.status).toBe("pending");
    expect((await vote(id, both)).body.status).toBe("approved");
  });

  test("who is the only approver of two stages leaves nobody for the second, which is said at once", async () => {
    const denied = await gate.ask({ action_type: "alone.run" });
    expect(denied).toMatchObject({ status: "denied", denial_reason: "NO_ELIGIBLE_APPROVER" });
    expect(denied.message).toContain(`nobody is left for the stage of user:${both.email}`);
  });
});

test("a request that lost the other approver of a later stage ends", async () => {
  const id = await gate.request({ action_type: "two.policies" });
  expect((await vote(id, both)).body.status).toBe("pending");
  const change = { token: org.owner, body: { role: "member" } };
  expect((await api.call("PATCH", `members/${operator.userId}`, change)).status).toBe(200);
  expect((await gate.read(id)).body).toMatchObject({ status: "cancelled", refusal: "NO_ELIGIBLE_APPROVER" });
});

describe("a refusal names its cause and its remedy", () => {
  test("not an approver, separated from the request, or with a role that is too new", async () => {
    const owner = await org.addMember("admin");
    await publish("risky", "risky.run", { approvers: ["role:admin", "role:owner"] }, { labels: { risk: "high" } });
    await publish("separate", "separate.run", { approvers: ["role:admin", "role:owner"], separation_of_duties: "strict" });
    const agent = await api.call("POST", "agents", {
      token: org.owner,
      body: { name: "separate", capabilities: ["*"], owner: owner.userId },
    });
    const key = (await api.call("POST", `agents/${agent.body.id}/keys`, { token: owner.token, body: { name: "k" } })).body.api_key;
    const others = await org.addMember("admin");
    const refusal = async (action_type: string, person: Person) => {
      const { status, body } = await vote(await gate.request({ action_type }, key), person);
      expect([status, body.code]).toEqual([403, "NOT_ELIGIBLE"]);
      return `${body.error.details.cause}: ${body.detail}`;
    };
    expect(await refusal("separate.run", both)).toMatch(/^not_an_approver: Only role:admin, role:owner may decide this\. Ask one of them/);
    expect(await refusal("separate.run", owner)).toMatch(/^separation_of_duties: .*Ask an approver who neither owns the agent/);
    await api.call("PATCH", `members/${others.userId}`, { token: org.owner, body: { role: "operator" } });
    await api.call("PATCH", `members/${others.userId}`, { token: org.owner, body: { role: "admin" } });
    expect(await refusal("risky.run", others)).toMatch(/^role_too_new: .*You may decide it from .* UTC/);
  });

  test("and nobody is told to add an approver who could not vote for 24 hours", async () => {
    await publish("nobody", "nobody.run", { approvers: ["group:none"] }, { labels: { risk: "high" } });
    const { message } = await gate.ask({ action_type: "nobody.run" });
    expect(message).toContain("whose role is at least 24 hours old");
    const fresh = await org.addMember("operator");
    await api.call("PATCH", `members/${fresh.userId}`, { token: org.owner, body: { role: "admin" } });
    await publish("fresh", "fresh.run", { approvers: [`user:${fresh.email}`] }, { labels: { risk: "critical" } });
    expect((await gate.ask({ action_type: "fresh.run" })).message).toMatch(/Submit it again after .* UTC/);
  });
});
