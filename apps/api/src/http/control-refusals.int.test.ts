import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

type Body = Record<string, unknown>;
const BIG = "x".repeat(64 * 1024);
const UNKNOWN = "rsv_01h455vb4pex5vsknk084sn02q";
const DELEGATION = { name: "child", capabilities: ["doc.read"], ttl: 60 };
/** Matches a sentence that says what to do next. */
const NEXT_STEP =
  /must|\b(ask|check|create|get \/|reserve|request only|delegate from|send|change|wait|submit|lists?|needs?|is not a field|state at least)\b/i;

let api: TestApi;
let org: TestOrg;
let child: string;
let stranger: { id: string; key: string };
const ids = { run: "", below: "", ended: "", settled: "", released: "" };

const send = (path: string, body?: object, token = org.agentKey, headers: Record<string, string> = {}) =>
  org.post(path, body, token, headers);
const size = async () => (await org.get("audit/checkpoint")).body.size as number;
const keyOf = async (name: string, capabilities: string[]) => {
  const { id } = (await send("agents", { name, capabilities }, org.owner)).body;
  return { id, key: (await send(`agents/${id}/keys`, { name: "k" }, org.owner)).body.api_key as string };
};
const reserve = async () => (await send("budgets/reserve", { calls: 1 })).body.id as string;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  child = (await send("delegations", DELEGATION)).body.api_key;
  stranger = await keyOf("stranger", ["*"]);
  for (const name of ["run", "ended"] as const) ids[name] = (await send("runs", {})).body.id;
  ids.below = (await send("runs", {}, child)).body.id;
  await send(`runs/${ids.ended}/events`, { events: [{ type: "run.completed" }] });
  for (const name of ["settled", "released"] as const) ids[name] = await reserve();
  await send(`budgets/${ids.settled}/settle`, { calls: 1 });
  await send(`budgets/${ids.released}/release`);
});
afterAll(() => api.close());

/** Requests with the expected error code. The agent sends those that name no other token. */
const REFUSED: readonly [string, string, () => readonly [string, object, string?, Record<string, string>?]][] = [
  ["a delegation for 0 seconds", "INVALID_REQUEST", () => ["delegations", { ...DELEGATION, ttl: 0 }]],
  ["a delegation for 10 years", "INVALID_REQUEST", () => ["delegations", { ...DELEGATION, ttl: 315_360_000 }]],
  [
    "a capability that the parent lacks",
    "CAPABILITY_EXCEEDED",
    () => ["delegations", { ...DELEGATION, capabilities: ["doc.write"] }, child],
  ],
  ["a wider pattern than the parent's", "CAPABILITY_EXCEEDED", () => ["delegations", { ...DELEGATION, capabilities: ["doc.*"] }, child]],
  ["a delegation to an ancestor", "INVALID_REQUEST", () => ["delegations", { ...DELEGATION, agent_id: org.agentId }, child]],
  ["a delegation for an agent above", "NOT_FOUND", () => ["delegations", { ...DELEGATION, parent: org.agentId }, child]],
  ["a negative reservation", "INVALID_REQUEST", () => ["budgets/reserve", { usd: "-1.00" }]],
  ["negative calls", "INVALID_REQUEST", () => ["budgets/reserve", { calls: -1 }]],
  ["a reservation of nothing", "INVALID_REQUEST", () => ["budgets/reserve", {}]],
  ["a reservation for 0 seconds", "INVALID_REQUEST", () => ["budgets/reserve", { calls: 1, ttl: 0 }]],
  ["a reservation for 10 years", "INVALID_REQUEST", () => ["budgets/reserve", { calls: 1, ttl: 315_360_000 }]],
  ["a negative usage", "INVALID_REQUEST", () => ["actions", { action_type: "doc.read", usage: { usd: "-1.00" } }]],
  ["a negative price", "INVALID_REQUEST", () => ["costs/prices", { model: "m", input: "-1.00", output: "1.00" }, org.owner]],
  ["a second settlement", "RESERVATION_SETTLED", () => [`budgets/${ids.settled}/settle`, { calls: 1 }]],
  ["a settlement after the release", "RESERVATION_RELEASED", () => [`budgets/${ids.released}/settle`, { calls: 1 }]],
  ["a settlement without a reservation", "NOT_FOUND", () => [`budgets/${UNKNOWN}/settle`, { calls: 1 }]],
  ["a settlement by another agent", "NOT_FOUND", () => [`budgets/${ids.settled}/settle`, { calls: 1 }, stranger.key]],
  [
    "a time that does not exist",
    "INVALID_REQUEST",
    () => [`runs/${ids.run}/events`, { events: [{ type: "tool.completed", at: "2026-02-30T00:00:00Z" }] }],
  ],
  ["a tag of 64 KB", "INVALID_REQUEST", () => ["actions", { action_type: "doc.read", tags: [BIG] }]],
  ["65 tags", "INVALID_REQUEST", () => ["actions", { action_type: "doc.read", tags: Array.from({ length: 65 }, (_, n) => `t${n}`) }]],
  ["a session id of 64 KB", "INVALID_REQUEST", () => ["runs", { session_id: BIG }]],
  [
    "an event id of 8 KB",
    "INVALID_HEADER",
    () => ["actions", { action_type: "doc.read" }, undefined, { "x-al-event-id": "x".repeat(8_192) }],
  ],
  ["event data of 128 KB", "INVALID_REQUEST", () => ["events", { kind: "app.x", data: { text: BIG + BIG } }]],
  ["a client name of 64 KB", "INVALID_REQUEST", () => ["heartbeat", { client: BIG }]],
  ["an action in another agent's run", "NOT_FOUND", () => ["actions", { action_type: "doc.read", run_id: ids.run }, stranger.key]],
  ["events for another agent's run", "NOT_FOUND", () => [`runs/${ids.run}/events`, { events: [{ type: "tool.completed" }] }, stranger.key]],
  ["a reservation in another agent's run", "NOT_FOUND", () => ["budgets/reserve", { calls: 1, run_id: ids.run }, stranger.key]],
  ["a heartbeat for another agent's run", "NOT_FOUND", () => ["heartbeat", { run_id: ids.run }, stranger.key]],
  ["an event of a program in another agent's run", "NOT_FOUND", () => ["events", { kind: "app.x", run_id: ids.run }, stranger.key]],
  ["a dry run in another agent's run", "NOT_FOUND", () => ["actions/check", { action_type: "doc.read", run_id: ids.run }, stranger.key]],
  ["an end of its parent's run by a child", "FORBIDDEN", () => [`runs/${ids.run}/events`, { events: [{ type: "run.completed" }] }, child]],
  ["an action of a parent in its child's run", "FORBIDDEN", () => ["actions", { action_type: "doc.read", run_id: ids.below }]],
  ["an empty tag", "INVALID_REQUEST", () => ["actions", { action_type: "doc.read", tags: [""] }]],
  ["metadata of a run of 64 KB", "INVALID_REQUEST", () => ["runs", { metadata: { text: BIG } }]],
  ["a run name of 64 KB", "INVALID_REQUEST", () => ["runs", { name: BIG }]],
  [
    "negative tokens of an event",
    "INVALID_REQUEST",
    () => [`runs/${ids.run}/events`, { events: [{ type: "llm.completed", data: { input_tokens: -1 } }] }],
  ],
  [
    "a cost in scientific notation",
    "INVALID_REQUEST",
    () => [`runs/${ids.run}/events`, { events: [{ type: "llm.completed", data: { usd: "1e9" } }] }],
  ],
  [
    "an iteration beyond every number",
    "MALFORMED_JSON",
    () => [`runs/${ids.run}/events`, { events: [{ type: "tool.completed", iteration_index: 1e300 }] }],
  ],
  ["a reservation beyond every budget", "INVALID_REQUEST", () => ["budgets/reserve", { calls: 1e15 }]],
  ["a second end of a run", "RUN_ENDED", () => [`runs/${ids.ended}/events`, { events: [{ type: "run.cancelled" }] }]],
  ["a pause of a run that has ended", "RUN_ENDED", () => [`runs/${ids.ended}/events`, { events: [{ type: "run.paused" }] }]],
  ["an event after the end of its run", "RUN_ENDED", () => [`runs/${ids.ended}/events`, { events: [{ type: "tool.completed" }] }]],
  [
    "events after one that ends the run",
    "INVALID_REQUEST",
    () => [`runs/${ids.run}/events`, { events: [{ type: "run.completed" }, { type: "tool.completed" }] }],
  ],
  ["a halt without a reason", "INVALID_REQUEST", () => ["halts", { scope: { agent: stranger.id } }, org.owner]],
];

describe("a refused request changes nothing and answers", () => {
  it.each(REFUSED)("%s with %s", async (_, code, request) => {
    const before = await size();
    const [path, body, token, headers] = request();
    const answer = await send(path, body, token, headers);
    expect([answer.status >= 400 && answer.status < 500, answer.body.code]).toEqual([true, code]);
    expect(answer.body.detail).toMatch(NEXT_STEP);
    expect(answer.text.length).toBeLessThan(2_000);
    expect(await size()).toBe(before);
  });
});

describe("a child whose delegation was revoked", () => {
  it("gets a denial for every action, and a refusal everywhere else", async () => {
    const { id, api_key: key } = (await send("delegations", { ...DELEGATION, name: "revoked" })).body;
    expect((await api.call("DELETE", `delegations/${id}`, { token: org.owner })).status).toBe(200);
    const before = await size();
    for (const _ of [1, 2]) {
      const { body } = await send("actions", { action_type: "doc.read" }, key, { "x-al-event-id": "again" });
      expect([body.status, body.denial_reason]).toEqual(["denied", "DELEGATION_INVALID"]);
      expect(body.message).toMatch(NEXT_STEP);
    }
    expect(await size()).toBe(before + 2);
    const calls: [string, Body][] = [
      ["delegations", DELEGATION],
      ["budgets/reserve", { calls: 1 }],
      ["heartbeat", {}],
      ["runs", {}],
      ["events", { kind: "app.x", data: {} }],
    ];
    for (const [path, body] of calls) {
      const answer = await send(path, body, key);
      expect([answer.status, answer.body.code], path).toEqual([401, "UNAUTHENTICATED"]);
      expect(answer.body.detail).toMatch(NEXT_STEP);
    }
    expect(await size()).toBe(before + 2);
  });
});

describe("a halted agent that continues to call", () => {
  it("is denied each time, and can neither delegate nor lift its halt", async () => {
    const agent = await keyOf("halted", ["*"]);
    const below = (await send("delegations", DELEGATION, agent.key)).body.api_key as string;
    const halt = (await send("halts", { scope: { agent: agent.id }, reason: "Test." }, org.owner)).body;
    for (const key of [agent.key, below]) {
      for (const _ of [1, 2]) {
        const { body } = await send("actions", { action_type: "doc.read" }, key, { "x-al-event-id": "same" });
        expect([body.status, body.denial_reason]).toEqual(["denied", "AGENT_HALTED"]);
        expect(body.message).toMatch(NEXT_STEP);
      }
      expect((await send("budgets/reserve", { calls: 1 }, key)).body).toMatchObject({ status: "denied", denial_reason: "AGENT_HALTED" });
      expect((await send("heartbeat", {}, key)).body).toMatchObject({ halted: true });
      const before = await size();
      const delegated = await send("delegations", DELEGATION, key);
      expect([delegated.status, delegated.body.code]).toEqual([409, "AGENT_HALTED"]);
      expect(delegated.body.detail).toMatch(NEXT_STEP);
      expect((await send(`halts/${halt.id}/resume`, { reason: "please" }, key)).body.code).toBe("FORBIDDEN");
      expect(await size()).toBe(before);
    }
    await send(`halts/${halt.id}/resume`, { reason: "Done." }, org.owner);
    expect((await send("delegations", { ...DELEGATION, name: "after" }, agent.key)).status).toBe(201);
  });

  it("of some actions only may still delegate", async () => {
    const halt = (await send("halts", { scope: { action: "doc.write" }, reason: "Test." }, org.owner)).body;
    expect((await send("delegations", { ...DELEGATION, name: "partly" }, stranger.key)).status).toBe(201);
    await send(`halts/${halt.id}/resume`, { reason: "Done." }, org.owner);
  });
});

describe("changed clocks and heartbeat floods", () => {
  it("change neither the order of a run nor its recorded times", async () => {
    const { id } = (await send("runs", {})).body;
    const at = ["2999-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2026-11-21T08:00:00Z"];
    for (const time of at) expect((await send(`runs/${id}/events`, { events: [{ type: "tool.completed", at: time }] })).status).toBe(200);
    const { data } = (await org.get(`runs/${id}/events`)).body;
    expect(data.map(({ run_seq, at }: Body) => [run_seq, at])).toEqual(at.map((time, n) => [n + 1, new Date(time).toISOString()]));
    const recorded = data.map(({ recorded_at }: { recorded_at: string }) => Date.parse(recorded_at));
    expect(recorded).toEqual(recorded.toSorted((a: number, b: number) => a - b));
  });

  it("are limited: one key has at most 100 clients", async () => {
    const beats = await Promise.all(Array.from({ length: 300 }, (_, n) => send("heartbeat", { client: `flood-${n}` }, stranger.key)));
    expect(new Set(beats.map(({ status }) => status))).toEqual(new Set([200]));
    const [row] = await api.database.inspect<{ n: number }>("SELECT count(*)::int AS n FROM app.heartbeat WHERE client LIKE 'flood-%'");
    expect(row?.n).toBeLessThanOrEqual(100);
  });
});
