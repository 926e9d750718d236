import type { BacktestResult } from "@agentlattice/contract";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../../testing/api-fixture.ts";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const refunds = (value: number, rest: object = {}) =>
  policy("refunds", {
    match: { actions: ["refund.issue"] },
    require: [{ field: "amount", operator: "lt", value }],
    otherwise: "approve",
    effect: "allow",
    ...rest,
  });
const post = (path: string, body: object, token: string, headers: Record<string, string> = {}) =>
  api.call("POST", path, { token, body, headers });
const submit = (org: TestOrg, action: string, metadata: object, more: object = {}) =>
  post("actions", { action_type: action, metadata, ...more }, org.agentKey);
const backtest = async (org: TestOrg, document: object, more: object = {}): Promise<BacktestResult> =>
  (await post("policies/backtest", { document, ...more }, org.owner)).body;
const flips = ({ classes }: BacktestResult) => classes.map(({ before, after, direction, count }) => [before, after, direction, count]);

describe("a backtest", { timeout: 60_000 }, () => {
  let org: TestOrg;
  let id: string;
  beforeAll(async () => {
    org = await api.createOrg("Flips");
    id = await org.publish(refunds(100));
    await org.publish(policy("mail", { match: { actions: ["email.send"] }, effect: "allow" }));
    for (const amount of [10, 60, 60, 90, 400]) await submit(org, "refund.issue", { amount, order: `o-${amount}` });
    await submit(org, "email.send", {});
    await submit(org, "file.read", { order: "a" });
  });

  it("returns the recorded decisions that would differ, by class with examples, and records nothing", async () => {
    const entries = async () => (await api.call("GET", "audit/events?limit=200", { token: org.owner })).body.data.length;
    const before = await entries();
    const result = await backtest(org, refunds(50));
    expect(result).toMatchObject({
      name: "refunds",
      version: null,
      considered: 5,
      replayed: 5,
      not_replayed: 0,
      reasons: [],
      changed: 3,
      wider: 0,
      more: false,
    });
    expect(flips(result)).toEqual([["ALLOW", "REQUIRE_APPROVAL", "narrower", 3]]);
    const [newest] = result.classes[0]?.examples ?? [];
    expect(newest).toMatchObject({
      recorded: "executed",
      target: "o-90",
      agent: { id: org.agentId, name: "release-bot" },
      environment: "prod",
    });
    const event = await api.call("GET", `audit/events/${newest?.audit_event_id}`, { token: org.owner });
    expect(event.body).toMatchObject({ action_type: "refund.issue" });
    expect(await backtest(org, refunds(100))).toMatchObject({ changed: 0, classes: [] });
    expect(await backtest(org, refunds(50, { mode: "monitor" }))).toMatchObject({ mode: "monitor", changed: 3 });
    expect(await entries()).toBe(before);
  });

  it("lists wider decisions first", async () => {
    const split = policy("refunds", {
      match: { actions: ["*"] },
      when: { not: { field: "order", operator: "eq", value: "o-10" } },
      effect: "allow",
    });
    const result = await backtest(org, split);
    expect(flips(result)).toEqual([
      ["DENY", "ALLOW", "wider", 1],
      ["REQUIRE_APPROVAL", "ALLOW", "wider", 1],
      ["ALLOW", "DENY", "narrower", 1],
    ]);
    expect(result).toMatchObject({ considered: 7, wider: 2, changed: 3 });
  });

  it("is limited to the newest decisions and to a time range", async () => {
    expect(await backtest(org, refunds(1000), { limit: 1 })).toMatchObject({ considered: 1, changed: 1, more: true });
    const { since, until } = await backtest(org, refunds(1000));
    const earlier = new Date(Date.parse(since ?? "") - 1).toISOString();
    expect(await backtest(org, refunds(1000), { to: earlier })).toMatchObject({ considered: 0, since: null, changed: 0 });
    const last = await backtest(org, refunds(1000), { from: until });
    expect(last.considered).toBeGreaterThanOrEqual(1);
    expect(last.considered).toBeLessThan(5);
    expect((await post("policies/backtest", { document: refunds(1), from: until, to: since }, org.owner)).body).toMatchObject({
      status: 422,
      errors: [{ path: "to", message: "must not be before from" }],
    });
    const ends = { from: "0000-01-01T00:00:00Z", to: "9999-12-31T23:59:59-23:59" };
    expect(await backtest(org, refunds(1000), ends)).toMatchObject({ considered: 5 });
  });

  it("uses a saved version, the newest by default, or a text of the same policy", async () => {
    await post("policies", { document: refunds(50) }, org.owner);
    const path = `policies/${id}/backtest`;
    expect((await post(path, {}, org.owner)).body).toMatchObject({ version: 2, changed: 3 });
    expect((await post(path, { version: 1 }, org.owner)).body).toMatchObject({ version: 1, changed: 0 });
    expect((await post(path, { document: refunds(70) }, org.owner)).body).toMatchObject({ version: null, changed: 1 });
    expect((await post(path, { version: 9 }, org.owner)).status).toBe(404);
    expect((await post(path, { version: 2 ** 31 }, org.owner)).status).toBe(422);
    expect((await post(path, { document: policy("other", { match: { actions: ["a.b"] }, effect: "allow" }) }, org.owner)).status).toBe(422);
    expect((await post(path, { version: 1, document: refunds(70) }, org.owner)).status).toBe(422);
    expect((await post("policies/backtest", { document: { ...refunds(1), spec: {} } }, org.owner)).body).toMatchObject({
      code: "POLICY_INVALID",
    });
    const other = await api.createOrg("Elsewhere");
    expect((await post(path, {}, other.owner)).status).toBe(404);
  });

  it("streams its progress and ends with the result, or with a problem", async () => {
    const accept = { accept: "text/event-stream" };
    const { text, headers } = await post("policies/backtest", { document: refunds(50) }, org.owner, accept);
    expect(headers.get("content-type")).toContain("text/event-stream");
    const events = text
      .trim()
      .split("\n\n")
      .map((event) => event.split("\n"));
    expect(events[0]).toEqual(["event: progress", 'data: {"done":0,"total":5}']);
    expect(events.at(-1)?.[0]).toBe("event: result");
    expect(JSON.parse(events.at(-1)?.[1]?.slice(6) ?? "")).toMatchObject({ changed: 3 });
    const refused = await post("policies/backtest", { document: { ...refunds(1), spec: {} } }, org.owner, accept);
    expect(refused.body).toMatchObject({ status: 422, code: "POLICY_INVALID" });
  });

  it("runs once at a time per organisation, and always releases its slot", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => post("policies/backtest", { document: refunds(50) }, org.owner)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429]);
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({ code: "QUEUE_FULL", retryable: true });
    const stop = new AbortController();
    const left = api.call("POST", "policies/backtest", { token: org.owner, body: { document: refunds(50) }, signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await left.catch(() => {});
    await expect.poll(async () => (await backtest(org, refunds(50))).changed, { timeout: 10_000 }).toBe(3);
  });
});

it("of many decisions runs on threads with the same result", { timeout: 120_000 }, async () => {
  const org = await api.createOrg("Many");
  await org.publish(refunds(100));
  const amounts = Array.from({ length: 240 }, (_, i) => i % 120);
  for (let i = 0; i < amounts.length; i += 20)
    await Promise.all(amounts.slice(i, i + 20).map((amount) => submit(org, "refund.issue", { amount })));
  const few = await backtest(org, refunds(50), { limit: 200 });
  expect(few).toMatchObject({ considered: 200, replayed: 200, more: true });
  const all = await backtest(org, refunds(50), { limit: 240 });
  expect(flips(all)).toEqual([["ALLOW", "REQUIRE_APPROVAL", "narrower", 100]]);
  expect(all).toMatchObject({ considered: 240, replayed: 240, not_replayed: 0, more: false });
  const seqs = all.classes[0]?.examples.map(({ seq }) => seq) ?? [];
  expect(seqs).toEqual([...seqs].sort((a, b) => b - a));
});

describe("a document that is slow to evaluate", { timeout: 60_000 }, () => {
  const patterns = Array.from({ length: 20 }, (_, i) => ({ name: `p${i}`, action: "deny", regex: `(.*a){8}z${i}` }));
  const slow = policy("slow", { effect: "deny", match: { actions: ["doc.*"] }, modules: { content: { patterns, on_exceed: "flag" } } });
  let org: TestOrg;
  beforeAll(async () => {
    org = await api.createOrg("Slow");
    const content = "x aaaaaaaaaaaaaaaaaaaaaaaaaaaa b 192.168.1.1 ".repeat(2_000);
    for (let i = 0; i < 12; i++) await submit(org, "doc.read", { i }, { content });
  });

  it("does not delay other requests, and is refused to another organisation", async () => {
    const other = await api.createOrg("Other");
    let ended = false;
    const running = backtest(org, slow).finally(() => {
      ended = true;
    });
    let answered = 0;
    let theirs = 0;
    while (!ended) {
      if ((await api.call("GET", "/health")).status === 200) answered += 1;
      if (theirs === 0) theirs = (await post("policies/backtest", { document: slow }, other.owner)).status;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await running).toMatchObject({ considered: 12, replayed: 12 });
    expect({ theirs, answered: answered > 20 }).toEqual({ theirs: 200, answered: true });
  });

  it("ends after ten minutes with the remedy, and releases its slot", async () => {
    vi.spyOn(AbortSignal, "timeout").mockReturnValueOnce(AbortSignal.timeout(150));
    const { status, body } = await post("policies/backtest", { document: slow }, org.owner);
    expect({ status, code: body.code, path: body.errors[0].path }).toEqual({ status: 422, code: "INVALID_REQUEST", path: "limit" });
    expect((await backtest(org, slow, { limit: 1 })).considered).toBe(1);
  });

  it.each([
    "2026-02-30T00:00:00Z",
    "-271821-04-20T00:00:00Z",
    "2026-01-01",
    "2016-12-31T23:59:60Z",
    "2026-01-01T00:00:00+99:99",
    "",
    "now",
  ])("refuses a window from %j", async (from) => {
    const { body } = await post("policies/backtest", { document: slow, from }, org.owner);
    expect(body).toMatchObject({ code: "INVALID_REQUEST", detail: "from: must be a time such as 2026-11-21T08:00:00Z." });
  });

  it.each([{ from: "9999-12-31T23:59:59-14:00" }, { to: "0000-01-01T00:00:00+14:00" }])("refuses %j", async (window) => {
    expect(await backtest(org, slow, window)).toMatchObject({ considered: 0, since: null, until: null });
  });
});

describe("decisions that cannot be replayed", { timeout: 60_000 }, () => {
  it("are counted by reason: erased payloads and withheld content", async () => {
    const org = await api.createOrg("Erased");
    const scanned = { modules: { secrets: { action: "redact" } } };
    await org.publish(refunds(100, scanned));
    await submit(org, "refund.issue", { amount: 10 });
    await api.database.inspect("DELETE FROM app.ledger_salt WHERE org_id = (SELECT org_id FROM app.organisation WHERE name = 'Erased')");
    await submit(org, "refund.issue", { amount: 10, note: `key AKIA${"QZ7WKVJ3XNP4RT6Y"}` }, { supports: ["redact"] });
    await submit(org, "refund.issue", { amount: 10 });
    const result = await backtest(org, refunds(5, scanned));
    expect(result).toMatchObject({ considered: 3, replayed: 1, not_replayed: 2, changed: 1 });
    expect([...result.reasons].sort((a, b) => (a.reason < b.reason ? -1 : 1))).toEqual([
      { reason: "content_withheld", count: 1 },
      { reason: "payload_erased", count: 1 },
    ]);
  });

  it("use the recorded result of equal limits, and report other limits as unknown", async () => {
    const org = await api.createOrg("Limits");
    const limited = (value: number, rate: string) => refunds(value, { limits: [{ rate, by: "agent" }] });
    await org.publish(limited(100, "2/h"));
    for (const amount of [10, 60, 10]) await submit(org, "refund.issue", { amount });
    const same = await backtest(org, limited(50, "2/h"));
    expect(same).toMatchObject({ replayed: 3, not_replayed: 0 });
    expect(flips(same)).toEqual([["ALLOW", "REQUIRE_APPROVAL", "narrower", 1]]);
    expect(await backtest(org, limited(100, "9/h"))).toMatchObject({ replayed: 0, reasons: [{ reason: "history_unknown", count: 3 }] });
    const unlimited = await backtest(org, refunds(100));
    expect(flips(unlimited)).toEqual([["DENY", "ALLOW", "wider", 1]]);
  });

  it("exclude what the caller may not read", async () => {
    const org = await api.createOrg("Reach");
    await org.publish(refunds(100));
    await submit(org, "refund.issue", { amount: 10 });
    const considered = async (token: string) => (await post("policies/backtest", { document: refunds(5) }, token)).body.considered;
    for (const role of ["admin", "operator", "auditor"]) expect(await considered((await org.addMember(role)).token)).toBe(1);
    const member = await org.addMember("member");
    expect(await considered(member.token)).toBe(0);
    await api.call("PATCH", `agents/${org.agentId}`, { token: org.owner, body: { owner: member.userId } });
    expect(await considered(member.token)).toBe(1);
    expect((await post("policies/backtest", { document: refunds(5) }, org.agentKey)).status).toBe(403);
    const { api_key } = (await post("keys", { name: "reader", scopes: ["policies:read"] }, org.owner)).body;
    expect((await post("policies/backtest", { document: refunds(5) }, api_key)).body).toMatchObject({
      status: 403,
      detail: expect.stringContaining("audit:export"),
    });
  });
});
