import { AgentLattice } from "@agentlattice/sdk";
import { type RoundRobin, startRoundRobin } from "@agentlattice/test-kit/round-robin";
import { type ServerProcess, startServerProcess } from "@agentlattice/test-kit/server-process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "./testing/api-fixture.ts";

let api: TestApi;
let acme: TestOrg;
let other: ServerProcess;

beforeAll(async () => {
  api = await startTestApi();
  acme = await api.createOrg();
  await acme.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await acme.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  other = await startServerProcess(api.database);
});
afterAll(async () => {
  await other.end("SIGKILL");
  await api.close();
});

const submit = (server: ServerProcess, action_type: string, eventId: string) =>
  server.call("POST", "actions", { token: acme.agentKey, body: { action_type }, headers: { "x-al-event-id": eventId } });

describe("SIGTERM", { timeout: 60_000 }, () => {
  it("answers waiting requests, ends streams, finishes requests in progress and exits with 0 within ten seconds", async () => {
    const server = await startServerProcess(api.database);
    const { body } = await submit(server, "pr.merge", "asks");
    const parked = server.call("GET", `approvals/${body.approval_id}`, { token: acme.agentKey, headers: { prefer: "wait=25" } });
    const stream = await fetch(`${server.url}/api/v1/events/stream`, { headers: { authorization: `Bearer ${acme.owner}` } });
    await new Promise((resume) => setTimeout(resume, 200));

    const underWay = Array.from({ length: 50 }, (_, index) => submit(server, "doc.read", `under-way-${index}`).catch(() => null));
    await new Promise((resume) => setTimeout(resume, 5));
    const began = performance.now();
    expect(await server.end("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(10_000);

    const answer = await parked;
    expect([answer.status, answer.body.code, answer.body.retryable]).toEqual([503, "SHUTTING_DOWN", true]);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(await stream.text(), "the stream ended, it did not break").toContain(": ");

    const answers = await Promise.all(underWay);
    for (const [index, given] of answers.entries()) {
      const replay = await submit(other, "doc.read", `under-way-${index}`);
      expect(replay.status).toBe(200);
      if (given?.status === 200) {
        expect(replay.headers.get("idempotency-replayed")).toBe("true");
        expect(replay.body.audit_event_id).toBe(given.body.audit_event_id);
      } else expect(given === null || given.body.retryable).toBe(true);
    }
    expect((await other.call("GET", "audit/verify", { token: acme.owner })).body.chain_valid).toBe(true);
  });

  it("makes the SDK's gates continue at another process", async () => {
    const server = await startServerProcess(api.database);
    const balancer: RoundRobin = await startRoundRobin([server.url, other.url]);
    const agent = new AgentLattice({ apiKey: acme.agentKey, baseUrl: balancer.url });
    const asked: string[] = [];
    const gates = Array.from({ length: 6 }, () =>
      agent.gate("pr.merge", { onPending: ({ approvalId }) => void asked.push(approvalId as string) }),
    );
    await vi.waitFor(() => expect(asked).toHaveLength(6), 10_000);
    await new Promise((resume) => setTimeout(resume, 200));
    expect((await server.end("SIGTERM")).code).toBe(0);
    for (const id of asked) {
      const { body } = await other.call("GET", `approvals/${id}`, { token: acme.owner });
      await other.call("POST", `approvals/${id}/decision`, { token: acme.owner, body: { decision: "approve", digest: body.digest } });
    }
    expect((await Promise.all(gates)).map(({ status }) => status)).toEqual(Array(6).fill("executed"));
    await balancer.close();
  });
});
