import { AgentLattice } from "@agentlattice/sdk";
import { cloneDatabase, startTestCluster, type TestCluster } from "@agentlattice/test-kit";
import { type ServerProcess, startServerProcess } from "@agentlattice/test-kit/server-process";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "./testing/api-fixture.ts";

const GATES = 20;
const SOON = { timeout: 20_000 };
let cluster: TestCluster;
let api: TestApi;
let org: TestOrg;
let server: ServerProcess;

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await startTestApi({}, await cloneDatabase(cluster));
  org = await api.createOrg();
  await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  server = await startServerProcess(api.database);
}, 60_000);
afterAll(async () => {
  await server?.end("SIGKILL");
  await api?.close();
  await cluster?.stop();
});

it("gates that wait while Postgres restarts are each answered once", { timeout: 60_000 }, async () => {
  const agent = new AgentLattice({ apiKey: org.agentKey, baseUrl: server.url, gatePollIntervalMs: 500 });
  const asked: string[] = [];
  const gates = Array.from({ length: GATES }, (_, n) =>
    agent.gate("pr.merge", { eventId: `restart-${n}`, onPending: ({ approvalId }) => void asked.push(approvalId as string) }),
  );
  await vi.waitFor(() => expect(asked).toHaveLength(GATES), SOON);
  await cluster.restart();
  await vi.waitFor(async () => expect((await server.call("GET", "/ready")).status).toBe(200), SOON);
  for (const id of asked) {
    const { body } = await server.call("GET", `approvals/${id}`, { token: org.owner });
    const decision = { decision: "approve", digest: body.digest };
    expect((await server.call("POST", `approvals/${id}/decision`, { token: org.owner, body: decision })).status).toBe(200);
  }
  const results = await Promise.all(gates);
  expect(results.map(({ status }) => status)).toEqual(Array(GATES).fill("executed"));
  expect(new Set(results.map(({ auditEventId }) => auditEventId)).size).toBe(GATES);
  const { body: page } = await server.call("GET", "audit/events?kind=action.executed&limit=100", { token: org.owner });
  expect(page.data).toHaveLength(GATES);
  expect((await server.call("GET", "audit/verify", { token: org.owner })).body).toMatchObject({ chain_valid: true, findings: [] });
});
