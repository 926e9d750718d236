import { AgentLattice } from "@agentlattice/sdk";
import { type AgentStream, openAgentStream } from "@agentlattice/test-kit/agent-stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { delegate } from "../testing/delegate.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let second: TestProcess;
let served: ServedApi;
let org: TestOrg;
let agent: { readonly id: string; readonly key: string };
const streams: AgentStream[] = [];

beforeAll(async () => {
  api = await startTestApi();
  second = await api.startProcess();
  served = await serveApi(api.app);
  org = await api.createOrg();
});
beforeEach(async () => {
  agent = await newAgent();
});
afterAll(async () => {
  for (const stream of streams) await stream.close();
  await served.close();
  await api.close();
});

const newAgent = async (capabilities = ["*"]) => {
  const name = `bot-${Math.random()}`.replace("0.", "");
  const { id } = (await api.call("POST", "agents", { token: org.owner, body: { name, capabilities } })).body;
  const { api_key } = (await api.call("POST", `agents/${id}/keys`, { token: org.owner, body: { name: "k" } })).body;
  return { id: id as string, key: api_key as string };
};
const beat = (body: object = {}, token = agent.key, call = api.call) => call("POST", "heartbeat", { token, body });
const createRun = async (token = agent.key) => (await api.call("POST", "runs", { token, body: {} })).body.id as string;
const presence = async (id = agent.id, token = org.owner) => (await api.call("GET", `presence?agent_id=${id}`, { token })).body.data[0];
/** Lets the next heartbeat of the clients of the agent be overdue. */
const silence = (name: string) =>
  api.database.inspect(`UPDATE app.heartbeat SET silent_at = clock_timestamp() WHERE client = '${name}' AND silent_at IS NOT NULL`);
const halt = async (scope: object) =>
  (await api.call("POST", "halts", { token: org.owner, body: { scope, reason: "Test." } })).body.id as string;
const resume = (id: string) => api.call("POST", `halts/${id}/resume`, { token: org.owner, body: { reason: "Done." } });

describe("a heartbeat", () => {
  test("returns whether the agent is halted, and makes it live", async () => {
    const sent = await beat({ client: "worker-1", version: "sdk-js/0.1.0" });
    expect(sent, sent.text).toMatchObject({ status: 200, body: { halted: false, halts: [], config_version: expect.any(Number) } });
    expect(await presence()).toMatchObject({
      agent_id: agent.id,
      status: "live",
      seen_at: expect.any(String),
      client: "worker-1",
      version: "sdk-js/0.1.0",
      run_id: null,
      clients: [{ client: "worker-1", environment: "prod", status: "live" }],
    });
    expect((await api.call("GET", `agents/${agent.id}`, { token: org.owner })).body.presence).toEqual(await presence());
  });

  test("requires no field, and works through the SDK", async () => {
    expect((await beat()).status).toBe(200);
    expect(await presence()).toMatchObject({ status: "live", client: null, version: null });
    const al = new AgentLattice({ apiKey: agent.key, baseUrl: served.url });
    const run = await al.createRun();
    expect(await al.heartbeat({ runId: run.id })).toMatchObject({ halted: false, halts: [] });
    expect(await presence()).toMatchObject({
      client: expect.stringMatching(/^cli_/),
      version: expect.stringMatching(/^sdk-js/),
      run_id: run.id,
    });
  });

  test("makes the client idle after a silence, and unresponsive during a run", async () => {
    const run_id = await createRun();
    const [idle, busy] = [`i-${agent.id}`, `b-${agent.id}`];
    await beat({ client: idle });
    await silence(idle);
    expect((await presence()).status).toBe("idle");
    await beat({ client: busy, run_id });
    expect(await presence()).toMatchObject({ status: "live", client: busy, run_id });
    await silence(busy);
    expect(await presence()).toMatchObject({ status: "unresponsive" });
    expect((await presence()).clients.map(({ status }: { status: string }) => status)).toEqual(["unresponsive", "idle"]);
    // The run has ended: the content changed, so that the heartbeat is stored at once.
    await beat({ client: busy });
    expect((await presence()).status).toBe("live");
  });

  test.each([
    ["the agent", async () => ({ agent: agent.id }), true],
    ["the organisation", async () => ({ organisation: true }), true],
    ["its environment", async () => ({ environment: "prod" }), true],
    ["another environment", async () => ({ environment: "dev" }), false],
    ["every action", async () => ({ action: "*" }), true],
  ])("reports a halt of %s", async (_, scopeOf, halted) => {
    await beat();
    const id = await halt(await scopeOf());
    expect((await beat()).body).toMatchObject({ halted, halts: halted ? [id] : [] });
    expect((await presence()).status).toBe(halted ? "halted" : "live");
    await resume(id);
    expect((await beat()).body).toMatchObject({ halted: false, halts: [] });
    expect((await presence()).status).toBe("live");
  });

  test("lists a halt of some of the agent's actions without being halted", async () => {
    const id = await halt({ action: "refund.*" });
    expect((await beat()).body).toMatchObject({ halted: false, halts: [id] });
    const refunds = await newAgent(["refund.issue"]);
    expect((await beat({}, refunds.key)).body).toMatchObject({ halted: true, halts: [id] });
    await resume(id);
  });

  test("reports the halt of its parent to a delegated agent", async () => {
    const child = await delegate(api, agent.key);
    await beat({}, child.key);
    const id = await halt({ agent: agent.id });
    expect((await beat({}, child.key)).body.halted).toBe(true);
    expect((await presence(child.agentId)).status).toBe("halted");
    await resume(id);
  });

  test("is never a ledger entry", async () => {
    const size = async () => (await api.call("GET", "audit/checkpoint", { token: org.owner })).body.size;
    const before = await size();
    await beat();
    await beat({ client: "again" });
    expect(await size()).toBe(before);
  });

  test("is stored rarely during a flood, with a limited number of clients", async () => {
    const stored = () => api.database.inspect<{ xmin: string }>(`SELECT xmin::text FROM app.heartbeat WHERE client = 'f-${agent.id}'`);
    await beat({ client: `f-${agent.id}` });
    const before = await stored();
    await Promise.all(Array.from({ length: 50 }, () => beat({ client: `f-${agent.id}` })));
    expect(await stored()).toEqual(before);
    const answers = await Promise.all(Array.from({ length: 150 }, (_, i) => beat({ client: `flood-${i}` })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await beat({ client: "the last" });
    const [{ count }] = (await api.database.inspect<{ count: number }>(
      "SELECT count(*)::int AS count FROM app.heartbeat WHERE client LIKE 'flood-%'",
    )) as [{ count: number }];
    expect(count).toBeLessThanOrEqual(100);
    expect(await presence()).toMatchObject({ client_count: expect.any(Number), clients: expect.objectContaining({ length: 50 }) });
  });

  test("refuses invalid input and other callers", async () => {
    const foreign = await createRun((await newAgent()).key);
    for (const body of [
      { client: "x".repeat(129) },
      { client: "" },
      { client: "a\u0000b" },
      { client: "a\nb" },
      { client: "a\u202eb" },
      { version: "x".repeat(65) },
      { version: "1\u0007" },
      { client: 7 },
      { run_id: "run_1" },
      { surplus: true },
    ])
      expect((await beat(body)).status, JSON.stringify(body)).toBe(422);
    for (const run_id of [foreign, "run_01h455vb4pex5vsknk084sn02q"])
      expect(await beat({ run_id })).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    for (const token of [org.owner, org.orgKey]) expect((await beat({}, token)).status).toBe(403);
    expect((await presence()).status).toBe("idle");
  });
});

describe("the list of presence", () => {
  test("contains every active agent, page by page, limited to those that the reader may see", async () => {
    const seen: string[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await api.call("GET", `presence?limit=2${cursor && `&cursor=${cursor}`}`, { token: org.orgKey });
      seen.push(...body.data.map(({ agent_id }: { agent_id: string }) => agent_id));
      if (!body.has_more) break;
      cursor = body.next_cursor;
    }
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen).toContain(agent.id);
    await api.call("PATCH", `agents/${agent.id}`, { token: org.owner, body: { status: "disabled" } });
    expect(await presence()).toBeUndefined();
    const own = await newAgent();
    const mine = (await api.call("GET", "presence", { token: own.key })).body.data;
    expect(mine.map(({ agent_id }: { agent_id: string }) => agent_id)).toEqual([own.id]);
  });
});

describe("the stream of presence", () => {
  const follow = async (token: string, path = "?types=presence.changed") => {
    const stream = await openAgentStream((_, init) => api.fetch(`/api/v1/events/stream${path}`, init), token);
    streams.push(stream);
    return stream;
  };
  const statuses = (stream: AgentStream) =>
    stream
      .named("presence.changed")
      .flatMap((row) => ((row as { agent_id: string }).agent_id === agent.id ? [(row as { status: string }).status] : []));

  test("sends each change of status once from every process", async () => {
    const run_id = await createRun();
    const client = `s-${agent.id}`;
    const [people, key] = [await follow(org.owner), await follow(org.orgKey, "")];
    await beat({ client, run_id }, agent.key, second.call);
    await expect.poll(() => [statuses(people), statuses(key)], { timeout: 15_000 }).toEqual([["live"], ["live"]]);
    await beat({ client, run_id });
    await silence(client);
    await expect.poll(() => statuses(people), { timeout: 15_000 }).toEqual(["live", "unresponsive"]);
    const id = await halt({ agent: agent.id });
    await expect.poll(() => statuses(people), { timeout: 15_000 }).toEqual(["live", "unresponsive", "halted"]);
    await resume(id);
    await expect.poll(() => statuses(people), { timeout: 15_000 }).toEqual(["live", "unresponsive", "halted", "unresponsive"]);
  });

  test("sends nothing to agents, to members without the agent, and to streams of other types", async () => {
    const member = await org.addMember("member");
    const quiet = [await follow(agent.key, ""), await follow(member.token, ""), await follow(org.owner, "?types=approval.*")];
    const all = await follow(org.owner);
    await beat({ client: "seen" });
    await expect.poll(() => statuses(all), { timeout: 15_000 }).toEqual(["live"]);
    expect(quiet.flatMap((stream) => stream.named("presence.changed"))).toEqual([]);
  });
});
