import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { delegate } from "../testing/delegate.ts";

let api: TestApi;
let second: TestProcess;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  second = await api.startProcess();
  org = await api.createOrg();
  const breaker = { denial_rate: 0.5, failure_rate: 0.5, min_calls: 4, window: "10m", cool_down: "5m", probes: 1 };
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow", modules: { breaker } }));
});
afterAll(() => api.close());

const newAgent = async () => {
  const name = `bot-${Math.random()}`.replace("0.", "");
  const { id } = (await api.call("POST", "agents", { token: org.owner, body: { name, capabilities: ["*"] } })).body;
  const { api_key } = (await api.call("POST", `agents/${id}/keys`, { token: org.owner, body: { name: "k" } })).body;
  return { id: id as string, token: api_key as string };
};
const read = (token: string, call = api.call) => call("POST", "actions", { token, body: { action_type: "doc.read" } });
const fail = async (token: string) => {
  const { body } = await read(token);
  if (body.status === "executed") await api.call("POST", `actions/${body.audit_event_id}/report`, { token, body: { status: "failure" } });
};
const look = async (id: string, token = org.owner) => (await api.call("GET", `agents/${id}/breaker`, { token })).body;
const hold = (id: string, override: string, token = org.owner) =>
  api.call("POST", `agents/${id}/breaker`, { token, body: { override, reason: "Provider outage." } });

describe("the breaker of an agent", () => {
  test("returns its thresholds and counts, and opens after failures", async () => {
    const agent = await newAgent();
    expect(await look(agent.id)).toMatchObject({
      state: "closed",
      override: null,
      policies: [
        {
          policy: { name: "reads" },
          thresholds: { denial_rate: 0.5, failure_rate: 0.5, min_calls: 4, window_seconds: 600, cool_down_seconds: 300, probes: 1 },
          counts: { executed: 0, denied: 0, succeeded: 0, failed: 0 },
        },
      ],
    });
    for (let i = 0; i < 4; i++) await fail(agent.token);
    expect((await read(agent.token)).body).toMatchObject({ status: "denied", denial_reason: "BREAKER_OPEN" });
    expect(await look(agent.id)).toMatchObject({
      state: "open",
      policies: [{ state: "open", reopens_at: expect.any(String), counts: { failed: 4 } }],
    });
  });

  test("can be forced closed by a person, and released", async () => {
    const agent = await newAgent();
    for (let i = 0; i < 4; i++) await fail(agent.token);
    expect((await read(agent.token)).body.status).toBe("denied");
    expect(await hold(agent.id, "closed")).toMatchObject({
      status: 200,
      body: { state: "closed", override: { state: "closed", reason: "Provider outage." } },
    });
    expect((await read(agent.token)).body.status).toBe("executed");
    expect((await hold(agent.id, "none")).body).toMatchObject({ state: "open", override: null });
    expect((await read(agent.token)).body.status).toBe("denied");
    const { data } = (await api.call("GET", `audit/events?kind=breaker.changed&agent_id=${agent.id}`, { token: org.owner })).body;
    expect(data.map(({ status }: { status: string }) => status)).toEqual(["released", "held_closed"]);
  });

  test("can be forced open for the agent and its descendants, on every process immediately", async () => {
    const agent = await newAgent();
    const child = await delegate(api, agent.token);
    await hold(agent.id, "open");
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => read(i % 2 ? agent.token : child.key, i % 4 < 2 ? api.call : second.call)),
    );
    for (const { body } of answers) expect(body).toMatchObject({ status: "denied", denial_reason: "BREAKER_OPEN" });
    await hold(agent.id, "none");
    expect((await read(agent.token)).body.status).toBe("executed");
  });

  test("has the same state in every answer, with overrides of the agent and of agents above it", async () => {
    const agent = await newAgent();
    const { agentId, key } = await delegate(api, agent.token, { capabilities: ["doc.*"] });
    const statesOf = async ({ id, token }: { id: string; token: string }) => {
      const { data } = (await api.call("GET", "agents?include=record&limit=200", { token: org.owner })).body;
      const detail = (await api.call("GET", `agents/${id}?include=record`, { token: org.owner })).body;
      const states = [
        (await api.call("GET", "whoami", { token })).body.cb_state,
        (await look(id)).state,
        detail.record.breaker,
        // Delegated agents are not listed.
        ...data.flatMap((one: { id: string; record: { breaker: string } }) => (one.id === id ? [one.record.breaker] : [])),
      ];
      const checked =
        (await api.call("POST", "actions/check", { token, body: { action_type: "doc.read" } })).body.denial_reason ?? "allowed";
      return [...new Set(states), checked, (await read(token)).body.denial_reason ?? "executed"];
    };
    const closed = ["closed", "allowed", "executed"];
    const open = ["open", "BREAKER_OPEN", "BREAKER_OPEN"];
    const child = { id: agentId, token: key };
    expect(await statesOf(agent)).toEqual(closed);
    await hold(agent.id, "open");
    for (const one of [agent, child]) expect(await statesOf(one)).toEqual(open);
    // Holding the child closed does not release what is held for the agent above it.
    await hold(child.id, "closed");
    expect(await statesOf(child)).toEqual(open);
    await hold(agent.id, "none");
    for (const one of [agent, child]) expect(await statesOf(one)).toEqual(closed);
    // Outcomes of the child open the breaker of both; holding the child closed leaves that of the agent above.
    for (let i = 0; i < 4; i++) await fail(child.token);
    for (const one of [agent, child]) expect(await statesOf(one)).toEqual(open);
    await hold(agent.id, "closed");
    for (const one of [agent, child]) expect(await statesOf(one)).toEqual(closed);
  });

  test("is changed by owners and admins only, with a reason", async () => {
    const agent = await newAgent();
    const operator = await org.addMember("operator");
    for (const token of [operator.token, org.orgKey, org.agentKey]) expect((await hold(agent.id, "open", token)).status).toBe(403);
    const send = (body: object) => api.call("POST", `agents/${agent.id}/breaker`, { token: org.owner, body });
    for (const body of [{ override: "open" }, { override: "open", reason: " " }, { override: "half_open", reason: "x" }, { reason: "x" }])
      expect((await send(body)).status).toBe(422);
    expect((await look(agent.id, operator.token)).you.can).toEqual([]);
  });
});
