import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { changeMembers } from "../testing/change-members.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

type Member = Awaited<ReturnType<TestOrg["addMember"]>>;

let api: TestApi;
let org: TestOrg;
let gate: Gate;
let hal: Member;
let dan: Member;
let eve: Member;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  [hal, dan, eve] = [await org.addMember("operator"), await org.addMember("operator"), await org.addMember("admin")];
  const held = (name: string, action: string, approval: object, risk = "low") =>
    org.publish(policy(name, { effect: "approve", match: { actions: [action] }, approval }, { labels: { risk } }));
  await held("pairs", "pair.run", { approvers: ["role:operator"], quorum: 2 });
  await held("dans", "dan.run", { approvers: [`user:${dan.email}`, "role:owner"], quorum: 2 });
  await held("alone", "alone.run", { approvers: [`user:${dan.email}`] });
  await held("risky", "risky.run", { approvers: [`user:${dan.email}`] }, "critical");
});
afterAll(() => api.close());

const ask = (action_type: string) => gate.request({ action_type, metadata: { version: "2.1" } });
const approve = (id: string, { token }: { token: string }) => gate.decide(id, "approve", { token });
const setRole = (member: Member, role: string) => api.call("PATCH", `members/${member.userId}`, { token: org.owner, body: { role } });
const stage = async (id: string) => (await gate.read(id)).body.stages[0];
const handOver = (from: Member, to: Member) =>
  api.call("POST", "handovers", { token: from.token, body: { to: to.userId, until: new Date(Date.now() + 3_600_000).toISOString() } });
const takeBack = (from: Member) => api.call("DELETE", `handovers/${from.userId}`, { token: from.token });

describe("a vote whose voter lost the right before the decision", () => {
  test("of a role does not count again, and the person votes again", async () => {
    const id = await ask("pair.run");
    await approve(id, hal);
    await setRole(hal, "member");
    expect((await approve(id, dan)).body.stages[0]).toMatchObject({ approvals: 1, satisfied: false });
    await setRole(hal, "operator");
    expect(await stage(id)).toMatchObject({ approvals: 1, satisfied: false, votes: [{ user: { id: dan.userId } }] });
    expect((await gate.collect(id)).body.code).toBe("APPROVAL_PENDING");
    expect((await approve(id, dan)).body.code).toBe("ALREADY_VOTED");
    const review = (await api.call("GET", `approvals/${id}/review`, { token: hal.token })).body;
    expect(review).toMatchObject({ you: { can_decide: true }, eligible: [{ id: hal.userId }] });
    const decided = (await approve(id, hal)).body;
    expect(decided).toMatchObject({ status: "approved", stages: [{ approvals: 2, satisfied: true }] });
    expect((await gate.collect(id)).body.status).toBe("executed");
  });

  test("of a group does not count again, also in another process", async () => {
    const members = (ids: string[]) => api.call("PATCH", `groups/${group}`, { token: org.owner, body: { members: ids } });
    const created = await api.call("POST", "groups", {
      token: org.owner,
      body: { name: "duo", members: [hal.userId, dan.userId, eve.userId] },
    });
    const group = created.body.id;
    await org.publish(
      policy("duos", { effect: "approve", match: { actions: ["duo.run"] }, approval: { approvers: ["group:duo"], quorum: 2 } }),
    );
    const id = await ask("duo.run");
    await approve(id, hal);
    await members([dan.userId, eve.userId]);
    await members([dan.userId, eve.userId, hal.userId]);
    expect(await stage(id)).toMatchObject({ approvals: 0, votes: [] });
    expect((await approve(id, dan)).body.stages[0]).toMatchObject({ approvals: 1 });
    await members([dan.userId, hal.userId, eve.userId]);
    expect(await stage(id)).toMatchObject({ approvals: 1, votes: [{ user: { id: dan.userId } }] });
    const other = gateOf((await api.startProcess()).call, org);
    expect((await other.decide(id, "approve", { token: hal.token })).body).toMatchObject({ status: "approved" });
    expect((await other.collect(id)).body.status).toBe("executed");
  });
});

describe("a vote that stopped counting", () => {
  const peopleOf = ({ votes }: { votes: { user: { id: string } }[] }) => votes.map(({ user }) => user.id);

  test("is not shown after the stage is complete, and later losses of rights change nothing", async () => {
    const [rita, sam, tom] = [await org.addMember("operator"), await org.addMember("operator"), await org.addMember("operator")];
    const id = await ask("pair.run");
    await approve(id, rita);
    await setRole(rita, "auditor");
    expect(await stage(id)).toMatchObject({ approvals: 0, votes: [] });
    await approve(id, sam);
    const decided = (await approve(id, tom)).body;
    expect(decided.stages[0]).toMatchObject({ approvals: 2, satisfied: true });
    expect(peopleOf(decided.stages[0])).toEqual([sam.userId, tom.userId]);
    await setRole(sam, "auditor");
    await setRole(rita, "operator");
    expect(peopleOf(await stage(id))).toEqual([sam.userId, tom.userId]);
    const other = gateOf((await api.startProcess()).call, org);
    expect(peopleOf((await other.read(id)).body.stages[0])).toEqual([sam.userId, tom.userId]);
    expect((await other.collect(id)).body.status).toBe("executed");
  });

  test("is not shown after a denial, and does not return when the decision is undone", async () => {
    const [rita, sam, tom] = [await org.addMember("operator"), await org.addMember("operator"), await org.addMember("operator")];
    const denied = await ask("pair.run");
    const undone = await ask("pair.run");
    for (const id of [denied, undone]) await approve(id, rita);
    await setRole(rita, "auditor");
    await gate.decide(denied, "deny", { token: sam.token });
    expect(await stage(denied)).toMatchObject({ approvals: 0, votes: [{ user: { id: sam.userId }, decision: "deny" }] });
    await approve(undone, sam);
    await approve(undone, tom);
    expect((await api.call("POST", `approvals/${undone}/undo`, { token: tom.token })).status).toBe(200);
    expect(peopleOf(await stage(undone))).toEqual([sam.userId]);
    const other = gateOf((await api.startProcess()).call, org);
    expect((await other.decide(undone, "approve", { token: tom.token })).body).toMatchObject({ status: "approved" });
    expect((await other.collect(undone)).body.status).toBe("executed");
  });
});

describe("a vote under a hand-over", () => {
  test("names the person for whom it was given, also when it decides", async () => {
    const id = await ask("alone.run");
    await handOver(dan, eve);
    const shown = { user: { id: eve.userId }, decision: "approve", for: { id: dan.userId } };
    const expected = { status: "approved", stages: [{ votes: [shown] }], votes: [shown] };
    expect((await approve(id, eve)).body).toMatchObject(expected);
    expect((await gate.read(id)).body).toMatchObject(expected);
    const denied = await ask("alone.run");
    await gate.decide(denied, "deny", { token: eve.token });
    expect((await gate.read(denied)).body.stages[0].votes).toMatchObject([{ ...shown, decision: "deny" }]);
    const own = await ask("alone.run");
    expect((await approve(own, dan)).body.stages[0].votes[0].for).toBeUndefined();
    await takeBack(dan);
  });

  test("counts after the hand-over has ended, and stops counting with the role of the absent person", async () => {
    const [kept, lost] = [await ask("dan.run"), await ask("dan.run")];
    await handOver(dan, eve);
    await approve(kept, eve);
    await approve(lost, eve);
    await takeBack(dan);
    expect(await stage(kept)).toMatchObject({ approvals: 1, votes: [{ user: { id: eve.userId }, for: { id: dan.userId } }] });
    expect((await approve(kept, dan)).body.code).toBe("ALREADY_VOTED");
    expect((await gate.decide(kept, "approve")).body).toMatchObject({ status: "approved", stages: [{ approvals: 2 }] });
    await setRole(dan, "admin");
    expect(await stage(lost)).toMatchObject({ approvals: 0, votes: [] });
    expect((await approve(lost, dan)).body).toMatchObject({ status: "pending", stages: [{ approvals: 1 }] });
    await setRole(dan, "operator");
  });

  test("does not count on high risk while the role of the substitute is new", async () => {
    await changeMembers(api.database, { roleSince: null });
    const fresh = await org.addMember("member");
    await setRole(fresh, "operator");
    const id = await ask("risky.run");
    await handOver(dan, fresh);
    expect(await approve(id, fresh)).toMatchObject({ status: 403, body: { code: "NOT_ELIGIBLE" } });
    await handOver(dan, eve);
    expect((await approve(id, eve)).body.status).toBe("approved");
  });
});
