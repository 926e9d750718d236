import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
let operators: Awaited<ReturnType<TestOrg["addMember"]>>[];
let admin: Awaited<ReturnType<TestOrg["addMember"]>>;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  operators = [await org.addMember("operator"), await org.addMember("operator"), await org.addMember("operator")];
  admin = await org.addMember("admin");
  const approval = { stages: [{ approvers: ["role:operator"], quorum: 2 }, { approvers: ["role:admin"] }] };
  await org.publish(policy("release", { effect: "approve", match: { actions: ["release.ship"] }, approval }, { labels: { risk: "low" } }));
  await org.publish(policy("ships", { effect: "approve", match: { actions: ["both.run"] }, approval: { approvers: ["role:operator"] } }));
  await org.publish(policy("guards", { effect: "approve", match: { actions: ["both.run"] }, approval: { approvers: ["role:owner"] } }));
});
afterAll(() => api.close());

const ask = (action_type = "release.ship") => gate.request({ action_type, metadata: { version: "2.1" } });
const as = (index: number) => ({ token: (operators[index] as (typeof operators)[0]).token });
const kinds = async (id: string) =>
  (await api.call("GET", `audit/events?approval_id=${id}&limit=50`, { token: org.owner })).body.data
    .map(({ kind }: { kind: string }) => kind)
    .reverse();

describe("stages", () => {
  test("are decided in order, each by distinct people", async () => {
    const id = await ask();
    expect((await gate.decide(id, "approve", { token: admin.token })).body.code).toBe("NOT_ELIGIBLE");
    const first = await gate.decide(id, "approve", as(0));
    expect(first.body).toMatchObject({
      status: "pending",
      stages: [
        { quorum: 2, approvals: 1, satisfied: false, status: "open", votes: [{ decision: "approve" }] },
        { quorum: 1, approvals: 0, status: "waiting", votes: [] },
      ],
    });
    expect((await gate.decide(id, "approve", as(0))).body.code).toBe("ALREADY_VOTED");
    expect((await gate.collect(id)).body.code).toBe("APPROVAL_PENDING");
    const second = await gate.decide(id, "approve", as(1));
    expect(second.body).toMatchObject({ status: "pending", stages: [{ status: "approved" }, { status: "open" }] });
    expect((await gate.decide(id, "approve", as(2))).body.code).toBe("NOT_ELIGIBLE");
    const third = await gate.decide(id, "approve", { token: admin.token });
    expect(third.body).toMatchObject({
      status: "approved",
      stages: [
        { status: "approved", satisfied: true },
        { status: "approved", satisfied: true },
      ],
    });
    expect(third.body.votes).toHaveLength(3);
    expect((await gate.collect(id)).body.status).toBe("executed");
    expect(await kinds(id)).toEqual(["approval.requested", "approval.voted", "approval.voted", "approval.decided", "action.executed"]);
  });

  test("end with the first denial", async () => {
    const id = await ask();
    await gate.decide(id, "approve", as(0));
    expect((await gate.decide(id, "deny", as(1))).body).toMatchObject({
      status: "denied",
      stages: [{ status: "denied" }, { status: "ended" }],
    });
    expect((await gate.decide(id, "approve", as(2))).body.code).toBe("ALREADY_DECIDED");
  });

  test("of several policies are all required", async () => {
    const id = await ask("both.run");
    expect((await gate.decide(id, "approve")).body).toMatchObject({ status: "pending" });
    expect((await gate.decide(id, "approve", as(0))).body).toMatchObject({ status: "approved" });
  });

  test("count two concurrent votes exactly", async () => {
    const id = await ask();
    const other = await api.startProcess();
    const answers = await Promise.all([
      gate.decide(id, "approve", as(0)),
      gateOf(other.call, org).decide(id, "approve", as(0)),
      gateOf(other.call, org).decide(id, "approve", as(1)),
      gate.decide(id, "approve", as(2)),
    ]);
    // Two of the three people complete the stage; the third comes too late for it, and the same person never counts twice.
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    const { stages } = (await gate.read(id)).body;
    expect(stages[0].votes).toHaveLength(2);
    expect(new Set(stages[0].votes.map(({ user }: { user: { id: string } }) => user.id)).size).toBe(2);
  });

  test("do not count an approver who lost the role before the stage was complete", async () => {
    const id = await ask();
    const leaver = await org.addMember("operator");
    await gate.decide(id, "approve", { token: leaver.token });
    await api.call("PATCH", `members/${leaver.userId}`, { token: org.owner, body: { role: "member" } });
    expect((await gate.decide(id, "approve", as(0))).body).toMatchObject({
      status: "pending",
      stages: [{ approvals: 1, status: "open" }, {}],
    });
    expect((await gate.decide(id, "approve", as(1))).body).toMatchObject({ stages: [{ status: "approved" }, { status: "open" }] });
  });

  test("do not count a vote of a person who was removed, and refuse further votes", async () => {
    const id = await ask();
    const leaver = await org.addMember("operator");
    await gate.decide(id, "approve", { token: leaver.token });
    await api.call("DELETE", `members/${leaver.userId}`, { token: org.owner });
    expect((await gate.read(id)).body.stages[0]).toMatchObject({ approvals: 0 });
    expect((await gate.decide(id, "approve", { token: leaver.token })).status).toBe(401);
  });
});

describe("groups", () => {
  const group = (body: object, token = org.owner) => api.call("POST", "groups", { token, body });

  test("decide by their members at the time of the decision", async () => {
    const { body } = await group({ name: "release", members: [operators[0]?.userId] });
    expect(body).toMatchObject({ id: expect.stringMatching(/^grp_/), name: "release", members: [{ id: operators[0]?.userId }] });
    await org.publish(
      policy("grouped", { effect: "approve", match: { actions: ["group.run"] }, approval: { approvers: ["group:release"] } }),
    );
    const id = await ask("group.run");
    expect((await gate.decide(id, "approve", as(1))).body.code).toBe("NOT_ELIGIBLE");
    const members = [operators[1]?.userId];
    expect((await api.call("PATCH", `groups/${body.id}`, { token: org.owner, body: { members } })).status).toBe(200);
    expect((await gate.decide(id, "approve", as(0))).body.code).toBe("NOT_ELIGIBLE");
    expect((await gate.decide(id, "approve", as(1))).body.status).toBe("approved");
    expect((await api.call("GET", "groups", { token: admin.token })).body.data).toHaveLength(1);
  });

  test("without members cause an immediate denial", async () => {
    await org.publish(policy("nobody", { effect: "approve", match: { actions: ["none.run"] }, approval: { approvers: ["group:ghosts"] } }));
    expect(await gate.ask({ action_type: "none.run" })).toMatchObject({ status: "denied", denial_reason: "NO_ELIGIBLE_APPROVER" });
  });

  test("are refused with a taken name, a person who is not a member or another role", async () => {
    expect((await group({ name: "release" })).body.code).toBe("NAME_TAKEN");
    expect((await group({ name: "guests", members: ["usr_01h455vb4pex5vsknk084sn02q"] })).body.code).toBe("NOT_FOUND");
    expect((await group({ name: "mine" }, operators[0]?.token)).body.code).toBe("FORBIDDEN");
    expect((await group({ name: "No Spaces" })).body.code).toBe("INVALID_REQUEST");
  });

  test("end when they are deleted", async () => {
    const { body } = await group({ name: "brief", members: [admin.userId] });
    expect((await api.call("DELETE", `groups/${body.id}`, { token: org.owner })).status).toBe(204);
    expect((await api.call("DELETE", `groups/${body.id}`, { token: org.owner })).status).toBe(404);
  });
});
