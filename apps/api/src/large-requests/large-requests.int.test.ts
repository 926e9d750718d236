import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeId } from "@agentlattice/core";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { LargeRequests } from "./large-requests.ts";

const MODULES = { secrets: { action: "redact" }, pii: { action: "redact" }, content: {} };
const SECRET = `AKIA${"QZ7RTB2W5XKVM3NP"}`;
const FILL = "all work and no play ".repeat(400);

let api: TestApi;
let org: TestOrg;
/** Serves large requests on a thread. `api` serves them on the main thread. */
let threaded: TestProcess;
beforeAll(async () => {
  api = await startTestApi({ AL_INSPECT_BYTES: 2 ** 30 });
  org = await api.createOrg();
  await org.publish(policy("everything", { effect: "allow", match: { actions: ["doc.*", "content.check", "tool.*"] }, modules: MODULES }));
  await org.publish(policy("reviewed", { effect: "approve", match: { actions: ["pr.*"] } }));
  threaded = await api.startProcess({}, { largeRequests: true });
}, 60_000);
afterAll(() => api.close());

const processes = () => [api, threaded] as const;
const objectOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key ${i} ü`, i % 3 === 0 ? `${i}` : i]));
const action = (rest: object) => ({ action_type: "doc.write", supports: ["redact"], ...rest });

/** Removes what differs between two runs of one request: ids, times, receipts and links. */
function comparable(value: unknown): unknown {
  const text = JSON.stringify(value, (name, one) =>
    [
      "receipt",
      "evaluated_at",
      "timestamp",
      "at",
      "timeout_at",
      "leaf_hash",
      "commitment",
      "salt",
      "digest",
      "terms",
      "expires_at",
      "seq",
      "request_id",
      "trace_id",
    ].includes(name)
      ? undefined
      : one,
  );
  return JSON.parse(text.replace(/\b(evt|apr|cor)_[0-9A-Za-z]+/g, "$1").replace(/<<([A-Z]+):[0-9a-f]{16}>>/g, "<<$1>>"));
}

describe("a large request has the same response and entry on both threads", () => {
  const bodies: Record<string, [path: string, body: object]> = {
    "text with findings": ["actions", action({ content: `${FILL} key ${SECRET}, mail ana@example.org` })],
    "text without findings": ["actions", action({ content: FILL, metadata: { repo: "acme/web" } })],
    "many names": ["actions", action({ metadata: objectOf(1_500) })],
    "many values": ["actions", action({ before: Array.from({ length: 4_000 }, (_, i) => [i, i / 7, -i, null, i % 2 === 0]) })],
    "unsorted names and names outside ASCII": ["actions", action({ after: { "💥": 1, é: 2, z: FILL, "\ud7ff": 3, a: { é: SECRET } } })],
    "escape sequences": ["actions", action({ content: `${FILL} "\\ \u2028 \t ${"\u0001".repeat(50)}` })],
    "a request that requires approval": ["actions", { action_type: "pr.merge", metadata: { notes: FILL } }],
    "an unknown action": ["actions", { action_type: "disk.format", content: FILL }],
    "an evaluation": ["evaluate", { content: `${FILL} card 4111 1111 1111 1111`, supports: ["redact"] }],
    "a preview": ["actions/check", action({ content: `${FILL}${SECRET}` })],
    "a scan": ["scan", { content: `${FILL}${SECRET} ana@example.org` }],
    "an unknown field": ["actions", action({ content: FILL, other: 1 })],
    "a value of the wrong type": ["actions", action({ content: [FILL] })],
    "a NUL character": ["actions", action({ content: `${FILL}\u0000` })],
  };

  it.each(Object.entries(bodies))("%s", async (_, [path, body]) => {
    const [main, thread] = await Promise.all(processes().map(({ call }) => call("POST", path, { token: org.agentKey, body })));
    expect(thread?.status).toBe(main?.status);
    expect(comparable(thread?.body)).toEqual(comparable(main?.body));
    if (!main?.body.audit_event_id) return;
    const stored = await Promise.all(
      [main, thread].map((one) => api.call("GET", `audit/events/${one?.body.audit_event_id}`, { token: org.owner })),
    );
    const [first, second] = stored.map(({ body: entry }) =>
      comparable({ data: entry.data, payloads: entry.payloads, status: entry.status }),
    );
    expect(second).toEqual(first);
  });

  const texts: Record<string, string> = {
    "invalid JSON": `{"content":"${FILL}"`,
    "a duplicate name": `{"action_type":"doc.write","content":"${FILL}","metadata":{"a":1,"\\u0061":2}}`,
    "too much nesting": `{"action_type":"doc.write","content":"${FILL}","before":${"[".repeat(40)}${"]".repeat(40)}}`,
    "a number that loses digits": `{"action_type":"doc.write","content":"${FILL}","metadata":{"n":12345678901234567890}}`,
    "a lone surrogate": `{"action_type":"doc.write","content":"${FILL}\\ud800"}`,
    "a forbidden name": `{"action_type":"doc.write","content":"${FILL}","metadata":{"__proto__":1}}`,
    "too many values": `{"action_type":"doc.write","before":[${"0,".repeat(100_001)}0]}`,
    "more than a megabyte": `{"action_type":"doc.write","content":"${"a".repeat(1_100_000)}"}`,
  };
  it.each(Object.entries(texts))("refuses %s", async (_, raw) => {
    const [main, thread] = await Promise.all(processes().map(({ call }) => call("POST", "actions", { token: org.agentKey, raw })));
    expect(main?.status).toBeGreaterThanOrEqual(400);
    expect(comparable(thread?.body)).toEqual(comparable(main?.body));
  });

  it("replays a request of the other thread, and refuses a different body with the same id", async () => {
    for (const [first, second] of [processes(), [...processes()].reverse() as [TestProcess, TestProcess]]) {
      const headers = { "x-al-event-id": `e-${Math.random()}` };
      const body = action({ content: FILL, metadata: objectOf(500) });
      const original = await first.call("POST", "actions", { token: org.agentKey, body, headers });
      const repeat = await second.call("POST", "actions", { token: org.agentKey, body, headers });
      expect(repeat.headers.get("idempotency-replayed")).toBe("true");
      expect(repeat.body.audit_event_id).toBe(original.body.audit_event_id);
      const other = await second.call("POST", "actions", { token: org.agentKey, body: { ...body, content: `${FILL}.` }, headers });
      expect(other).toMatchObject({ status: 409, body: { code: "IDEMPOTENCY_CONFLICT" } });
    }
  });

  it("keeps the chain valid and scans reports", async () => {
    const acted = await threaded.call("POST", "actions", { token: org.agentKey, body: action({ content: "short" }) });
    const report = { status: "failure", message: `login with ${SECRET}`, metadata: { log: FILL.slice(0, 6_000) } };
    const reported = await threaded.call("POST", `actions/${acted.body.audit_event_id}/report`, { token: org.agentKey, body: report });
    expect(reported).toMatchObject({ status: 201, body: { findings: [{ module: "secrets" }] } });
    expect((await api.call("GET", "audit/verify", { token: org.owner })).body.chain_valid).toBe(true);
  });
});

describe("the thread for large requests", () => {
  const large = action({ content: FILL });

  it("authenticates, rate-limits and identifies requests like the main thread", async () => {
    const answer = await threaded.call("POST", "actions", { token: org.agentKey, body: large, headers: { "x-request-id": "mine" } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-request-id")).toBe("mine");
    expect(answer.headers.get("ratelimit-policy")).toContain('"key"');
    expect((await threaded.call("POST", "actions", { token: "alk_none", body: large })).status).toBe(401);
    expect((await threaded.call("POST", "actions", { token: org.owner, body: large })).status).toBe(403);
  });

  it("applies a policy as soon as the main thread has published it, and the reverse", async () => {
    const notes = "x".repeat(5_000);
    const document = (effect: string) => ({
      ...policy("switch", { effect, match: { actions: ["doc.switch"] } }),
      cases: [{ name: "long", input: { action_type: "doc.switch", content: notes }, expect: effect === "allow" ? "ALLOW" : "DENY" }],
    });
    const check = (content: string) =>
      threaded.call("POST", "actions/check", { token: org.agentKey, body: { action_type: "doc.switch", content } });
    for (const effect of ["deny", "allow", "deny"]) {
      const saved = await threaded.call("POST", "policies", { token: org.owner, body: { document: document(effect) } });
      expect(saved, saved.text).toMatchObject({ status: 201 });
      const published = await threaded.call("POST", `policies/${saved.body.id}/publish`, { token: org.owner, body: {} });
      expect(published, published.text).toMatchObject({ status: 200 });
      for (const content of [FILL, "short"])
        expect((await check(content)).body.allowed, `${effect} ${content.length}`).toBe(effect === "allow");
    }
  });

  it("ends a wait when a person decides on the main thread", async () => {
    const body = { action_type: "pr.close", metadata: { notes: FILL } };
    const waiting = threaded.call("POST", "actions", { token: org.agentKey, body, headers: { prefer: "wait=20" } });
    const pending = async () => (await threaded.call("GET", "approvals?status=pending", { token: org.owner })).body.data;
    const approval = await vi.waitUntil(
      async () => (await pending()).find(({ action_type }: { action_type: string }) => action_type === "pr.close"),
      { timeout: 10_000 },
    );
    await threaded.call("POST", `approvals/${approval.id}/decision`, { token: org.owner, body: { decision: "deny", reason: "no" } });
    expect((await waiting).body).toMatchObject({ status: "denied" });
  });

  it("stores its heads in the signer state of the main thread, so that a restored database is detected", async () => {
    const remembered = async () => {
      const orgId = decodeId("org", org.orgId);
      return JSON.parse(await readFile(join(threaded.deps.env.DATA_DIR, "signer", `${orgId}.json`), "utf8")).size;
    };
    await threaded.call("POST", "actions", { token: org.agentKey, body: large });
    const { body: head } = await api.call("GET", "audit/checkpoint", { token: org.owner });
    await expect.poll(remembered, { timeout: 10_000 }).toBe(head.size);
  });

  it("adds its decisions to the metrics of the process", async () => {
    const count = async () =>
      Number(/al_decisions_total\{status="executed"\} (\d+)/.exec(await threaded.deps.metrics.registry.metrics())?.[1] ?? 0);
    const before = await count();
    await threaded.call("POST", "actions", { token: org.agentKey, body: large });
    expect(await count()).toBe(before + 1);
  });
});

describe("a request that the thread does not answer is refused", () => {
  const options = (change: object = {}) => ({
    data: { env: threaded.deps.env, kek: Buffer.from(api.database.kek), urls: urls() },
    queue: { perOrg: 2, total: 3 },
    parseTimeoutMs: 30_000,
    onLedgerEvent: () => {},
    onError: () => {},
    ...change,
  });
  const urls = () => ({ app: api.database.app, ledger: api.database.ledger });
  const send = (requests: LargeRequests, orgId: string) => {
    const app = new Hono<{ Variables: { requestId: string } }>();
    app.post("*", async (c) => {
      c.set("requestId", "r");
      return requests.serve(c, { orgId, caller: "" }, new Uint8Array(await c.req.arrayBuffer()));
    });
    let failed: unknown;
    app.onError((error, c) => {
      failed = error;
      return c.json({}, 500);
    });
    const request = new Request("http://a/api/v1/scan", { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
    return Promise.resolve(app.fetch(request)).then((answer) => (failed as { code?: string })?.code ?? answer.status);
  };

  it("when the thread ends, and the next request gets a new thread", async () => {
    const broken = options({ data: { env: { ...threaded.deps.env, DATA_DIR: null }, kek: Buffer.alloc(32), urls: urls() } });
    const requests = new LargeRequests(broken as never);
    expect(await Promise.all([send(requests, "a"), send(requests, "b")])).toEqual(["OUTCOME_UNKNOWN", "OUTCOME_UNKNOWN"]);
    expect(requests.waiting + requests.running).toBe(0);
  });

  it("when the thread exceeds the time for parsing", async () => {
    const requests = new LargeRequests(options({ parseTimeoutMs: 1 }));
    expect(await send(requests, "a")).toBe("OUTCOME_UNKNOWN");
  });

  it("when its organisation has too many waiting requests, and when the process stops", async () => {
    const requests = new LargeRequests(options());
    const all = ["a", "a", "a", "a", "b"].map((orgId) => send(requests, orgId));
    expect((await Promise.all(all)).map(String).sort()).toEqual(["401", "401", "401", "401", "INSPECTION_QUEUE_FULL"]);
    requests.stop();
    expect(await send(requests, "a")).toBe("SHUTTING_DOWN");
    await requests.close();
  });
});
