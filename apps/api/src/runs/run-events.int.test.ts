import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate } from "../testing/delegate.ts";

let api: TestApi;
let org: TestOrg;
let other: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  other = await api.createOrg("Other");
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
});
afterAll(() => api.close());

const SECRET = "Kj7vQ2m9Xw4tZr8s";
interface Row {
  run_seq: number;
  kind: string;
  type: string;
  iteration_index: number | null;
  data: object | null;
  withheld: string | null;
  entry: { id: string; approval_id: string | null } | null;
}

const createRun = async (body: object = {}, token = org.agentKey) => (await api.call("POST", "runs", { token, body })).body.id as string;
const send = (run: string, events: object[], { token = org.agentKey, headers = {} as Record<string, string>, call = api.call } = {}) =>
  call("POST", `runs/${run}/events`, { token, body: { events }, headers });
const readRun = async (run: string, token = org.owner) => (await api.call("GET", `runs/${run}`, { token })).body;
const submit = async (run_id: string, action_type: string, more: object = {}, call = api.call) =>
  (await call("POST", "actions", { token: org.agentKey, body: { action_type, run_id, ...more } })).body;
const eventsOf = async (run: string, token = org.owner): Promise<Row[]> => {
  const rows: Row[] = [];
  for (let cursor = ""; ; ) {
    const { body, status, text } = await api.call("GET", `runs/${run}/events?limit=200${cursor && `&cursor=${cursor}`}`, { token });
    expect(status, text).toBe(200);
    rows.push(...body.data);
    if (!body.has_more) return rows;
    cursor = body.next_cursor;
  }
};
const numbers = (rows: Row[]) => rows.map(({ run_seq }) => run_seq);
const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);
const decide = async (approvalId: string, decision: "approve" | "deny", token: string) => {
  const { digest } = (await api.call("GET", `approvals/${approvalId}`, { token })).body;
  return api.call("POST", `approvals/${approvalId}/decision`, { token, body: { decision, digest, reason: "Because." } });
};

describe("events of a run", () => {
  it("are numbered from 1 and returned with their data", async () => {
    const run = await createRun();
    const at = "2026-11-23T01:02:03.456+02:00";
    const usage = { model: "gpt-5", input_tokens: 12, usd: "0.01", trace: { any: [1] } };
    const first = await send(run, [{ type: "run.started" }, { type: "llm.completed", data: usage, iteration_index: 0, at }]);
    expect([first.status, first.body]).toEqual([200, { accepted: 2, first_run_seq: 1 }]);
    const second = await send(run, [{ type: "tool.completed", data: { tool: "search", success: false } }]);
    expect(second.body).toEqual({ accepted: 1, first_run_seq: 3 });
    const rows = await eventsOf(run);
    expect(rows).toMatchObject([
      { run_seq: 1, kind: "lifecycle", type: "run.started", data: null, withheld: null, entry: null, agent_id: org.agentId },
      { run_seq: 2, type: "llm.completed", data: usage, iteration_index: 0, at: "2026-11-22T23:02:03.456Z" },
      { run_seq: 3, type: "tool.completed" },
    ]);
    expect(await readRun(run)).toMatchObject({ status: "running", events: 3, ended_at: null });
  });

  it("share one order with the ledger entries of the run's actions", async () => {
    const run = await createRun();
    const { token } = await org.addMember("admin");
    await send(run, [{ type: "run.started" }]);
    const done = await submit(run, "doc.read", { iteration_index: 4 });
    const asked = await submit(run, "pr.merge", { iteration_index: 5 });
    expect(await readRun(run)).toMatchObject({ status: "waiting" });
    await send(run, [{ type: "run.paused", data: { reason: "approval" } }]);
    expect((await decide(asked.approval_id, "approve", token)).status).toBe(200);
    expect(await readRun(run)).toMatchObject({ status: "paused" });
    await send(run, [{ type: "run.resumed" }]);
    expect(await readRun(run)).toMatchObject({ status: "running" });
    await api.call("POST", `approvals/${asked.approval_id}/collect`, { token: org.agentKey, body: {} });
    await api.call("POST", `actions/${asked.audit_event_id}/report`, { token: org.agentKey, body: { status: "success" } });
    await api.call("POST", "events", { token: org.agentKey, body: { kind: "app.note", run_id: run } });
    await submit(await createRun(), "doc.read");
    const rows = await eventsOf(run);
    expect(rows.map(({ type }) => type)).toEqual([
      "run.started",
      "action.executed",
      "approval.requested",
      "run.paused",
      "approval.decided",
      "run.resumed",
      "action.executed",
      "action.reported",
      "app.recorded",
    ]);
    expect(numbers(rows)).toEqual(upTo(9));
    expect(rows[1]).toMatchObject({ kind: "governance", iteration_index: 4, entry: { id: done.audit_event_id }, data: null });
    expect(rows[2]?.entry).toMatchObject({ id: asked.audit_event_id, approval_id: asked.approval_id });
    expect(rows[4]).toMatchObject({ iteration_index: 5, entry: { approval_id: asked.approval_id } });
    for (const kind of ["lifecycle", "governance"]) {
      const first = await org.get(`runs/${run}/events?kind=${kind}&limit=2`);
      const rest = await org.get(`runs/${run}/events?kind=${kind}&cursor=${first.body.next_cursor}`);
      expect(numbers([...first.body.data, ...rest.body.data])).toEqual(numbers(rows.filter((row) => row.kind === kind)));
    }
    expect(await org.get(`runs/${run}/events?kind=other`)).toMatchObject({ status: 422 });
  });

  it("can end the run once, after which no events are accepted", async () => {
    const run = await createRun();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => send(run, [{ type: "run.started" }, { type: n % 2 ? "run.failed" : "run.completed" }])),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: "RUN_ENDED", retryable: false });
    expect((await send(run, [{ type: "llm.completed" }])).body.code).toBe("RUN_ENDED");
    const rows = await eventsOf(run);
    expect(numbers(rows)).toEqual([1, 2]);
    const { status, ended_at } = await readRun(run);
    expect(`run.${status}`).toBe(rows[1]?.type);
    expect(ended_at).toMatch(/Z$/);
  });

  it("are stored once per Idempotency-Key, also after the run has ended", async () => {
    const run = await createRun();
    const headers = { "idempotency-key": "batch-1" };
    const batch = [{ type: "llm.completed", data: { model: "m" } }, { type: "run.completed" }];
    const first = await send(run, batch, { headers });
    const again = await send(run, batch, { headers });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const changed = await send(run, [{ type: "run.started" }], { headers });
    expect([changed.status, changed.body.code]).toEqual([409, "IDEMPOTENCY_CONFLICT"]);
    expect(await eventsOf(run)).toHaveLength(2);
  });

  it.each([
    [{ type: "run.exploded" }],
    [{ type: "llm.completed", data: { input_tokens: -1 } }],
    [{ type: "llm.completed", data: { usd: "-0.01" } }],
    [{ type: "tool.completed", data: { success: "yes" } }],
    [{ type: "run.started", data: [] }],
    [{ type: "run.started", iteration_index: 1.5 }],
    [{ type: "run.started", at: "yesterday" }],
    [{ type: "run.started", run_seq: 7 }],
    [{ type: "run.started", data: { big: "x".repeat(70_000) } }],
    [{ type: "run.completed" }, { type: "run.started" }],
    [],
    Array(501).fill({ type: "run.started" }),
  ])("are refused as %j", async (...events) => {
    const run = await createRun();
    const { status, body } = await send(run, events as object[]);
    expect([status, body.code]).toEqual([422, "INVALID_REQUEST"]);
    expect(await eventsOf(run)).toEqual([]);
  });

  it("name the existing types when the type is unknown", async () => {
    const { body } = await send(await createRun(), [{ type: "run.exploded" }]);
    expect(body.errors).toEqual([{ path: "events.0.type", message: expect.stringContaining("llm.completed") }]);
  });

  it("accept 500 in one request, in order", async () => {
    const run = await createRun();
    const batch = Array.from({ length: 500 }, (_, n) => ({ type: "tool.completed", data: { call_id: `c${n}` } }));
    expect((await send(run, batch)).body).toEqual({ accepted: 500, first_run_seq: 1 });
    const rows = await eventsOf(run);
    expect(rows.map(({ data }) => data)).toEqual(batch.map(({ data }) => data));
    const after = await api.call("GET", `runs/${run}/events?after=498`, { token: org.owner });
    expect(numbers(after.body.data)).toEqual([499, 500]);
  });

  it("store no text of the agent in clear", async () => {
    await send(await createRun(), [{ type: "llm.completed", data: { prompt: `The token is ${SECRET}` } }]);
    const stored = await api.database.inspect<{ text: string }>(
      "SELECT coalesce(encode(data, 'escape'), '') || type AS text FROM app.run_event UNION ALL SELECT encode(bytes, 'escape') FROM app.ledger_entry",
    );
    expect(stored.map(({ text }) => text).join()).not.toContain(SECRET);
  });

  it("have neither gaps nor repetitions with concurrent agents on two processes", async () => {
    const run = await createRun();
    const two = await api.startProcess();
    const { token } = await org.addMember("admin");
    const calls = [api.call, two.call];
    const work = Array.from({ length: 40 }, async (_, n) => {
      const call = calls[n % 2] as typeof api.call;
      if (n % 4 === 0) return submit(run, "doc.read", {}, call);
      if (n % 4 === 1) {
        const { approval_id } = await submit(run, "pr.merge", {}, call);
        return decide(approval_id, "deny", token);
      }
      return send(run, Array(5).fill({ type: "llm.completed" }), { call });
    });
    const answers = await Promise.all(work);
    const batches = answers.flatMap((answer) => (answer.body?.first_run_seq ? [answer.body.first_run_seq as number] : []));
    expect(batches).toHaveLength(20);
    const rows = await eventsOf(run);
    expect(numbers(rows)).toEqual(upTo(10 + 20 + 100));
    // Each batch stands together where its answer says.
    for (const first of batches)
      expect(
        rows.slice(first - 1, first + 4).every(({ type }) => type === "llm.completed"),
        String(first),
      ).toBe(true);
    await two.close();
  });
});

describe("a run of another agent", () => {
  it("accepts and returns no events for another agent, organisation or environment", async () => {
    const dev = (await api.call("POST", `agents/${org.agentId}/keys`, { token: org.owner, body: { name: "d", environment: "dev" } })).body;
    const { id } = (await api.call("POST", "agents", { token: org.owner, body: { name: "second", capabilities: ["*"] } })).body;
    const { api_key } = (await api.call("POST", `agents/${id}/keys`, { token: org.owner, body: { name: "k" } })).body;
    const run = await createRun();
    for (const token of [other.agentKey, dev.api_key, api_key]) {
      expect((await send(run, [{ type: "run.started" }], { token })).body).toMatchObject({ status: 404, code: "NOT_FOUND" });
      expect((await api.call("GET", `runs/${run}/events`, { token })).status).toBe(404);
      expect((await api.call("GET", "runs", { token })).body.data.map(({ id }: { id: string }) => id)).not.toContain(run);
    }
    expect((await api.call("GET", `runs/${run}/events`, { token: other.owner })).status).toBe(404);
    expect(await eventsOf(run)).toEqual([]);
    for (const token of [org.owner, org.orgKey]) expect((await send(run, [{ type: "run.started" }], { token })).status).toBe(403);
  });

  it("is written by its agent and its descendants, and each reads the data of its own and its descendants", async () => {
    const run = await createRun();
    const child = await delegate(api, org.agentKey, { name: "reader", capabilities: ["doc.*"] });
    await send(run, [{ type: "llm.completed", data: { model: "parent" } }]);
    expect((await send(run, [{ type: "llm.completed", data: { model: "child" } }], { token: child.key })).status).toBe(200);
    const read = async (token: string) => (await eventsOf(run, token)).map(({ data, withheld }) => data ?? withheld?.slice(0, 8));
    expect(await read(org.agentKey)).toEqual([{ model: "parent" }, { model: "child" }]);
    expect(await read(child.key)).toEqual(["An agent", { model: "child" }]);
  });

  it("withholds the data from people without permission for payloads", async () => {
    const run = await createRun();
    await send(run, [{ type: "llm.completed", data: { model: "m" } }]);
    for (const [role, sees] of [
      ["auditor", true],
      ["operator", false],
    ] as const) {
      const [row] = await eventsOf(run, (await org.addMember(role)).token);
      expect(row?.data === null, role).toBe(!sees);
      expect(row?.withheld === null, role).toBe(sees);
    }
    const member = await org.addMember("member");
    expect((await api.call("GET", `runs/${run}/events`, { token: member.token })).status).toBe(404);
  });
});

describe("the list of runs", () => {
  it("is filtered by agent, session, status, environment and time, and paged", async () => {
    const mine = await api.createOrg("Listed");
    const make = async (body: object) => (await api.call("POST", "runs", { token: mine.agentKey, body })).body.id as string;
    const [a, b, c] = [await make({ session_id: "s 1/é" }), await make({ session_id: "s 1/é" }), await make({})];
    await api.call("POST", `runs/${b}/events`, { token: mine.agentKey, body: { events: [{ type: "run.failed" }] } });
    const list = async (query: string, token = mine.owner) => {
      const { body, status, text } = await api.call("GET", `runs?${query}`, { token });
      expect(status, text).toBe(200);
      return body.data.map(({ id }: { id: string }) => id);
    };
    expect(await list("")).toEqual([c, b, a]);
    expect(await list(`session_id=${encodeURIComponent("s 1/é")}`)).toEqual([b, a]);
    expect(await list("session_id=unknown")).toEqual([]);
    expect(await list("status=failed")).toEqual([b]);
    expect(await list("status=running,completed")).toEqual([c, a]);
    expect(await list(`agent_id=${mine.agentId}`)).toHaveLength(3);
    expect(await list(`agent_id=${org.agentId}`)).toEqual([]);
    expect(await list("environment=dev")).toEqual([]);
    expect(await list("to=2026-01-01T00:00:00Z")).toEqual([]);
    expect(await list("from=2026-01-01T00:00:00Z", mine.agentKey)).toHaveLength(3);
    const page = (await api.call("GET", "runs?limit=2", { token: mine.owner })).body;
    expect(page.has_more).toBe(true);
    expect(await list(`limit=2&cursor=${page.next_cursor}`)).toEqual([a]);
    for (const query of ["status=done", "from=now", "session=1", "cursor=x", "agent_id=1"])
      expect((await api.call("GET", `runs?${query}`, { token: mine.owner })).body, query).toMatchObject({ code: "INVALID_REQUEST" });
  });
});

describe("sessions of agents", () => {
  it("are listed with their runs, by the caller's id", async () => {
    const mine = await api.createOrg("Sessions");
    const name = "chat/42 ü";
    const run = async (body: object, token = mine.agentKey) => (await api.call("POST", "runs", { token, body })).body.id as string;
    const runs = await Promise.all([run({ session_id: name }), run({ session_id: name }), run({ session_id: "second" })]);
    for (const token of [mine.owner, mine.agentKey, mine.orgKey]) {
      const { body } = await api.call("GET", "sessions", { token });
      expect(body.data.map(({ id, run_count }: { id: string; run_count: number }) => [id, run_count]).sort()).toEqual([
        [name, 2],
        ["second", 1],
      ]);
    }
    const one = await api.call("GET", `sessions/${encodeURIComponent(name)}`, { token: mine.owner });
    expect(one.body).toMatchObject({ id: name, agent: { id: mine.agentId }, environment: "prod", run_count: 2 });
    expect(one.body.runs.map(({ id }: { id: string }) => id).sort()).toEqual(runs.slice(0, 2).sort());
    for (const token of [other.owner, other.agentKey])
      expect((await api.call("GET", `sessions/${encodeURIComponent(name)}`, { token })).status).toBe(404);
    const stored = await api.database.inspect<{ text: string }>("SELECT encode(name, 'escape') AS text FROM app.agent_session");
    expect(stored.map(({ text }) => text).join()).not.toContain("chat");
  });

  it("of two agents with one id are separate", async () => {
    const mine = await api.createOrg("Shared id");
    const { id } = (await api.call("POST", "agents", { token: mine.owner, body: { name: "second", capabilities: ["*"] } })).body;
    const { api_key } = (await api.call("POST", `agents/${id}/keys`, { token: mine.owner, body: { name: "k" } })).body;
    for (const token of [mine.agentKey, api_key]) await api.call("POST", "runs", { token, body: { session_id: "1" } });
    const both = await api.call("GET", "sessions/1", { token: mine.owner });
    expect(both.body).toMatchObject({ code: "INVALID_REQUEST", errors: [{ path: "agent_id" }] });
    const one = await api.call("GET", `sessions/1?agent_id=${id}`, { token: mine.owner });
    expect(one.body).toMatchObject({ agent: { id, name: "second" }, run_count: 1 });
    expect((await api.call("GET", "sessions/1", { token: api_key })).body.agent.id).toBe(id);
    expect((await api.call("GET", "runs?session_id=1", { token: mine.agentKey })).body.data).toHaveLength(1);
  });
});
