import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate } from "../testing/delegate.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  await org.publish(policy("merges", { effect: "approve", match: { actions: ["pr.*"] }, approval: { approvers: ["role:owner"] } }));
});
afterAll(() => api.close());

const newAgent = async () => {
  const { id } = (
    await api.call("POST", "agents", { token: org.owner, body: { name: `bot-${Math.random()}`.replace("0.", ""), capabilities: ["*"] } })
  ).body;
  return { id: id as string, key: await newKey(id) };
};
const newKey = async (agentId: string) => {
  const { id, api_key } = (await api.call("POST", `agents/${agentId}/keys`, { token: org.owner, body: { name: "k" } })).body;
  return { id: id as string, token: api_key as string };
};
const setStatus = (id: string, status: string) => api.call("PATCH", `agents/${id}`, { token: org.owner, body: { status } });
const revoke = (agentId: string, keyId: string) => api.call("DELETE", `agents/${agentId}/keys/${keyId}`, { token: org.owner });
const ask = (token: string) => gate.request({ action_type: "pr.merge" }, token);
const waitFor = (id: string, token: string, call = api.call, waiters = api.deps.waiters) => {
  const before = waiters.size;
  const answer = call("GET", `approvals/${id}`, { token, headers: { prefer: "wait=20" } });
  return { answer, ready: expect.poll(() => waiters.size).toBe(before + 1) };
};
const review = async (id: string) => (await api.call("GET", `approvals/${id}`, { token: org.owner })).body;

describe("disabling an agent", () => {
  test("ends its requests, answers its waiting gates immediately and tells the reviewer the reason", async () => {
    const agent = await newAgent();
    const [waiting, approved] = [await ask(agent.key.token), await ask(agent.key.token)];
    await gate.decide(approved, "approve");
    const gateWaits = waitFor(waiting, agent.key.token);
    await gateWaits.ready;
    const began = performance.now();
    await setStatus(agent.id, "disabled");
    expect((await gateWaits.answer).body).toMatchObject({ status: "cancelled", refusal: "AGENT_DISABLED" });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await review(waiting)).toMatchObject({ status: "cancelled", refusal: "AGENT_DISABLED" });
    expect(await review(approved)).toMatchObject({ status: "revoked", refusal: "AGENT_DISABLED" });
    expect((await gate.decide(waiting, "approve")).body.code).toBe("APPROVAL_CANCELLED");
    await setStatus(agent.id, "active");
    expect((await api.call("POST", `approvals/${approved}/collect`, { token: agent.key.token, body: {} })).body.code).toBe(
      "APPROVAL_REVOKED",
    );
  });

  test("ends the requests of its descendants", async () => {
    const agent = await newAgent();
    const child = await delegate(api, agent.key.token);
    const id = await ask(child.key);
    await setStatus(agent.id, "disabled");
    expect(await review(id)).toMatchObject({ status: "cancelled", refusal: "AGENT_DISABLED" });
  });

  test("records its attempts as denials, and returns no earlier permission", async () => {
    const agent = await newAgent();
    const headers = { "x-al-event-id": "once" };
    await org.publish(policy("reads", { effect: "allow", match: { actions: ["doc.read"] } }));
    const read = () => api.call("POST", "actions", { token: agent.key.token, headers, body: { action_type: "doc.read" } });
    expect((await read()).body.status).toBe("executed");
    await setStatus(agent.id, "disabled");
    const denied = await read();
    expect(denied).toMatchObject({ status: 200, body: { status: "denied", denial_reason: "AGENT_DISABLED", receipt: expect.anything() } });
    const { data } = (await api.call("GET", `audit/events?kind=action.denied&agent_id=${agent.id}`, { token: org.owner })).body;
    expect(data).toMatchObject([{ denial_reason: "AGENT_DISABLED" }]);
    for (const path of ["whoami", "approvals", "audit/events"])
      expect((await api.call("GET", path, { token: agent.key.token })).status).toBe(401);
    await setStatus(agent.id, "active");
    expect((await read()).body.status).toBe("executed");
  });

  test("limits the number of recorded attempts of a flood", async () => {
    const agent = await newAgent();
    await setStatus(agent.id, "disabled");
    const attempts = Array.from({ length: 60 }, () =>
      api.call("POST", "actions", { token: agent.key.token, body: { action_type: "doc.read" } }),
    );
    const answers = await Promise.all(attempts);
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(20);
    expect(limited[0]?.body.code).toBe("RATE_LIMITED");
    const { data } = (await api.call("GET", `audit/events?kind=action.denied&agent_id=${agent.id}&limit=200`, { token: org.owner })).body;
    expect(data.length).toBe(60 - limited.length);
  });
});

describe("revoking a key", () => {
  test("ends the requests made with it, and keeps those of the agent's other keys", async () => {
    const agent = await newAgent();
    const second = await newKey(agent.id);
    const [mine, approved, theirs] = [await ask(agent.key.token), await ask(agent.key.token), await ask(second.token)];
    await gate.decide(approved, "approve");
    await revoke(agent.id, agent.key.id);
    expect(await review(mine)).toMatchObject({ status: "cancelled", refusal: "KEY_REVOKED" });
    expect(await review(approved)).toMatchObject({ status: "revoked", refusal: "KEY_REVOKED" });
    expect(await review(theirs)).toMatchObject({ status: "pending" });
    expect((await api.call("POST", `approvals/${approved}/collect`, { token: second.token, body: {} })).body.code).toBe("APPROVAL_REVOKED");
  });

  test("ends them as well when it is rotated without an overlap", async () => {
    const agent = await newAgent();
    const id = await ask(agent.key.token);
    await api.call("POST", `agents/${agent.id}/keys/${agent.key.id}/rotate`, { token: org.owner, body: { overlap: 0 } });
    expect(await review(id)).toMatchObject({ status: "cancelled", refusal: "KEY_REVOKED" });
  });

  test("answers its waiting gates immediately, also those that wait for another key's request", async () => {
    const agent = await newAgent();
    const second = await newKey(agent.id);
    const [mine, theirs] = [await ask(agent.key.token), await ask(second.token)];
    const waits = waitFor(mine, agent.key.token);
    await waits.ready;
    const beside = waitFor(theirs, agent.key.token);
    await beside.ready;
    await revoke(agent.id, agent.key.id);
    for (const { answer } of [waits, beside]) expect(await answer).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED" } });
    expect((await gate.decide(theirs, "approve")).status).toBe(200);
  });

  test("wakes waiting requests of the key in another process immediately", async () => {
    const other = await api.startProcess();
    await expect.poll(() => [api, other].every(({ deps }) => deps.bus.isConnected())).toBe(true);
    const agent = await newAgent();
    const second = await newKey(agent.id);
    const theirs = await ask(second.token);
    const waits = waitFor(theirs, agent.key.token, other.call, other.deps.waiters);
    await waits.ready;
    await revoke(agent.id, agent.key.id);
    const late = setTimeout(5_000, "still waiting", { ref: false });
    expect(await Promise.race([waits.answer, late])).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED" } });
    await other.close();
  });

  test("prevents the answer of a later decision in another process", async () => {
    const other = await api.startProcess();
    const agent = await newAgent();
    const second = await newKey(agent.id);
    const theirs = await ask(second.token);
    const waits = waitFor(theirs, agent.key.token, other.call, other.deps.waiters);
    await waits.ready;
    await revoke(agent.id, agent.key.id);
    await gate.decide(theirs, "approve");
    expect(await waits.answer).toMatchObject({ status: 401 });
    await other.close();
  });
});
