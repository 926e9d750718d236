import { randomUUID } from "node:crypto";
import { AgentLattice } from "@agentlattice/sdk";
import { findRedisServer, startRedis, type TestRedis } from "@agentlattice/test-kit";
import { createCaller } from "@agentlattice/test-kit/call";
import { type RoundRobin, startRoundRobin } from "@agentlattice/test-kit/round-robin";
import { type ServerProcess, startServerProcess } from "@agentlattice/test-kit/server-process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "./testing/api-fixture.ts";

/** Longer than the slow re-check of parked approvals. */
const WITHOUT_HINTS_MS = 8_000;
/** Well below it: only a hint is as quick. */
const BY_HINT_MS = 2_500;
const needsRedis = { skip: findRedisServer() === null && process.env.CI === undefined };

const BUSES = [
  { name: "Postgres", redis: false, options: { skip: false } },
  { name: "Redis", redis: true, options: needsRedis },
];

describe.each(BUSES)(
  "two processes behind a load balancer, with the bus over $name",
  { timeout: 60_000 },
  ({ redis: overRedis, options }) => {
    let api: TestApi;
    let acme: TestOrg;
    let redis: TestRedis | null = null;
    let one: ServerProcess;
    let two: ServerProcess;
    let balancer: RoundRobin;

    beforeAll(async () => {
      if (options.skip) return;
      if (overRedis) redis = await startRedis();
      const env: Record<string, string> = redis ? { REDIS_URL: redis.url } : {};
      api = await startTestApi(env);
      acme = await api.createOrg();
      await acme.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
      await acme.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
      [one, two] = await Promise.all([startServerProcess(api.database, env), startServerProcess(api.database, env)]);
      balancer = await startRoundRobin([one.url, two.url]);
      await vi.waitFor(async () => {
        for (const process of [one, two]) expect((await process.call("GET", "/ready")).body).toEqual({ status: "ready" });
      }, 90_000);
    });
    afterAll(async () => {
      await balancer?.close();
      await Promise.all([one?.end("SIGKILL"), two?.end("SIGKILL")]);
      await api?.close();
      await redis?.stop();
    });

    const ask = async () =>
      (await one.call("POST", "actions", { token: acme.agentKey, body: { action_type: "pr.merge" } })).body.approval_id as string;
    const approve = async (server: { call: ServerProcess["call"] }, id: string) => {
      const { body } = await server.call("GET", `approvals/${id}`, { token: acme.owner });
      return server.call("POST", `approvals/${id}/decision`, { token: acme.owner, body: { decision: "approve", digest: body.digest } });
    };
    const startWait = async (server: ServerProcess, id: string) => {
      const { status, body } = await server.call("GET", `approvals/${id}`, { token: acme.agentKey, headers: { prefer: "wait=20" } });
      return { status, state: body.status as string, at: performance.now() };
    };
    const settle = () => new Promise((resume) => setTimeout(resume, 150));

    it("a waiting request at one is answered when the other decides", options, async () => {
      const id = await ask();
      const pendingAnswer = startWait(one, id);
      await settle();
      expect((await approve(two, id)).status).toBe(200);
      const decided = performance.now();
      const answer = await pendingAnswer;
      expect(answer).toMatchObject({ status: 200, state: "approved" });
      expect(answer.at - decided).toBeLessThan(BY_HINT_MS);
    });

    it("a stream at one contains the entries of the other", options, async () => {
      const stream = await fetch(`${one.url}/api/v1/events/stream`, { headers: { authorization: `Bearer ${acme.owner}` } });
      const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
      const { body } = await two.call("POST", "actions", { token: acme.agentKey, body: { action_type: "doc.read" } });
      const began = performance.now();
      for (let text = ""; !text.includes(body.audit_event_id); ) {
        const { value, done } = await reader.read();
        if (done) throw new Error("the stream ended");
        text += Buffer.from(value).toString();
      }
      expect(performance.now() - began).toBeLessThan(BY_HINT_MS);
      await reader.cancel();
    });

    it("100 concurrent submissions with one event id are recorded as one action", options, async () => {
      const call = createCaller(balancer.url);
      const headers = { "x-al-event-id": "the-same" };
      // As every client does, what could not be answered just now is sent again.
      const submit = async (): Promise<Awaited<ReturnType<typeof call>>> => {
        const answer = await call("POST", "actions", { token: acme.agentKey, body: { action_type: "doc.read" }, headers });
        return answer.body.retryable ? submit() : answer;
      };
      const before = (await one.call("GET", "audit/checkpoint", { token: acme.owner })).body.size;
      const answers = await Promise.all(Array.from({ length: 100 }, submit));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ body }) => body.audit_event_id)).size).toBe(1);
      expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") !== "true")).toHaveLength(1);
      expect((await two.call("GET", "audit/checkpoint", { token: acme.owner })).body.size).toBe(before + 1);
    });

    it("a key revoked at one is refused at the other", options, async () => {
      const { body: key } = await one.call("POST", `agents/${acme.agentId}/keys`, { token: acme.owner, body: { name: "short-lived" } });
      const submit = () => two.call("POST", "actions", { token: key.api_key, body: { action_type: "doc.read" } });
      expect((await submit()).status).toBe(200);
      expect((await one.call("DELETE", `agents/${acme.agentId}/keys/${key.id}`, { token: acme.owner })).status).toBeLessThan(300);
      expect((await submit()).status).toBe(401);
    });

    it("when one is killed, gates continue at the other; nothing is lost or repeated", options, async () => {
      const victim = await startServerProcess(api.database, redis ? { REDIS_URL: redis.url } : {});
      const both = await startRoundRobin([victim.url, two.url]);
      const agent = new AgentLattice({ apiKey: acme.agentKey, baseUrl: both.url, gatePollIntervalMs: 500 });
      const asked: string[] = [];
      const gates = Array.from({ length: 20 }, () =>
        agent.gate("pr.merge", { eventId: randomUUID(), onPending: ({ approvalId }) => void asked.push(approvalId as string) }),
      );
      await vi.waitFor(() => expect(asked).toHaveLength(20), 10_000);
      await settle();
      await victim.end("SIGKILL");
      for (const id of asked) expect((await approve(two, id)).status).toBe(200);
      const results = await Promise.all(gates);
      expect(results.map(({ status }) => status)).toEqual(Array(20).fill("executed"));
      expect(new Set(results.map(({ auditEventId }) => auditEventId)).size).toBe(20);
      const { body: page } = await two.call("GET", "audit/events?kind=action.executed&limit=100", { token: acme.owner });
      const executed = page.data.filter((event: { action_type: string }) => event.action_type === "pr.merge");
      expect(executed).toHaveLength(20);
      expect((await two.call("GET", "audit/verify", { token: acme.owner })).body.chain_valid).toBe(true);
      await both.close();
    });

    it("without the bus answers are slower, nothing is lost, and the process stays ready", {
      skip: options.skip || !overRedis,
    }, async () => {
      const id = await ask();
      const pendingAnswer = startWait(one, id);
      await settle();
      await redis?.kill();
      await vi.waitFor(async () => {
        const { status, body } = await one.call("GET", "/ready");
        expect({ status, body }).toMatchObject({ status: 200, body: { status: "ready", degraded: ["bus"] } });
      }, 10_000);
      expect((await approve(two, id)).status).toBe(200);
      const decided = performance.now();
      const answer = await pendingAnswer;
      expect(answer).toMatchObject({ status: 200, state: "approved" });
      expect(answer.at - decided).toBeLessThan(WITHOUT_HINTS_MS);

      await redis?.restart();
      await vi.waitFor(async () => {
        for (const process of [one, two]) expect((await process.call("GET", "/ready")).body).toEqual({ status: "ready" });
      }, 10_000);
      const next = await ask();
      const again = startWait(one, next);
      await settle();
      await approve(two, next);
      const decidedNext = performance.now();
      expect((await again).at - decidedNext).toBeLessThan(BY_HINT_MS);
      const outages = one
        .output()
        .split("\n")
        .filter((line) => line.includes("the bus is disconnected"));
      expect(outages).toHaveLength(1);
    });
  },
);
