import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

type Member = Awaited<ReturnType<TestOrg["addMember"]>>;

let api: TestApi;
let org: TestOrg;
let gate: Gate;
let dan: Member;
let eve: Member;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  [dan, eve] = [await org.addMember("operator"), await org.addMember("admin")];
});
afterAll(() => api.close());

/** Creates a group and a policy that asks it for its action. */
async function held(name: string, members: Member[], approval: object): Promise<string> {
  const body = { name, members: members.map(({ userId }) => userId) };
  const group = (await api.call("POST", "groups", { token: org.owner, body })).body.id;
  await org.publish(
    policy(`for-${name}`, { effect: "approve", match: { actions: [`${name}.run`] }, approval }, { labels: { risk: "low" } }),
  );
  return group;
}
const ask = (name: string) => gate.request({ action_type: `${name}.run`, metadata: { version: "2.1" } });
const members = (group: string, people: Member[]) =>
  api.call("PATCH", `groups/${group}`, { token: org.owner, body: { members: people.map(({ userId }) => userId) } });
const entries = async (id: string) =>
  (await api.call("GET", `audit/events?approval_id=${id}&limit=50`, { token: org.owner })).body.data
    .map(({ kind }: { kind: string }) => kind)
    .reverse();

describe("a pending request that loses its last approver", () => {
  test("ends when the group is emptied, and the waiting agent gets the reason", async () => {
    const group = await held("solo", [dan], { approvers: ["group:solo"] });
    const id = await ask("solo");
    const waiting = gate.read(id, { prefer: "wait=20" });
    await expect.poll(() => api.deps.waiters.size).toBe(1);
    expect((await members(group, [])).status).toBe(200);
    expect(await waiting).toMatchObject({ status: 200, body: { status: "cancelled", refusal: "NO_ELIGIBLE_APPROVER" } });
    expect(await entries(id)).toEqual(["approval.requested", "approval.cancelled"]);
    expect((await gate.collect(id)).body).toMatchObject({
      code: "APPROVAL_CANCELLED",
      error: { details: { denial_reason: "NO_ELIGIBLE_APPROVER" } },
      detail: expect.stringContaining("nobody could decide it"),
    });
    expect((await gate.decide(id, "approve", { token: dan.token })).body.code).toBe("APPROVAL_CANCELLED");
    expect((await api.call("GET", "audit/verify", { token: org.owner })).body.chain_valid).toBe(true);
  });

  test("ends when the group is deleted, and when a later stage has no approver", async () => {
    const pair = await held("pair", [dan, eve], { approvers: ["group:pair"], quorum: 2 });
    const later = await held("later", [eve], { stages: [{ approvers: ["role:owner"] }, { approvers: ["group:later"] }] });
    const [two, kept, staged] = [await ask("pair"), await ask("pair"), await ask("later")];
    await gate.decide(kept, "approve", { token: dan.token });
    await gate.decide(kept, "approve", { token: eve.token });
    await gate.decide(two, "approve", { token: eve.token });
    await members(pair, [eve]);
    expect((await gate.read(two)).body).toMatchObject({ status: "pending", stages: [{ approvals: 1 }] });
    expect((await api.call("GET", `approvals/${two}/review`, { token: eve.token })).body).toMatchObject({
      eligible: [],
      you: { can_decide: false, because: expect.stringContaining("Nobody can decide this stage now") },
    });
    expect((await api.call("DELETE", `groups/${pair}`, { token: org.owner })).status).toBe(204);
    expect((await gate.read(two)).body).toMatchObject({ status: "cancelled", refusal: "NO_ELIGIBLE_APPROVER" });
    expect((await gate.collect(kept)).body.status).toBe("executed");
    expect((await api.call("DELETE", `groups/${later}`, { token: org.owner })).status).toBe(204);
    expect((await gate.read(staged)).body).toMatchObject({ status: "cancelled", refusal: "NO_ELIGIBLE_APPROVER" });
  });

  test("ends when the person loses the role or leaves, and stays open while others may decide", async () => {
    const [leaver, demoted] = [await org.addMember("operator"), await org.addMember("operator")];
    await held("leaving", [leaver, demoted], { approvers: ["group:leaving"] });
    const id = await ask("leaving");
    await api.call("PATCH", `members/${demoted.userId}`, { token: org.owner, body: { role: "auditor" } });
    expect((await gate.read(id)).body.status).toBe("pending");
    await api.call("DELETE", `members/${leaver.userId}`, { token: org.owner });
    expect((await gate.read(id)).body).toMatchObject({ status: "cancelled", refusal: "NO_ELIGIBLE_APPROVER" });
  });

  test("escalates to the fallback approvers, who decide it", async () => {
    const group = await held("backed", [dan], { stages: [{ approvers: ["group:backed"], fallback: ["role:admin"] }] });
    const id = await ask("backed");
    await members(group, []);
    expect((await gate.read(id)).body).toMatchObject({ status: "pending", stages: [{ escalated: true }] });
    expect((await api.call("GET", `approvals/${id}/review`, { token: eve.token })).body.eligible).toMatchObject([{ id: eve.userId }]);
    expect((await gate.decide(id, "approve", { token: eve.token })).body.status).toBe("approved");
    expect((await gate.collect(id)).body.status).toBe("executed");
    expect(await entries(id)).toEqual(["approval.requested", "approval.escalated", "approval.decided", "action.executed"]);
  });

  test("returns that nobody can decide until it escalates", async () => {
    await held("later-on", [], { stages: [{ approvers: ["group:later-on"], fallback: ["role:admin"], sla: "30m" }] });
    const id = await ask("later-on");
    expect((await api.call("GET", `approvals/${id}/review`, { token: eve.token })).body).toMatchObject({
      eligible: [],
      you: { can_decide: false, because: expect.stringContaining("Nobody can decide this stage now") },
    });
  });
});
