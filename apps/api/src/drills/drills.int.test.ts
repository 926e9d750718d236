import { encodeId } from "@agentlattice/core";
import { type AgentStream, openAgentStream } from "@agentlattice/test-kit/agent-stream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
const streams: AgentStream[] = [];

beforeAll(async () => {
  api = await startTestApi();
  // A second process sweeps too: each step is made once.
  await api.startProcess();
  org = await api.createOrg();
});
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.close();
});
afterAll(() => api.close());

const newCanary = async () => {
  const name = `canary-${Math.random()}`.replace("0.", "");
  const { id } = (await api.call("POST", "agents", { token: org.owner, body: { name, capabilities: ["*"] } })).body;
  const { api_key } = (await api.call("POST", `agents/${id}/keys`, { token: org.owner, body: { name: "k" } })).body;
  return { id: id as string, token: api_key as string };
};
const listen = async (token: string) => {
  const stream = await openAgentStream(api.fetch, token);
  streams.push(stream);
  return stream;
};
const schedule = (agent: string, body: object = {}, token = org.owner) =>
  api.call("POST", "drills", { token, body: { agent, goal_ms: 1_500, ...body } });
const drillOf = async (id: string) =>
  (await api.call("GET", "drills?limit=200", { token: org.owner })).body.data.find((drill: { id: string }) => drill.id === id);
const acknowledge = (id: string | undefined, token: string, client_id?: string) =>
  api.call("POST", `halts/${id}/acknowledge`, { token, body: { client_id } });
const resultOf = async (id: string, nth = 0) => {
  await expect.poll(async () => (await drillOf(id)).results.length, { timeout: 20_000 }).toBe(nth + 1);
  return (await drillOf(id)).results[0];
};
/** Waits for the running halt of an agent. */
const haltOf = async (agent: string) => {
  const active = async () => {
    const { data } = (await api.call("GET", "halts?active=true", { token: org.owner })).body;
    return data.find(({ scope }: { scope: { agent?: string } }) => scope.agent === agent)?.id as string | undefined;
  };
  await expect.poll(active).toBeDefined();
  return active();
};
const events = async (kind: string, agent: string) =>
  (await api.call("GET", `audit/events?kind=${kind}&agent_id=${agent}`, { token: org.owner })).body.data;

describe("a drill", () => {
  test("halts the canary, passes when every client acknowledges within the goal, and ends by itself", async () => {
    const canary = await newCanary();
    const stream = await listen(canary.token);
    // A busy machine needs less than this.
    const made = await schedule(canary.id, { goal_ms: 6_000 });
    expect(made).toMatchObject({ status: 201, body: { agent_id: canary.id, every_days: 7, goal_ms: 6_000, results: [] } });
    const [notice] = (await stream.until("halt", 1)) as { id: string; drill: boolean }[];
    expect(notice).toMatchObject({ drill: true });
    expect((await acknowledge(notice?.id, canary.token, stream.clientId)).status).toBe(200);
    expect(await resultOf(made.body.id)).toMatchObject({ halt_id: notice?.id, clients: 1, in_time: 1, passed: true });
    await stream.until("resume", 1);
    const drill = await drillOf(made.body.id);
    expect(drill.running).toBe(false);
    expect(Date.parse(drill.next_at) - Date.parse(drill.created_at)).toBeGreaterThan(6.9 * 86_400_000);
    expect((await api.call("POST", "actions", { token: canary.token, body: { action_type: "doc.read" } })).body.denial_reason).not.toBe(
      "AGENT_HALTED",
    );
    for (const kind of ["halt.requested", "halt.resumed", "drill.completed"]) expect(await events(kind, canary.id)).toHaveLength(1);
  });

  test("fails without a client, and when one does not acknowledge", async () => {
    const [empty, silent] = [await newCanary(), await newCanary()];
    await listen(silent.token);
    const [one, two] = [(await schedule(empty.id)).body.id, (await schedule(silent.id)).body.id];
    expect(await resultOf(one)).toMatchObject({ clients: 0, in_time: 0, passed: false });
    expect(await resultOf(two)).toMatchObject({ clients: 1, in_time: 0, passed: false });
  });

  test("does not pass by acknowledgements of unknown or unnotified clients", async () => {
    const canary = await newCanary();
    const { id } = (await schedule(canary.id)).body;
    const haltId = await haltOf(canary.id);
    const invented = encodeId("cli", api.deps.newId());
    expect(await acknowledge(haltId, canary.token, invented)).toMatchObject({ status: 409, body: { code: "CLIENT_NOT_TOLD" } });
    expect(await acknowledge(haltId, canary.token)).toMatchObject({ status: 409, body: { code: "CLIENT_NOT_TOLD" } });
    expect(await resultOf(id)).toMatchObject({ clients: 0, in_time: 0, passed: false });

    await api.call("POST", `drills/${id}/start`, { token: org.owner });
    const stream = await listen(canary.token);
    const [notice] = (await stream.until("halt", 1)) as { id: string }[];
    expect((await acknowledge(notice?.id, canary.token, invented)).status).toBe(409);
    expect(await resultOf(id, 1)).toMatchObject({ halt_id: notice?.id, clients: 1, in_time: 0, passed: false });
  });

  test("is started by a person, and removed with its results kept in the ledger", async () => {
    const canary = await newCanary();
    const { id } = (await schedule(canary.id, { goal_ms: 100 })).body;
    await resultOf(id);
    expect((await api.call("POST", `drills/${id}/start`, { token: org.owner })).status).toBe(202);
    await resultOf(id, 1);
    expect((await api.call("DELETE", `drills/${id}`, { token: org.owner })).status).toBe(204);
    expect(await drillOf(id)).toBeUndefined();
    expect(await events("drill.completed", canary.id)).toHaveLength(2);
  });

  test("is managed by owners and admins only, once per agent", async () => {
    const canary = await newCanary();
    const operator = await org.addMember("operator");
    for (const token of [operator.token, org.orgKey, org.agentKey]) expect((await schedule(canary.id, {}, token)).status).toBe(403);
    for (const body of [{ goal_ms: 0 }, { goal_ms: 60_001 }, { every_days: 0 }, { every_days: 366 }, { every: "7d" }])
      expect((await schedule(canary.id, body)).status).toBe(422);
    expect((await schedule("agt_01h455vb4pex5vsknk084sn02q")).status).toBe(404);
    expect((await schedule(canary.id)).status).toBe(201);
    expect(await schedule(canary.id)).toMatchObject({ status: 409, body: { code: "NAME_TAKEN" } });
  });
});
