import { AgentLattice, type Halt } from "@agentlattice/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

/** Two processes on one database: people halt at the first, clients are connected to the second. */
let api: TestApi;
let second: TestProcess;
let served: ServedApi;
let org: TestOrg;
/** An agent of the test, so that no client of an earlier test is told. */
let agent: { readonly id: string; readonly key: string };
const clients: AgentLattice[] = [];

beforeAll(async () => {
  api = await startTestApi();
  second = await api.startProcess();
  served = await serveApi(second.app);
  org = await api.createOrg();
  await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
});
beforeEach(async () => {
  const name = `bot-${Math.random()}`.replace("0.", "");
  const { id } = (await api.call("POST", "agents", { token: org.owner, body: { name, capabilities: ["*"] } })).body;
  const { api_key } = (await api.call("POST", `agents/${id}/keys`, { token: org.owner, body: { name: "k" } })).body;
  agent = { id, key: api_key };
});
afterAll(async () => {
  for (const client of clients) client.unsubscribe();
  await served.close();
  await api.close();
});

const client = () => {
  const al = new AgentLattice({ apiKey: agent.key, baseUrl: served.url });
  clients.push(al);
  return al;
};
const halt = async () =>
  (await api.call("POST", "halts", { token: org.owner, body: { scope: { agent: agent.id }, reason: "Test." } })).body.id as string;
const resume = (id: string) => api.call("POST", `halts/${id}/resume`, { token: org.owner, body: { reason: "Done." } });
const read = async (id: string) => (await api.call("GET", `halts/${id}`, { token: org.owner })).body;

describe("onHalt", () => {
  test("is notified at another process, confirms, and is notified of the end", async () => {
    const al = client();
    const seen: Halt[] = [];
    const ended: string[] = [];
    const stop = al.onHalt((one) => void seen.push(one), { onResume: (id) => void ended.push(id) });
    await stop.ready;
    const id = await halt();
    await expect.poll(async () => (await read(id)).status, { timeout: 15_000 }).toBe("confirmed");
    expect(seen).toMatchObject([{ id, scope: { agent: agent.id }, drill: false }]);
    expect((await read(id)).acknowledged).toMatchObject([{ client: expect.stringMatching(/^sdk-js\//), connected: true }]);
    await resume(id);
    await expect.poll(() => ended, { timeout: 15_000 }).toEqual([id]);
    stop();
    await stop.closed;
  });

  test("keeps a client without onHalt outstanding, and its subscription continues", async () => {
    const al = client();
    const events: number[] = [];
    const subscription = al.subscribe((event) => void events.push(event.seq), { events: ["action.executed"] });
    await subscription.ready;
    const id = await halt();
    expect(await read(id)).toMatchObject({ status: "requested", outstanding: [{ acknowledged_at: null }] });
    await resume(id);
    await al.execute("doc.read");
    await expect.poll(() => events.length, { timeout: 15_000 }).toBe(1);
    al.unsubscribe();
  });
});

describe("a gate", () => {
  test("rejects with AGENT_HALTED while waiting", async () => {
    const al = client();
    let pending: () => void = () => {};
    const isPending = new Promise<void>((resolve) => {
      pending = resolve;
    });
    const gate = al.gate("pr.merge", { onPending: () => pending() });
    const outcome = gate.catch((error: unknown) => error);
    await isPending;
    const id = await halt();
    expect(await outcome).toMatchObject({ code: "ACTION_DENIED", reason: "AGENT_HALTED" });
    await expect(al.gate("pr.merge")).rejects.toMatchObject({ code: "ACTION_DENIED", reason: "AGENT_HALTED" });
    await resume(id);
  });
});
