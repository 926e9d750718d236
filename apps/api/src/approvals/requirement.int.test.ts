import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

type Person = Awaited<ReturnType<TestOrg["addMember"]>>;
let api: TestApi;
let org: TestOrg;
let gate: Gate;
let [ana, bob, adam]: Person[] = [];

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  [ana, bob, adam] = [await org.addMember("operator"), await org.addMember("operator"), await org.addMember("admin")];
});
afterAll(() => api.close());

let count = 0;
/** Publishes an approval policy for an action of its own. */
async function start(approval: object = {}) {
  const action = `act${++count}.run`;
  const name = `act${count}`;
  const asks = (changed: object, spec: object = {}, metadata: object = {}) =>
    policy(name, { effect: "approve", match: { actions: [action] }, approval: changed, ...spec }, metadata);
  const id = await org.publish(asks(approval));
  const publish = async (document: object) => {
    expect((await org.post("policies", { document })).status).toBeLessThan(300);
    expect((await org.post(`policies/${id}/publish`, {})).status).toBe(200);
  };
  return { action, id, name, asks, publish, request: () => gate.request({ action_type: action, metadata: { n: 1 } }) };
}
const vote = (id: string, person: Person | undefined, decision: "approve" | "deny" = "approve") =>
  gate.decide(id, decision, { token: person?.token as string });
const statusOf = async (id: string) => (await gate.read(id)).body;
const verified = async () => expect((await org.get("audit/verify")).body.valid ?? true).toBe(true);

describe("a change of a policy", () => {
  test("in its description only changes nothing", async () => {
    const { asks, publish, request } = await start();
    const [waiting, given] = [await request(), await request()];
    expect((await vote(given, ana)).body.status).toBe("approved");
    await publish(asks({}, {}, { description: "Explains more." }));
    expect((await vote(waiting, ana)).body.status).toBe("approved");
    for (const id of [waiting, given]) expect((await gate.collect(id)).body).toMatchObject({ status: "executed" });
    await verified();
  });

  test("to fewer approvers keeps the votes that satisfy it", async () => {
    const { asks, publish, request } = await start();
    const [waiting, given, voted] = [await request(), await request(), await request()];
    expect((await vote(given, ana)).body.status).toBe("approved");
    expect((await vote(voted, adam)).body.status).toBe("approved");
    await publish(asks({ approvers: [`user:${ana?.email}`] }));
    expect((await vote(waiting, bob)).body.code).toBe("NOT_ELIGIBLE");
    expect((await vote(waiting, ana)).body.status).toBe("approved");
    for (const id of [waiting, given]) expect((await gate.collect(id)).body).toMatchObject({ status: "executed" });
    expect(await statusOf(voted)).toMatchObject({ status: "pending", stages: [{ approvals: 0 }] });
    expect((await gate.collect(voted)).body.code).toBe("APPROVAL_PENDING");
    expect((await vote(voted, ana)).body.status).toBe("approved");
    expect((await gate.collect(voted)).body).toMatchObject({ status: "executed" });
  });

  test("to a higher quorum asks only for the missing vote", async () => {
    const { asks, publish, request } = await start({ approvers: ["role:operator"] });
    const given = await request();
    expect((await vote(given, ana)).body.status).toBe("approved");
    await publish(asks({ approvers: ["role:operator"], quorum: 2 }));
    expect(await statusOf(given)).toMatchObject({ status: "pending", stages: [{ quorum: 2, approvals: 1, satisfied: false }] });
    expect((await vote(given, ana)).body.code).toBe("ALREADY_VOTED");
    expect((await vote(given, bob)).body.status).toBe("approved");
    expect((await gate.collect(given)).body).toMatchObject({ status: "executed" });
  });

  test("and a second policy that also asks adds its stage only", async () => {
    const { action, request } = await start({ approvers: ["role:operator"] });
    const given = await request();
    expect((await vote(given, ana)).body.status).toBe("approved");
    await org.publish(policy("second", { effect: "approve", match: { actions: [action] }, approval: { approvers: ["role:admin"] } }));
    expect(await statusOf(given)).toMatchObject({ status: "pending", stages: [{ status: "approved" }, { status: "open" }] });
    expect((await vote(given, adam)).body.status).toBe("approved");
    expect((await gate.collect(given)).body).toMatchObject({ status: "executed" });
  });

  test("and a first stage is added before one that was voted on", async () => {
    const { asks, publish, request } = await start({ approvers: ["role:operator"] });
    const given = await request();
    expect((await vote(given, ana)).body.status).toBe("approved");
    await publish(asks({ stages: [{ approvers: ["role:admin"] }, { approvers: ["role:operator"] }] }));
    expect(await statusOf(given)).toMatchObject({ status: "pending", stages: [{ status: "open" }, { approvals: 1 }] });
    expect((await vote(given, adam)).body.status).toBe("approved");
    expect((await gate.collect(given)).body).toMatchObject({ status: "executed" });
  });

  test("that now allows, or needs only the votes given, lets the request go on", async () => {
    const { asks, publish, request, action } = await start({ approvers: ["role:operator"], quorum: 2 });
    const [none, one] = [await request(), await request()];
    expect((await vote(one, ana)).body.status).toBe("pending");
    await publish(asks({ approvers: ["role:operator"] }));
    expect(await statusOf(one)).toMatchObject({ status: "approved" });
    expect(await statusOf(none)).toMatchObject({ status: "pending" });
    const waiting = gate.read(none, { prefer: "wait=20" });
    await publish({ ...asks({}), spec: { match: { actions: [action] }, effect: "allow" } });
    expect((await waiting).body).toMatchObject({ status: "approved" });
    for (const id of [none, one]) expect((await gate.collect(id)).body).toMatchObject({ status: "executed" });
  });

  test("that now denies ends the request at once with its reason, and the gate wakes", async () => {
    const { asks, publish, request } = await start();
    const [pending, given] = [await request(), await request()];
    expect((await vote(given, ana)).body.status).toBe("approved");
    const waiting = gate.read(pending, { prefer: "wait=25" });
    await publish(asks({}, { effect: "deny", approval: undefined }));
    expect((await waiting).body).toMatchObject({ status: "refused", refusal: "POLICY_DENIED" });
    expect(await statusOf(given)).toMatchObject({ status: "refused", refusal: "POLICY_DENIED" });
    expect((await gate.collect(given)).body).toMatchObject({ status: 409, code: "APPROVAL_REFUSED" });
    expect((await vote(pending, ana)).body).toMatchObject({ status: 409, code: "APPROVAL_NOT_PENDING" });
    await verified();
  });

  test("that leaves nobody for a missing vote ends the request", async () => {
    const { asks, publish, request } = await start();
    const id = await request();
    await publish(asks({ approvers: ["group:none"] }));
    expect(await statusOf(id)).toMatchObject({ status: "refused", refusal: "NO_ELIGIBLE_APPROVER" });
  });
});

test("disabling the policy ends its requests", async () => {
  const { id, request } = await start();
  const waiting = await request();
  expect((await org.post(`policies/${id}/disable`, {})).status).toBe(200);
  expect(await statusOf(waiting)).toMatchObject({ status: "refused", refusal: "NO_MATCHING_POLICY" });
});

test("a permit is refused when more is asked than its votes satisfy", async () => {
  const { asks, publish, request, action } = await start({ approvers: ["role:operator"] });
  const id = await request();
  await vote(id, ana);
  const { permit } = (await gate.collect(id)).body;
  await publish(asks({ approvers: ["role:operator"], quorum: 2 }));
  const submission = { action_type: action, metadata: { n: 1 } };
  expect((await gate.consume(permit, { submission })).body).toMatchObject({ status: 409, code: "REQUIREMENT_CHANGED" });
  await publish(asks({ approvers: ["role:operator"] }, {}, { description: "As before." }));
  expect((await gate.consume(permit, { submission })).status).toBe(200);
});

test("an approval that could not take effect is refused with the reason, and the request ends", async () => {
  const { action, request } = await start();
  const limited = { match: { actions: [action] }, effect: "guard", limits: [{ budget: { calls: 1, per: "day" } }] };
  await org.publish(policy("limited", limited));
  const [first, second] = [await request(), await request()];
  await vote(first, ana);
  expect((await gate.collect(first)).body.status).toBe("executed");
  const refused = await vote(second, bob);
  expect(refused.body).toMatchObject({ status: 409, code: "ACTION_CANNOT_RUN", error: { details: { denial_reason: "BUDGET_EXCEEDED" } } });
  expect(await statusOf(second)).toMatchObject({ status: "refused", refusal: "BUDGET_EXCEEDED" });
});

test("a gate that waits at another process wakes when the policies end its request", async () => {
  const other = await api.startProcess();
  const { asks, publish, request } = await start();
  const id = await request();
  const waiting = other.call("GET", `approvals/${id}`, { token: org.agentKey, headers: { prefer: "wait=25" } });
  const began = performance.now();
  await publish(asks({}, { effect: "deny", approval: undefined }));
  expect((await waiting).body).toMatchObject({ status: "refused", refusal: "POLICY_DENIED" });
  expect(performance.now() - began).toBeLessThan(20_000);
});
