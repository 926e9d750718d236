import { decodeId, encodeId } from "@agentlattice/core";
import type { Database } from "@agentlattice/db";
import { openAgentStream } from "@agentlattice/test-kit/agent-stream";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { readCredential } from "../events/read-credential.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { haltClients } from "../testing/halt-clients.ts";
import { HaltNotices } from "./halt-notices.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterEach(() => closeStreams());
afterAll(() => api.close());

const { acknowledge, closeStreams, halt, invented, listen, newAgent, newKey, read } = haltClients(() => ({ api, org }));
const notNotified = { status: 409, body: { code: "CLIENT_NOT_TOLD", retryable: false } };
const rowsOf = (id: string) =>
  api.database.inspect("SELECT client_id, told_at FROM app.halt_client WHERE halt_id = $1", [decodeId("hlt", id)]);

describe("an acknowledgement from a client that was not notified is refused, and adds no row", () => {
  test("when its id is unknown", async () => {
    const agent = await newAgent();
    const stream = await listen(agent.token);
    const id = await halt(agent.id);
    await stream.until("halt", 1);
    for (const client_id of [invented(), invented(), encodeId("cli", decodeId("key", agent.keyId) ?? "")])
      expect(await acknowledge(id, agent.token, { client_id })).toMatchObject(notNotified);
    expect(await rowsOf(id)).toHaveLength(1);
    expect(await read(id)).toMatchObject({ status: "requested", acknowledged_count: 0, outstanding: [{ client_id: stream.clientId }] });
  });

  test("when the agent has no stream", async () => {
    const agent = await newAgent();
    const id = await halt(agent.id);
    expect(await acknowledge(id, agent.token, { client_id: invented() })).toMatchObject(notNotified);
    expect(await read(id)).toMatchObject({ status: "requested", acknowledged_count: 0, outstanding_count: 0 });
  });

  test("when the client is not named and the key has several or none", async () => {
    const agent = await newAgent();
    const streams = [await listen(agent.token), await listen(agent.token)];
    const id = await halt(agent.id);
    for (const stream of streams) await stream.until("halt", 1);
    expect(await acknowledge(id, agent.token, {})).toMatchObject({ status: 409, body: { code: "CLIENT_AMBIGUOUS" } });
    const { token } = await newKey(agent.id);
    expect(await acknowledge(id, token, {})).toMatchObject(notNotified);
    expect(await read(id)).toMatchObject({ acknowledged_count: 0, outstanding_count: 2 });
  });

  test("when the client belongs to another agent or to another key of the agent", async () => {
    const [agent, other] = [await newAgent(), await newAgent()];
    const sibling = await newKey(agent.id);
    const stream = await listen(agent.token);
    const id = (await org.post("halts", { scope: { organisation: true }, reason: "Looks wrong." })).body.id;
    await stream.until("halt", 1);
    for (const { token } of [other, sibling])
      expect(await acknowledge(id, token, { client_id: stream.clientId })).toMatchObject(notNotified);
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
    expect(await acknowledge(id, agent.token, { client_id })).toMatchObject(notNotified);
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

describe("a notified client", () => {
  test("need not be named when it is the only one of the key", async () => {
    const agent = await newAgent();
    const stream = await listen(agent.token);
    const id = await halt(agent.id);
    await stream.until("halt", 1);
    expect(await acknowledge(id, agent.token, {})).toMatchObject({ status: 200, body: { client_id: stream.clientId } });
    expect(await read(id)).toMatchObject({ status: "confirmed" });
  });

  test("acknowledges at another process after a restart of the API", async () => {
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

  test("is one client with several streams, also on two processes", async () => {
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
    const notices = new HaltNotices({ configs, clients, database: { ...database, inOrgReserved }, log, now });
    return { gate, notices };
  }

  async function principalOf({ token }: { token: string }): Promise<AgentPrincipal> {
    const principal = await readCredential(api.deps, `Bearer ${token}`);
    if (principal.kind !== "agent") throw new Error("The key belongs to an agent.");
    return principal;
  }

  test("begins after the client is recorded, so that a fast client is not refused", async () => {
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

  test("is retried when the record fails, also for clients that were connected before", async () => {
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

  test("records and notifies more clients than fit in one transaction", async () => {
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
