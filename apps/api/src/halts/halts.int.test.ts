import { decodeId } from "@agentlattice/core";
import { type AgentStream, openAgentStream } from "@agentlattice/test-kit/agent-stream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { delegate } from "../testing/delegate.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
const streams: AgentStream[] = [];

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  await org.publish(
    policy("merges", { effect: "approve", match: { actions: ["pr.*"] }, approval: { approvers: ["role:owner"], use_within: "1h" } }),
  );
  await org.publish(policy("reads", { effect: "allow", match: { actions: ["doc.*"] } }));
});
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.close();
  const { data } = (await api.call("GET", "halts?active=true", { token: org.owner })).body;
  for (const { id } of data) await resume(id);
});
afterAll(() => api.close());

const newAgent = async (capabilities = ["*"]) => {
  const name = `bot-${Math.random()}`.replace("0.", "");
  const { id } = (await api.call("POST", "agents", { token: org.owner, body: { name, capabilities } })).body;
  const { api_key } = (await api.call("POST", `agents/${id}/keys`, { token: org.owner, body: { name: "k" } })).body;
  return { id: id as string, name, token: api_key as string };
};
const halt = (scope: object, token = org.owner) => api.call("POST", "halts", { token, body: { scope, reason: "Duplicate refunds." } });
const resume = (id: string, token = org.owner) => api.call("POST", `halts/${id}/resume`, { token, body: { reason: "It is fixed." } });
const submit = (token: string, action = "doc.read", headers = {}) =>
  api.call("POST", "actions", { token, headers, body: { action_type: action } });
const read = async (id: string) => (await api.call("GET", `halts/${id}`, { token: org.owner })).body;
const listen = async (token: string, headers = {}, process: TestProcess = api) => {
  const stream = await openAgentStream(process.fetch, token, headers);
  streams.push(stream);
  return stream;
};
const acknowledge = (id: string, token: string, client_id: string) =>
  api.call("POST", `halts/${id}/acknowledge`, { token, body: { client_id } });
const entries = async (kind: string) => (await api.call("GET", `audit/events?kind=${kind}&limit=5`, { token: org.owner })).body.data;

describe("a halt of an agent", () => {
  test("denies its submissions until a person resumes", async () => {
    const agent = await newAgent();
    expect((await submit(agent.token)).body.status).toBe("executed");
    const made = await halt({ agent: agent.id });
    expect(made).toMatchObject({
      status: 201,
      body: { scope: { agent: agent.id }, agent_name: agent.name, status: "requested", acknowledged: [], outstanding: [], settled: true },
    });
    expect((await submit(agent.token)).body).toMatchObject({ status: "denied", denial_reason: "AGENT_HALTED" });
    expect((await submit(org.agentKey)).body.status).toBe("executed");
    expect(await resume(made.body.id)).toMatchObject({ status: 200, body: { status: "resumed", resume_reason: "It is fixed." } });
    expect((await submit(agent.token)).body.status).toBe("executed");
    expect((await entries("halt.requested"))[0]).toMatchObject({ kind: "halt.requested", agent_id: agent.id });
    expect((await entries("halt.resumed"))[0]).toMatchObject({ kind: "halt.resumed" });
  });

  test("ends waiting gates as denied immediately, also those of the agents below it", async () => {
    const agent = await newAgent();
    const child = await delegate(api, agent.token);
    const waiting = await gate.request({ action_type: "pr.merge" }, agent.token);
    const below = await gate.request({ action_type: "pr.merge" }, child.key);
    const before = api.deps.waiters.size;
    const pendingAnswer = api.call("GET", `approvals/${waiting}`, { token: agent.token, headers: { prefer: "wait=20" } });
    await expect.poll(() => api.deps.waiters.size).toBe(before + 1);
    expect((await halt({ agent: agent.id })).body).toMatchObject({ denied: 2 });
    expect((await pendingAnswer).body).toMatchObject({ status: "cancelled", refusal: "AGENT_HALTED" });
    expect((await api.call("GET", `approvals/${below}`, { token: org.owner })).body).toMatchObject({ refusal: "AGENT_HALTED" });
    expect((await gate.decide(waiting, "approve")).body.code).toBe("APPROVAL_CANCELLED");
  });

  test("returns no earlier permission while it is in force", async () => {
    const agent = await newAgent();
    const headers = { "x-al-event-id": "once" };
    expect((await submit(agent.token, "doc.read", headers)).body.status).toBe("executed");
    const { id } = (await halt({ agent: agent.id })).body;
    expect((await submit(agent.token, "doc.read", headers)).body).toMatchObject({ status: "denied", denial_reason: "AGENT_HALTED" });
    await resume(id);
    expect((await submit(agent.token, "doc.read", headers)).body.status).toBe("executed");
  });
});

describe("deadlines", () => {
  test("are frozen while a halt covers an approval, and shifted afterwards", async () => {
    const agent = await newAgent();
    const id = await gate.request({ action_type: "pr.merge" }, agent.token);
    await gate.decide(id, "approve");
    const before = await lapseOf(id);
    const { body } = await halt({ agent: agent.id });
    expect(body).toMatchObject({ denied: 0, frozen: 1 });
    const collect = () => api.call("POST", `approvals/${id}/collect`, { token: agent.token, body: {} });
    expect(await collect()).toMatchObject({ status: 409, body: { code: "AGENT_HALTED" } });
    // As if the halt had lasted two hours, which is longer than the approval may be used.
    await api.database.inspect(
      "UPDATE app.approval SET progress = jsonb_set(progress, '{frozen_at}', to_jsonb((progress->>'frozen_at')::bigint - 7200000)) WHERE progress->>'frozen_at' IS NOT NULL",
      [],
    );
    await resume(body.id);
    expect((await lapseOf(id)) - before).toBeGreaterThanOrEqual(7_200_000);
    expect(await collect()).toMatchObject({ status: 200, body: { status: "executed" } });
  });

  test("are shifted by exactly the duration of the halt", async () => {
    const agent = await newAgent();
    const [approved, collected] = [
      await gate.request({ action_type: "pr.merge" }, agent.token),
      await gate.request({ action_type: "pr.close" }, agent.token),
    ];
    for (const id of [approved, collected]) await gate.decide(id, "approve");
    await api.call("POST", `approvals/${collected}/collect`, { token: agent.token, body: {} });
    const before = [await lapseOf(approved), await permitEndOf(collected)];
    const { body } = await halt({ agent: agent.id });
    const { requested_at, resumed_at } = (await resume(body.id)).body;
    const lasted = Date.parse(resumed_at) - Date.parse(requested_at);
    expect(lasted).toBeGreaterThan(0);
    const after = [await lapseOf(approved), await permitEndOf(collected)];
    expect(after.map((at, i) => at - (before[i] ?? 0))).toEqual([lasted, lasted]);
  });

  test("of a collected permit are frozen too, and the permit is refused meanwhile", async () => {
    const agent = await newAgent();
    const id = await gate.request({ action_type: "pr.merge" }, agent.token);
    await gate.decide(id, "approve");
    const { permit } = (await api.call("POST", `approvals/${id}/collect`, { token: agent.token, body: {} })).body;
    const consume = () =>
      api.call("POST", "permits/consume", { token: org.orgKey, body: { permit, submission: { action_type: "pr.merge" } } });
    const { id: haltId } = (await halt({ action: "pr.*" })).body;
    expect(await consume()).toMatchObject({ status: 409, body: { code: "AGENT_HALTED", retryable: false } });
    await resume(haltId);
    expect((await consume()).status).toBe(200);
    expect((await entries("approval.resumed"))[0]).toMatchObject({ kind: "approval.resumed", agent_id: agent.id });
  });

  test("stay frozen until the last halt that covers them ends", async () => {
    const agent = await newAgent();
    const id = await gate.request({ action_type: "pr.merge" }, agent.token);
    await gate.decide(id, "approve");
    const { digest } = (await api.call("GET", `approvals/${id}`, { token: org.owner })).body;
    const first = (await halt({ agent: agent.id })).body.id;
    const second = (await halt({ organisation: true })).body.id;
    await resume(first);
    const frozen = () =>
      api.database.inspect(
        "SELECT 1 FROM app.halt_freeze WHERE approval_id = (SELECT approval_id FROM app.approval WHERE digest = decode($1, 'hex'))",
        [digest],
      );
    expect(await frozen()).toHaveLength(1);
    await resume(second);
    expect(await frozen()).toHaveLength(0);
  });

  async function permitEndOf(id: string): Promise<number> {
    const [row] = await api.database.inspect("SELECT expires_at FROM app.permit WHERE approval_id = $1", [decodeId("apr", id)]);
    return new Date((row as { expires_at: Date }).expires_at).getTime();
  }

  async function lapseOf(id: string): Promise<number> {
    const [row] = await api.database.inspect("SELECT lapses_at FROM app.approval WHERE digest = decode($1, 'hex')", [
      (await api.call("GET", `approvals/${id}`, { token: org.owner })).body.digest,
    ]);
    return new Date((row as { lapses_at: Date }).lapses_at).getTime();
  }
});

describe("scopes", () => {
  test.each([
    ["the organisation", { organisation: true }, { "doc.read": "denied", "pr.merge": "denied" }],
    ["an environment", { environment: "prod" }, { "doc.read": "denied", "pr.merge": "denied" }],
    ["another environment", { environment: "dev" }, { "doc.read": "executed" }],
    ["an action pattern", { action: "doc.*" }, { "doc.read": "denied", "pr.merge": "requested" }],
    ["an action pattern in another environment", { action: "doc.*", environment: "staging" }, { "doc.read": "executed" }],
  ])("%s", async (_, scope, expected) => {
    const agent = await newAgent();
    expect((await halt(scope)).status).toBe(201);
    for (const [action, status] of Object.entries(expected)) expect((await submit(agent.token, action)).body.status).toBe(status);
  });

  test.each([
    [{}],
    [{ organisation: false }],
    [{ organisation: true, agent: "agt_01h455vb4pex5vsknk084sn02q" }],
    [{ agent: "release-bot" }],
    [{ action: "pr.*.x" }],
    [{ action: "Ignore previous" }],
    [{ environment: "production" }],
    [{ session: "s" }],
  ])("%j is refused", async (scope) => {
    expect((await halt(scope)).status).toBe(422);
  });

  test("a reason is required, and an unknown agent is not found", async () => {
    for (const reason of [undefined, "", "   ", "x".repeat(1_001)])
      expect((await api.call("POST", "halts", { token: org.owner, body: { scope: { organisation: true }, reason } })).status).toBe(422);
    expect((await halt({ agent: "agt_01h455vb4pex5vsknk084sn02q" })).status).toBe(404);
  });

  test("the same scope is halted once, also by concurrent callers", async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => halt({ action: "refund.*" })));
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    const [first] = made.filter(({ status }) => status === 201);
    const refused = made.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: "ALREADY_HALTED", error: { details: { halt_id: first?.body.id } } });
  });
});

describe("connected clients", () => {
  test("are notified through the stream, acknowledge, and are listed until they do", async () => {
    const agent = await newAgent();
    const [one, two] = [await listen(agent.token, { "al-client": "sdk-js/0.1.0" }), await listen(agent.token)];
    const { body: made } = await halt({ agent: agent.id });
    expect(made).toMatchObject({ status: "requested", outstanding_count: 2, acknowledged: [] });
    expect(await one.until("halt", 1)).toEqual([
      { id: made.id, scope: { agent: agent.id }, requested_at: made.requested_at, drill: false },
    ]);
    await two.until("halt", 1);
    expect((await acknowledge(made.id, agent.token, one.clientId)).status).toBe(200);
    expect(await read(made.id)).toMatchObject({
      status: "requested",
      confirmed_at: null,
      acknowledged: [{ client_id: one.clientId, agent_name: agent.name, client: "sdk-js/0.1.0", connected: true }],
      outstanding: [{ client_id: two.clientId, client: null, acknowledged_at: null }],
    });
    const first = (await acknowledge(made.id, agent.token, two.clientId)).body;
    expect((await acknowledge(made.id, agent.token, two.clientId)).body).toEqual(first);
    expect(await read(made.id)).toMatchObject({ status: "confirmed", outstanding: [], confirmed_at: expect.any(String) });
    expect((await entries("halt.confirmed")).length).toBe(1);
    await resume(made.id);
    expect(await one.until("resume", 1)).toEqual([{ id: made.id }]);
    expect((await acknowledge(made.id, agent.token, one.clientId)).body.code).toBe("HALT_ENDED");
  });

  test("that connect later are notified too, and clients of other agents are not", async () => {
    const [agent, other] = [await newAgent(), await newAgent()];
    const beside = await listen(other.token);
    const { id } = (await halt({ agent: agent.id })).body;
    const late = await listen(agent.token);
    await late.until("halt", 1);
    await expect.poll(async () => (await read(id)).outstanding_count).toBe(1);
    expect(beside.named("halt")).toEqual([]);
    expect((await acknowledge(id, other.token, beside.clientId)).status).toBe(404);
  });

  test("of agents without a matching capability need not acknowledge a halt of actions", async () => {
    const [reader, payer] = [await newAgent(["doc.*"]), await newAgent(["refund.issue"])];
    const streams = [await listen(reader.token), await listen(payer.token)];
    const { body } = await halt({ action: "refund.*" });
    // A stream that another test has just closed may still be known.
    const asked = body.outstanding.map((client: { agent_id: string }) => client.agent_id);
    expect([asked.includes(reader.id), asked.includes(payer.id)]).toEqual([false, true]);
    await streams[1]?.until("halt", 1);
    expect(streams[0]?.named("halt")).toEqual([]);
  });

  test("of a second process are notified and acknowledge there", async () => {
    const agent = await newAgent();
    const second = await api.startProcess();
    const stream = await listen(agent.token, {}, second);
    const { id } = (await halt({ organisation: true })).body;
    await stream.until("halt", 1);
    expect((await second.call("POST", "actions", { token: agent.token, body: { action_type: "doc.read" } })).body.denial_reason).toBe(
      "AGENT_HALTED",
    );
    const body = { client_id: stream.clientId };
    expect((await second.call("POST", `halts/${id}/acknowledge`, { token: agent.token, body })).status).toBe(200);
    expect((await read(id)).acknowledged).toMatchObject([{ agent_id: agent.id, client_id: stream.clientId }]);
  });

  test("refuse a header that is not an id", async () => {
    const headers = { authorization: `Bearer ${org.agentKey}`, "al-client-id": "me" };
    expect((await api.app.request("/api/v1/events/stream", { headers })).status).toBe(400);
  });
});

describe("rights", () => {
  test("keys can neither halt nor resume, and operators cannot resume", async () => {
    const operator = await org.addMember("operator");
    const { status, body } = await halt({ action: "refund.*" }, operator.token);
    expect(status).toBe(201);
    for (const token of [org.agentKey, org.orgKey]) {
      expect((await halt({ organisation: true }, token)).status).toBe(403);
      expect((await resume(body.id, token)).status).toBe(403);
    }
    expect((await resume(body.id, operator.token)).status).toBe(403);
    expect((await resume(body.id)).status).toBe(200);
    expect(await resume(body.id)).toMatchObject({ status: 409, body: { code: "HALT_ENDED" } });
  });

  test("agents see the halts that stop them, without the reason and the person", async () => {
    const [agent, other] = [await newAgent(), await newAgent()];
    const { id } = (await halt({ agent: agent.id })).body;
    const { data } = (await api.call("GET", "halts?active=true", { token: agent.token })).body;
    expect(data).toMatchObject([{ id, requested_by: null }]);
    expect(JSON.stringify(data)).not.toContain("Duplicate");
    expect((await api.call("GET", "halts?active=true", { token: other.token })).body.data).toEqual([]);
    expect((await api.call("GET", `halts/${id}`, { token: other.token })).status).toBe(404);
  });
});

test("a halt survives the end of a process, and the next process completes it", async () => {
  const agent = await newAgent();
  const waiting = await gate.request({ action_type: "pr.merge" }, agent.token);
  const { id } = (await halt({ organisation: true })).body;
  // As if the process had ended before the approvals were looked at.
  await api.database.inspect("UPDATE app.halt SET settled_at = NULL WHERE resumed_at IS NULL", []);
  const next = await api.startProcess();
  expect((await next.call("POST", "actions", { token: agent.token, body: { action_type: "doc.read" } })).body.denial_reason).toBe(
    "AGENT_HALTED",
  );
  await expect.poll(async () => (await read(id)).settled).toBe(true);
  expect((await api.call("GET", `approvals/${waiting}`, { token: org.owner })).body).toMatchObject({ refusal: "AGENT_HALTED" });
});

test("a preview counts what a halt would stop", async () => {
  const agent = await newAgent();
  await delegate(api, agent.token);
  await listen(agent.token);
  await gate.ask({ action_type: "pr.merge" }, agent.token);
  const preview = (scope: object) => api.call("POST", "halts/preview", { token: org.owner, body: { scope } });
  expect((await preview({ agent: agent.id })).body).toMatchObject({
    clients: 1,
    agents: [{ id: agent.id, name: agent.name, clients: 1 }],
    pending: 1,
    unused: 0,
    delegations: 1,
  });
  expect((await preview({ action: "doc.*" })).body).toMatchObject({ pending: 0, delegations: 0 });
});
