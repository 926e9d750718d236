import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  await org.publish(policy("asks", { effect: "approve", match: { actions: ["pr.merge"] } }));
  await org.publish(policy("pairs", { effect: "approve", match: { actions: ["pr.pair"] }, approval: { quorum: 2 } }));
});
afterAll(() => api.close());

const ask = (action_type = "pr.merge") => gate.request({ action_type, metadata: { repo: "acme/web" } });
const uuid = (id: string) => decodeId("apr", id) as string;
const countOf = async (id: string, kind: string) =>
  (await api.call("GET", `audit/events?approval_id=${id}&kind=${kind}`, { token: org.owner })).body.data.length;

describe("a decision", () => {
  test("by two people at the same time is made once, and the other person gets the decider", async () => {
    const id = await ask();
    const admin = await org.addMember("admin");
    const answers = await Promise.all([gate.decide(id, "approve"), gate.decide(id, "deny", { token: admin.token })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lost = answers.find(({ status }) => status === 409);
    expect(lost?.body).toMatchObject({ code: "ALREADY_DECIDED", error: { details: { decided_by: expect.stringMatching(/^usr_/) } } });
    expect(lost?.body.detail).toMatch(/ (approved|denied) this on \d{1,2} [A-Z][a-z]+ \d{4} at \d\d:\d\d:\d\d UTC\. /);
    expect(await countOf(id, "approval.decided")).toBe(1);
  });

  test("after the expiry is refused and not recorded", async () => {
    const id = await ask();
    await api.database.inspect("UPDATE app.approval SET expires_at = clock_timestamp() - interval '1 second' WHERE approval_id = $1", [
      uuid(id),
    ]);
    const other = await api.startProcess();
    const late = await gateOf(other.call, org).decide(id, "approve");
    expect(late.body).toMatchObject({ status: 409, code: "APPROVAL_EXPIRED" });
    expect(await countOf(id, "approval.decided")).toBe(0);
  });

  test("on a withdrawn request is refused with a message for the person", async () => {
    const id = await ask();
    await api.call("POST", `approvals/${id}/cancel`, { token: org.agentKey, body: {} });
    const { body } = await gate.decide(id, "approve");
    expect(body).toMatchObject({ code: "APPROVAL_CANCELLED", detail: expect.stringMatching(/There is nothing to decide\.$/) });
  });

  test("with a reason of 1 MB is refused and changes nothing", async () => {
    const id = await ask();
    const large = await gate.decide(id, "deny", { body: { reason: "x".repeat(1024 * 1024) } });
    expect(large.body).toMatchObject({ status: 413, code: "PAYLOAD_TOO_LARGE" });
    const long = await gate.decide(id, "deny", { body: { reason: "x".repeat(5000) } });
    expect(long.body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
    expect((await gate.read(id)).body.status).toBe("pending");
  });

  test("by a removed member who opens an old link is refused", async () => {
    const id = await ask();
    const leaver = await org.addMember("operator");
    await api.call("DELETE", `members/${leaver.userId}`, { token: org.owner });
    expect((await api.call("GET", `approvals/${id}/review`, { token: leaver.token })).status).toBe(401);
    expect((await gate.decide(id, "approve", { token: leaver.token })).status).toBe(401);
    expect((await gate.read(id)).body.status).toBe("pending");
  });

  test("with a forged vote is refused and reported", async () => {
    const id = await ask("pr.pair");
    const forged = { stage: 0, votes: [{ user: uuid(id), right: uuid(id), stage: 0, at: Date.now(), entry: uuid(id) }] };
    await api.database.inspect("UPDATE app.approval SET progress = progress || $2::jsonb WHERE approval_id = $1", [
      uuid(id),
      JSON.stringify(forged),
    ]);
    const other = await api.startProcess();
    const decided = await gateOf(other.call, org).decide(id, "approve");
    expect(decided.body).toMatchObject({ status: 409, code: "APPROVAL_TAMPERED" });
    expect(await countOf(id, "anomaly.detected")).toBe(1);
  });

  test("uses the database's clock: a process whose clock is 10 minutes ahead expires nothing early", async () => {
    const ahead = await api.startProcess();
    const id = await ask();
    const now = ahead.deps.now;
    Object.assign(ahead.deps, { now: () => now() + 10 * 60_000 });
    expect((await gateOf(ahead.call, org).decide(id, "approve")).body.status).toBe("approved");
    expect((await gate.collect(id)).body.status).toBe("executed");
  });
});
