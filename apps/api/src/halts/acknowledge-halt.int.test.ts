import { decodeId, encodeId } from "@agentlattice/core";
import type { Database } from "@agentlattice/db";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { readCredential } from "../events/read-credential.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { type AgentStream, openAgentStream } from "../testing/agent-stream.ts";
import { startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { HaltNotices } from "./halt-notices.ts";

let api: TestApi;
let org: TestOrg;
const open: AgentStream[] = [];

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterEach(async () => {
  for (const stream of open.splice(0)) await stream.close();
});
afterAll(() => api.close());

const newAgent = async () => {
  const name = `bot-${Math.random()}`.replace("0.", "");
  const { id } = (await org.post("agents", { name, capabilities: ["*"] })).body;
  return { id: id as string, ...(await newKey(id)) };
};
const newKey = async (agent: string) => {
  const { id, api_key } = (await org.post(`agents/${agent}/keys`, { name: "k" })).body;
  return { keyId: id as string, token: api_key as string };
};
const halt = async (agent: string) => (await org.post("halts", { scope: { agent }, reason: "Looks wrong." })).body.id as string;
const read = async (id: string) => (await org.get(`halts/${id}`)).body;
const listen = async (token: string, headers = {}, process: TestProcess = api) => {
  const stream = await openAgentStream(process.fetch, token, headers);
  open.push(stream);
  return stream;
};
const acknowledge = (id: string, token: string, body: object) => org.post(`halts/${id}/acknowledge`, body, token);
const invented = () => encodeId("cli", api.deps.newId());
const notTold = { status: 409, body: { code: "CLIENT_NOT_TOLD", retryable: false } };
const rowsOf = (id: string) =>
  api.database.inspect("SELECT client_id, told_at FROM app.halt_client WHERE halt_id = $1", [decodeId("hlt", id)]);

describe("an acknowledgement of a client that the halt was not sent to is refused, and adds no row", () => {
  test("when its id is invented", async () => {
    const agent = await newAgent();
    const stream = await listen(agent.token);
    const id = await halt(agent.id);
    await stream.until("halt", 1);
    for (const client_id of [invented(), invented(), encodeId("cli", decodeId("key", agent.keyId) ?? "")])
      expect(await acknowledge(id, agent.token, { client_id })).toMatchObject(notTold);
    expect(await rowsOf(id)).toHaveLength(1);
    expect(await read(id)).toMatchObject({ status: "requested", acknowledged_count: 0, outstanding: [{ client_id: stream.clientId }] });
  });

  test("when the agent has no stream", async () => {
    const agent = await newAgent();
    const id = await halt(agent.id);
    expect(await acknowledge(id, agent.token, { client_id: invented() })).toMatchObject(notTold);
    expect(await read(id)).toMatchObject({ status: "requested", acknowledged_count: 0, outstanding_count: 0 });
  });

  test("when the client is not named and the key has several, or none", async () => {
    const agent = await newAgent();
    const streams = [await listen(agent.token), await listen(agent.token)];
    const id = await halt(agent.id);
    for (const stream of streams) await stream.until("halt", 1);
    expect(await acknowledge(id, agent.token, {})).toMatchObject({ status: 409, body: { code: "CLIENT_AMBIGUOUS" } });
    const { token } = await newKey(agent.id);
    expect(await acknowledge(id, token, {})).toMatchObject(notTold);
    expect(await read(id)).toMatchObject({ acknowledged_count: 0, outstanding_count: 2 });
  });

  test("when the client belongs to another agent or to another key of the agent", async () => {
    const [agent, other] = [await newAgent(), await newAgent()];
    const sibling = await newKey(agent.id);
    const stream = await listen(agent.token);
    const id = (await org.post("halts", { scope: { organisation: true }, reason: "Looks wrong." })).body.id;
    await stream.until("halt", 1);
    for (const { token } of [other, sibling]) expect(await acknowledge(id, token, { client_id: stream.clientId })).toMatchObject(notTold);
    // Clients of earlier tests may still be connected.
    expect((await read(id)).outstanding).toContainEqual(expect.objectContaining({ client_id: stream.clientId, key_id: agent.keyId }));
    expect((await acknowledge(id, agent.token, { client_id: stream.clientId })).status).toBe(200);
    await org.post(`halts/${id}/resume`, { reason: "It is fixed." });
  });

  test("when it was connected to a process that ended before it could send the halt", async () => {
    const agent = await newAgent();
    const client_id = invented();
    await connectedElsewhere(agent, client_id);
    const id = await halt(agent.id);
    expect(await rowsOf(id)).toMatchObject([{ told_at: null }]);
    expect(await acknowledge(id, agent.token, { client_id })).toMatchObject(notTold);
    expect(await read(id)).toMatchObject({ status: "requested", outstanding: [{ client_id, acknowledged_at: null }] });
    // It connects again, is told then, and may acknowledge.
    const stream = await listen(agent.token, { "al-client-id": client_id });
    await stream.until("halt", 1);
    expect((await acknowledge(id, agent.token, { client_id })).status).toBe(200);
    expect((await read(id)).status).toBe("confirmed");
  });

  /** Records a client as another process does that is still considered alive. */
  async function connectedElsewhere(agent: Awaited<ReturnType<typeof newAgent>>, clientId: string): Promise<void> {
    const ids = [decodeId("org", org.orgId), decodeId("agt", agent.id), decodeId("key", agent.keyId), decodeId("cli", clientId)];
    await api.database.inspect(
      `INSERT INTO app.stream_client (org_id, agent_id, key_id, client_id, connection_id, process_id, environment, connected_at, seen_at)
       VALUES ($1, $2, $3, $4, gen_random_uuid(), gen_random_uuid(), 'prod', now(), now())`,
      ids,
    );
  }
});

describe("a client that the halt was sent to", () => {
  test("need not be named when it is the only one of the key", async () => {
    const agent = await newAgent();
    const stream = await listen(agent.token);
    const id = await halt(agent.id);
    await stream.until("halt", 1);
    expect(await acknowledge(id, agent.token, {})).toMatchObject({ status: 200, body: { client_id: stream.clientId } });
    expect(await read(id)).toMatchObject({ status: "confirmed" });
  });

  test("acknowledges after a restart of the API, at another process", async () => {
    const agent = await newAgent();
    const [first, second] = [await api.startProcess(), await api.startProcess()];
    const before = await openAgentStream(first.fetch, agent.token);
    const id = await halt(agent.id);
    await before.until("halt", 1);
    await before.close();
    await first.close();
    expect(
      (await second.call("POST", `halts/${id}/acknowledge`, { token: agent.token, body: { client_id: before.clientId } })).status,
    ).toBe(200);
    // Connecting again repeats the halt and keeps the acknowledgement.
    const after = await listen(agent.token, { "al-client-id": before.clientId }, second);
    await after.until("halt", 1);
    expect(await read(id)).toMatchObject({ status: "confirmed", acknowledged: [{ client_id: before.clientId }], outstanding: [] });
  });

  test("is one client with several streams, also at two processes", async () => {
    const agent = await newAgent();
    const second = await api.startProcess();
    const headers = { "al-client-id": invented() };
    const streams = [await listen(agent.token, headers), await listen(agent.token, headers), await listen(agent.token, headers, second)];
    const id = await halt(agent.id);
    for (const stream of streams) await stream.until("halt", 1);
    expect(await rowsOf(id)).toHaveLength(1);
    expect((await acknowledge(id, agent.token, { client_id: headers["al-client-id"], client: "worker/2.0" })).status).toBe(200);
    expect(await read(id)).toMatchObject({ status: "confirmed", acknowledged: [{ client: "worker/2.0" }] });
  });
});

describe("sending", () => {
  /** Returns notices whose next records wait for the test. */
  function gatedNotices() {
    const gate = { entered: vi.fn(), pass: () => {}, fail: (_: Error) => {} };
    const inOrgReserved: Database["inOrgReserved"] = async (scope, work) => {
      await new Promise<void>((resolve, reject) => {
        gate.pass = resolve;
        gate.fail = reject;
        gate.entered();
      });
      return api.deps.database.inOrgReserved(scope, work);
    };
    const { configs, database, log, now, streamClients: clients } = api.deps;
    const notices = new HaltNotices({ configs, clients, database: { ...database, inOrgReserved }, log, now, confirm: async () => {} });
    return { gate, notices };
  }

  async function principalOf({ token }: { token: string }): Promise<AgentPrincipal> {
    const principal = await readCredential(api.deps, `Bearer ${token}`);
    if (principal.kind !== "agent") throw new Error("The key belongs to an agent.");
    return principal;
  }

  test("begins after the client is recorded, so that a quick client is not refused", async () => {
    const agent = await newAgent();
    const id = await halt(agent.id);
    const { gate, notices } = gatedNotices();
    const send = vi.fn();
    const clientId = api.deps.newId();
    const leave = await notices.follow({ principal: await principalOf(agent), clientId, client: null, isAssigned: false, send });
    await expect.poll(() => gate.entered.mock.calls.length).toBe(1);
    expect(send).not.toHaveBeenCalled();
    gate.pass();
    await expect.poll(() => send.mock.calls.length).toBe(1);
    expect(send.mock.calls[0]).toMatchObject(["halt", { id }]);
    expect((await acknowledge(id, agent.token, { client_id: encodeId("cli", clientId) })).status).toBe(200);
    leave();
    notices.close();
  });

  test("is tried again when the record fails, also for clients that were connected before", async () => {
    const agent = await newAgent();
    const { gate, notices } = gatedNotices();
    const send = vi.fn();
    const principal = await principalOf(agent);
    const leave = await notices.follow({ principal, clientId: api.deps.newId(), client: null, isAssigned: false, send });
    const id = await halt(agent.id);
    await expect.poll(() => gate.entered.mock.calls.length).toBe(1);
    gate.fail(new Error("The connection was lost."));
    await expect.poll(() => gate.entered.mock.calls.length).toBe(2);
    gate.pass();
    await expect.poll(() => send.mock.calls.length).toBe(1);
    expect(send.mock.calls[0]).toMatchObject(["halt", { id }]);
    leave();
    notices.close();
  });

  test("records and tells more clients than one transaction has", async () => {
    const agent = await newAgent();
    const principal = await principalOf(agent);
    const told = new Set<number>();
    const leave = await Promise.all(
      Array.from({ length: 1_001 }, (_, nth) =>
        api.deps.haltNotices.follow({
          principal,
          clientId: api.deps.newId(),
          client: null,
          isAssigned: false,
          send: (event) => event === "halt" && told.add(nth),
        }),
      ),
    );
    const id = await halt(agent.id);
    await expect.poll(() => told.size).toBe(1_001);
    const rows = await rowsOf(id);
    expect(rows).toHaveLength(1_001);
    expect(rows.every((row) => (row as { told_at: Date | null }).told_at !== null)).toBe(true);
    for (const one of leave) one();
  });
});

describe("a client that stated no id", () => {
  const stated = () => ({ "al-client-id": invented() });
  const confirmations = async (id: string) => {
    const { data } = (await org.get("audit/events?kind=halt.confirmed&limit=50")).body;
    const entries = await Promise.all(
      data.map(async (row: { id: string }) => JSON.parse((await org.get(`audit/events/${row.id}`)).body.entry).data),
    );
    return entries.filter((entry) => entry.halt === id);
  };

  test("is disconnected once its stream has ended, and keeps no halt from being confirmed by the others", async () => {
    const flaky = await newAgent();
    const steady = await newKey(flaky.id);
    const worker = await listen(steady.token, stated());
    const first = await listen(flaky.token);
    const id = await halt(flaky.id);
    await first.until("halt", 1);
    await first.close();
    for (let i = 0; i < 3; i++) {
      const again = await listen(flaky.token);
      await again.until("halt", 1);
      await again.close();
    }
    await worker.until("halt", 1);
    await vi.waitFor(async () => expect(await read(id)).toMatchObject({ outstanding_count: 1, disconnected_count: 4 }), 15_000);
    expect((await acknowledge(id, steady.token, { client_id: worker.clientId })).status).toBe(200);
    const found = await read(id);
    expect(found).toMatchObject({ status: "confirmed", acknowledged_count: 1, outstanding: [] });
    expect(found.disconnected.map(({ acknowledged_at, connected }: Record<string, unknown>) => [acknowledged_at, connected])).toEqual(
      Array(4).fill([null, false]),
    );
    expect(await confirmations(id)).toMatchObject([{ clients: 1, disconnected: 4 }]);
    await org.post(`halts/${id}/resume`, { reason: "Fixed." });
    expect(await read(id)).toMatchObject({ status: "resumed", disconnected_count: 4 });
  });

  test("is outstanding while its stream is open, and the halt is recorded as confirmed when it has gone", async () => {
    const agent = await newAgent();
    const [worker, open] = [await listen(agent.token, stated()), await listen(agent.token)];
    const id = await halt(agent.id);
    await Promise.all([worker.until("halt", 1), open.until("halt", 1)]);
    await acknowledge(id, agent.token, { client_id: worker.clientId });
    expect(await read(id)).toMatchObject({ status: "requested", confirmed_at: null, outstanding: [{ client_id: open.clientId }] });
    await open.close();
    await vi.waitFor(async () => expect(await confirmations(id)).toMatchObject([{ clients: 1, disconnected: 1 }]), 15_000);
    const confirmed = await read(id);
    expect(confirmed).toMatchObject({ status: "confirmed", disconnected: [{ client_id: open.clientId }] });
    expect(confirmed.confirmed_at).toBe(confirmed.acknowledged[0].acknowledged_at);
  });

  test("confirms nothing by leaving: a halt without an acknowledgement stays requested", async () => {
    const agent = await newAgent();
    const only = await listen(agent.token);
    const id = await halt(agent.id);
    await only.until("halt", 1);
    await only.close();
    await vi.waitFor(async () => expect(await read(id)).toMatchObject({ outstanding_count: 0, disconnected_count: 1 }), 15_000);
    expect(await read(id)).toMatchObject({ status: "requested", confirmed_at: null });
  });

  test("stays outstanding when it states the id that it got, and one that states its own id stays so too", async () => {
    const agent = await newAgent();
    const [assigned, own] = [await listen(agent.token), await listen(agent.token, stated())];
    const id = await halt(agent.id);
    await Promise.all([assigned.until("halt", 1), own.until("halt", 1)]);
    await assigned.close();
    const back = await listen(agent.token, { "al-client-id": assigned.clientId });
    await back.until("halt", 1);
    await back.close();
    await own.close();
    await vi.waitFor(async () => {
      const { outstanding } = await read(id);
      expect(outstanding.map(({ connected }: { connected: boolean }) => connected)).toEqual([false, false]);
    }, 15_000);
    expect(await read(id)).toMatchObject({ disconnected_count: 0, outstanding_count: 2, status: "requested" });
    expect((await acknowledge(id, agent.token, { client_id: assigned.clientId })).status).toBe(200);
    expect((await acknowledge(id, agent.token, { client_id: own.clientId })).status).toBe(200);
    expect((await read(id)).status).toBe("confirmed");
  });
});

test("the time of a confirmation is that of the last acknowledgement, also of a client that connected later", async () => {
  const agent = await newAgent();
  const first = await listen(agent.token);
  const id = await halt(agent.id);
  await first.until("halt", 1);
  await acknowledge(id, agent.token, { client_id: first.clientId });
  const before = await read(id);
  expect(before.confirmed_at).toBe(before.acknowledged[0].acknowledged_at);
  const late = await listen(agent.token);
  await late.until("halt", 1);
  expect(await read(id)).toMatchObject({ status: "requested", confirmed_at: null });
  const { acknowledged_at } = (await acknowledge(id, agent.token, { client_id: late.clientId })).body;
  expect(await read(id)).toMatchObject({ status: "confirmed", confirmed_at: acknowledged_at });
  expect(Date.parse(acknowledged_at)).toBeGreaterThan(Date.parse(before.confirmed_at));
});
