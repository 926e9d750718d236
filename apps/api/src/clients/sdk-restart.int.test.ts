import { AgentLattice, type AuditEvent } from "@agentlattice/sdk";
import { type ServerProcess, startServerProcess } from "@agentlattice/test-kit/server-process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

/** One process serves the client and is killed; the other, on the same ledger, is what happens meanwhile. */
let api: TestApi;
let org: TestOrg;
let server: ServerProcess;
let al: AgentLattice;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  server = await startServerProcess(api.database);
  al = new AgentLattice({ apiKey: org.orgKey, baseUrl: server.url });
});
afterAll(async () => {
  al.unsubscribe();
  await kill();
  await api.close();
});

const kill = () => server.end("SIGKILL");
/** Starts the server again on the same port. */
const startAgain = async () => {
  server = await startServerProcess(api.database, { API_PORT: new URL(server.url).port });
};
const submit = (count: number) =>
  Promise.all(Array.from({ length: count }, () => api.call("POST", "actions", { token: org.agentKey, body: { action_type: "doc.read" } })));
const head = async () => (await api.call("GET", "audit/events?limit=1", { token: org.owner })).body.data[0].seq as number;

describe("a subscription during kill -9", () => {
  it("receives the exact sequence without loss, repetition or reordering", async () => {
    const from = await head();
    const seen: AuditEvent[] = [];
    const states: string[] = [];
    const subscription = al.subscribe((event) => void seen.push(event), { onStatus: ({ state }) => states.push(state) });
    await subscription.ready;
    for (let round = 0; round < 2; round++) {
      const busy = submit(40);
      await vi.waitFor(() => expect(seen.length).toBeGreaterThan(round * 80), { timeout: 10_000 });
      await kill();
      await busy;
      await submit(40);
      await startAgain();
    }
    await submit(10);
    const last = await head();
    await vi.waitFor(() => expect(seen.at(-1)?.seq).toBe(last), { timeout: 20_000, interval: 50 });
    subscription();
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: last - from }, (_, i) => from + 1 + i));
    expect(states.filter((state) => state === "open")).toHaveLength(3);
  }, 60_000);

  it("continues after a restart of the client from its lastEventId", async () => {
    const first = al.subscribe({ events: "action.executed" });
    await first.ready;
    await submit(3);
    await first.next();
    const after = first.lastEventId;
    first.unsubscribe();
    await submit(2);
    const seqs: number[] = [];
    for await (const { seq } of new AgentLattice({ apiKey: org.orgKey, baseUrl: server.url }).subscribe({
      lastEventId: after,
      events: "action.executed",
    })) {
      seqs.push(seq);
      if (seqs.length === 4) break;
    }
    expect(seqs).toEqual([1, 2, 3, 4].map((step) => Number(after) + step));
  });
});

describe("a gate during kill -9", () => {
  it("resolves after an approval that was given while the server was down", async () => {
    const agent = new AgentLattice({ apiKey: org.agentKey, baseUrl: server.url });
    let approval: string | undefined;
    const gate = agent.gate("pr.merge", { onPending: ({ approvalId }) => (approval = approvalId) });
    await vi.waitFor(() => expect(approval).toBeDefined(), 10_000);
    await kill();
    const { digest } = (await api.call("GET", `approvals/${approval}`, { token: org.owner })).body;
    await api.call("POST", `approvals/${approval}/decision`, { token: org.owner, body: { decision: "approve", digest } });
    await startAgain();
    expect(await gate).toMatchObject({ status: "executed", permit: expect.stringMatching(/^prm_/) });
  }, 60_000);
});
