import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

type Body = Record<string, unknown>;
const reserve = (body: Body, token = org.agentKey) => api.call("POST", "budgets/reserve", { token, body });
const settle = (id: string, body: Body, token = org.agentKey) => api.call("POST", `budgets/${id}/settle`, { token, body });
const costs = async (query = "", token = org.owner) => (await api.call("GET", `costs${query}`, { token })).body;
const records = async (query = "", token = org.owner) => (await api.call("GET", `costs/records${query}`, { token })).body.data as Body[];

/** Reserves and states a cost. Returns the id of the reservation. */
async function spend(cost: Body, reserved: Body = { calls: 1 }, token = org.agentKey): Promise<string> {
  const { id } = (await reserve(reserved, token)).body;
  expect((await settle(id, cost, token)).status).toBe(200);
  return id;
}

describe("the projection of the month", () => {
  const DAY_MS = 86_400_000;
  /** Moves the newest cost of an organisation to noon (UTC) of an earlier day. */
  const moveBack = (orgId: string, days: number) =>
    api.database.inspect(
      `UPDATE app.cost_record SET at = date_trunc('day', clock_timestamp(), 'UTC') - make_interval(days => $2) + interval '12 hours'
       WHERE org_id = $1 AND at = (SELECT max(at) FROM app.cost_record WHERE org_id = $1)`,
      [decodeId("org", orgId), days],
    );

  it("requires seven full days, and adds the mean of past days for the rest of the month", async () => {
    const tenant = await api.createOrg("Projected");
    const projection = async (query = "") => (await costs(query, tenant.owner)).projection;
    for (const days of [6, 5, 4, 3, 2, 1]) {
      await spend({ usd: days === 3 ? "6.00" : "2.00" }, { calls: 1 }, tenant.agentKey);
      await moveBack(tenant.orgId, days);
    }
    expect(await projection()).toBeNull();
    await spend({ usd: "4.00" }, { calls: 1 }, tenant.agentKey);
    await moveBack(tenant.orgId, 7);
    await spend({ usd: "1.00" }, { calls: 1 }, tenant.agentKey);
    const before = new Date();
    const found = await projection();
    const starts = Date.UTC(before.getUTCFullYear(), before.getUTCMonth());
    const ends = Date.UTC(before.getUTCFullYear(), before.getUTCMonth() + 1);
    const today = Date.UTC(before.getUTCFullYear(), before.getUTCMonth(), before.getUTCDate());
    const past = [4, 2, 2, 2, 6, 2, 2].map((usd, at) => ({ usd, day: today - (7 - at) * DAY_MS }));
    const soFar = 1 + past.reduce((sum, { usd, day }) => sum + (day >= starts ? usd : 0), 0);
    const left = (ends - before.getTime()) / DAY_MS;
    expect(found).toMatchObject({ days: 7, until: new Date(ends).toISOString() });
    expect(Number(found.usd)).toBeCloseTo(soFar + (20 / 7) * left, 1);
    const deviation = Math.sqrt(past.reduce((sum, { usd }) => sum + (usd - 20 / 7) ** 2, 0) / 6);
    expect(Number(found.high) - Number(found.usd)).toBeCloseTo(deviation * Math.sqrt(left), 1);
    // The time range of the sums does not narrow what the projection is based on.
    expect(await projection(`?from=${encodeURIComponent(new Date(today).toISOString())}`)).toMatchObject({ days: 7 });
  });
});

describe("a cost", () => {
  it("is exact: stated, computed from the model's price, or equal to the reservation", async () => {
    const stated = await spend({ usd: "0.10", model: "gpt-4.1" });
    const priced = await spend({ model: "gpt-4o-mini-2024-07-18", input_tokens: 1, output_tokens: 1 });
    const reserved = await spend({}, { usd: "0.25" });
    const unknown = await spend({ model: "house-model", input_tokens: 100 });
    const byRequest = async (id: string) => (await records(`?request=${id}`))[0];
    expect(await byRequest(stated)).toMatchObject({ usd: "0.1", basis: "stated", model: "gpt-4.1" });
    expect(await byRequest(priced)).toMatchObject({ usd: "0.00000075", basis: "price", tokens: 2, input_tokens: 1, output_tokens: 1 });
    expect(await byRequest(reserved)).toMatchObject({ usd: "0.25", basis: "reserved", model: null });
    expect(await byRequest(unknown)).toMatchObject({ usd: null, basis: "unknown", tokens: 100 });
    const named = await spend({ input_tokens: 1_000 }, { calls: 1, model: "gpt-4.1" });
    expect(await byRequest(named)).toMatchObject({ usd: "0.002", basis: "price", model: "gpt-4.1" });
    const all = await costs("?group_by=model");
    expect(all.total).toEqual({ usd: "0.35200075", requests: 5, unknown: 1, tokens: 1_102 });
    expect(all.unknown_models).toEqual(["house-model"]);
    expect(all.groups.map(({ key, usd }: Body) => [key, usd])).toEqual([
      [null, "0.25"],
      ["gpt-4.1", "0.102"],
      ["gpt-4o-mini-2024-07-18", "0.00000075"],
      ["house-model", "0"],
    ]);
    expect(all.projection).toBeNull();
  });

  it("of an action is recorded with its report, once", async () => {
    await org.publish(policy("calls", { match: { actions: ["model.call"] }, effect: "allow" }));
    const action = { action_type: "model.call", model: { name: "gpt-4.1" }, usage: { usd: "1.00" } };
    const { audit_event_id } = (await api.call("POST", "actions", { token: org.agentKey, body: action })).body;
    const report = (usage: Body) =>
      api.call("POST", `actions/${audit_event_id}/report`, { token: org.agentKey, body: { status: "success", usage } });
    await report({ input_tokens: 1_000, output_tokens: 500 });
    await report({ usd: "9.99" });
    expect(await records(`?request=${audit_event_id}`)).toMatchObject([
      { usd: "0.006", basis: "price", model: "gpt-4.1", action_type: "model.call", input_tokens: 1_000, tokens: 1_500 },
    ]);
  });

  it("is filtered and grouped by agent, run, day and time", async () => {
    const run = (await api.call("POST", "runs", { token: org.agentKey, body: {} })).body.id;
    await spend({ usd: "0.50" }, { calls: 1, run_id: run });
    const today = new Date().toISOString().slice(0, 10);
    expect(await costs(`?run=${run}`)).toMatchObject({ group_by: "day", total: { usd: "0.5" }, groups: [{ key: today, usd: "0.5" }] });
    expect(await costs(`?run=${run}&group_by=run`)).toMatchObject({ groups: [{ key: run }] });
    expect(await costs(`?run=${run}&group_by=agent`)).toMatchObject({ groups: [{ key: org.agentId, name: expect.any(String) }] });
    expect(await costs(`?run=${run}&to=2020-01-01`)).toMatchObject({ total: { requests: 0, usd: "0" }, groups: [] });
    expect(await costs("?environment=dev")).toMatchObject({ total: { requests: 0 } });
    const page = (await api.call("GET", "costs/records?limit=2", { token: org.owner })).body;
    const next = (await api.call("GET", `costs/records?limit=2&cursor=${page.next_cursor}`, { token: org.owner })).body;
    expect(new Set([...page.data, ...next.data].map(({ request }: Body) => request)).size).toBe(4);
  });

  it.each([
    "?from=yesterday",
    "?from=0000-01-01&to=0000-01-02",
    "?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
    "?from=2020-01-01&to=2026-01-01",
    "?agent=agt_1",
    "?colour=red",
  ])("refuses %s, also in a list and in an export", async (query) => {
    for (const path of ["costs", "costs/records", "costs/export"])
      expect((await api.call("GET", `${path}${query}`, { token: org.owner })).body, path).toMatchObject({
        status: 422,
        code: "INVALID_REQUEST",
      });
  });

  it("refuses an unknown group", async () => {
    expect((await api.call("GET", "costs?group_by=colour", { token: org.owner })).body.code).toBe("INVALID_REQUEST");
  });

  it("is filtered by the session that the request or its run names", async () => {
    const inSession = (await api.call("POST", "runs", { token: org.agentKey, body: { session_id: "ticket 7" } })).body.id;
    const ids = [
      await spend({ usd: "0.01" }, { calls: 1, session_id: "ticket 7" }),
      await spend({ usd: "0.02" }, { calls: 1, run_id: inSession }),
    ];
    await spend({ usd: "0.04" }, { calls: 1, run_id: inSession, session_id: "ticket 8" });
    const action = { action_type: "model.call", session_id: "ticket 7", model: { name: "gpt-4.1" } };
    const { audit_event_id } = (await api.call("POST", "actions", { token: org.agentKey, body: action })).body;
    const report = { status: "success", usage: { usd: "0.08" } };
    await api.call("POST", `actions/${audit_event_id}/report`, { token: org.agentKey, body: report });

    expect(await costs("?session=ticket%207&group_by=model")).toMatchObject({ total: { requests: 3, usd: "0.11" } });
    expect((await records("?session=ticket%207")).map(({ request }) => request)).toEqual([audit_event_id, ...ids.toReversed()]);
    expect((await records(`?session=ticket%207&run=${inSession}`)).map(({ request }) => request)).toEqual([ids[1]]);
    const exported = await api.call("GET", "costs/export?format=json&session=ticket%207", { token: org.owner });
    expect(JSON.parse(exported.text).map(({ request }: Body) => request)).toEqual([...ids, audit_event_id]);
    const reservations = async (query: string, token = org.owner) =>
      (await api.call("GET", `budgets/reservations?${query}`, { token })).body.data.map(({ id }: Body) => id);
    expect(await reservations("session=ticket%207")).toEqual(ids.toReversed());
    expect(await reservations("session=ticket%209")).toEqual([]);
    const entries = (await api.call("GET", "audit/events?session_id=ticket%207&kind=budget.*", { token: org.owner })).body.data;
    expect(entries.map(({ kind }: Body) => kind)).toEqual(["budget.settled", "budget.reserved", "budget.settled", "budget.reserved"]);
    const stranger = await api.createOrg("Session");
    expect((await costs("?session=ticket%207", stranger.owner)).total.requests).toBe(0);
    expect(await reservations("session=ticket%207", stranger.owner)).toEqual([]);
  });

  it("is exported as CSV and JSON", async () => {
    const csv = await api.call("GET", "costs/export", { token: org.owner });
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    const [head, first, ...rest] = csv.text.trimEnd().split("\r\n");
    expect(head).toBe(
      "request,audit_event_id,at,agent_id,agent_name,environment,run_id,action_type,model,usd,basis,tokens,input_tokens,output_tokens",
    );
    expect(first).toMatch(/^rsv_.*,gpt-4\.1,0\.1,stated,/);
    const json = JSON.parse((await api.call("GET", "costs/export?format=json", { token: org.owner })).text);
    expect(json).toHaveLength(rest.length + 1);
    const none = await api.call("GET", "costs/export?format=json&to=2020-01-01T00:00:00Z", { token: org.owner });
    expect(JSON.parse(none.text)).toEqual([]);
  });

  it("is visible to its organisation and its agent only", async () => {
    const stranger = await api.createOrg("Stranger");
    expect((await costs("", stranger.owner)).total.requests).toBe(0);
    const colleague = (await api.call("POST", "agents", { token: org.owner, body: { name: "colleague", capabilities: ["*"] } })).body.id;
    const key = (await api.call("POST", `agents/${colleague}/keys`, { token: org.owner, body: { name: "k" } })).body.api_key;
    expect((await costs("", key)).total.requests).toBe(0);
    expect((await costs(`?agent=${org.agentId}`, key)).code).toBe("FORBIDDEN_FILTER");
    await spend({ usd: "0.01" }, { calls: 1 }, key);
    expect((await costs("", key)).total).toMatchObject({ requests: 1, usd: "0.01" });
    const { token } = await org.addMember("member");
    expect((await costs("", token)).total.requests).toBe(0);
  });
});

describe("a price", () => {
  const set = (body: Body, token = org.owner) => api.call("POST", "costs/prices", { token, body });

  it("of the organisation replaces the list price, and its text is not in the leaf", async () => {
    const listed = (await api.call("GET", "costs/prices", { token: org.agentKey })).body.data;
    expect(listed.find(({ model }: Body) => model === "gpt-4.1")).toMatchObject({
      input: "2.00",
      source: expect.stringMatching(/^https:/),
    });
    expect((await set({ model: "house-model", input: "10.00", output: "20.00" })).body).toMatchObject({ source: "organisation" });
    const id = await spend({ model: "house-model", input_tokens: 100_000 });
    expect(await records(`?request=${id}`)).toMatchObject([{ usd: "1", basis: "price" }]);
    const { data } = (await api.call("GET", "audit/events?kind=price.changed", { token: org.owner })).body;
    expect(data).toHaveLength(1);
    const stored = await api.database.inspect<{ bytes: Buffer }>("SELECT bytes FROM app.ledger_entry WHERE kind = 'price.changed'");
    expect(stored[0]?.bytes.toString("utf8")).not.toContain("house-model");
    const remove = () => api.call("POST", "costs/prices/remove", { token: org.owner, body: { model: "house-model" } });
    expect((await remove()).status).toBe(204);
    expect((await remove()).body.code).toBe("NOT_FOUND");
  });

  it("estimates a reservation, and a model without a price is denied where money is capped", async () => {
    const limits = [{ budget: { usd: "1.00", per: "organisation" } }];
    await org.publish(policy("priced", { match: { actions: ["priced.call"] }, effect: "guard", limits }));
    const call = { action_type: "priced.call", tokens: 1_000 };
    expect((await reserve({ ...call, model: "gpt-4.1" })).body).toMatchObject({
      status: "reserved",
      reserved: { usd: "0.008", tokens: 1_000 },
    });
    expect((await reserve({ ...call, model: "nobody-knows" })).body).toMatchObject({ status: "denied", denial_reason: "BUDGET_EXCEEDED" });
    expect((await reserve({ ...call, model: "nobody-knows", usd: "0.10" })).status).toBe(201);
    const open = [{ budget: { usd: "1.00", per: "organisation", unknown_model: "allow" } }];
    await org.publish(policy("open", { match: { actions: ["open.call"] }, effect: "guard", limits: open }));
    expect((await reserve({ action_type: "open.call", model: "nobody-knows", tokens: 5 })).status).toBe(201);
  });

  it.each<[string, Body]>([
    ["a negative price", { model: "m", input: "-1.00", output: "1.00" }],
    ["a number", { model: "m", input: 1, output: "1.00" }],
    ["a model in free text", { model: "my model", input: "1.00", output: "1.00" }],
    ["a missing price", { model: "m", input: "1.00" }],
  ])("of %s is refused", async (_, body) => {
    expect((await set(body)).body.code).toBe("INVALID_REQUEST");
  });

  it("can be set by admins only", async () => {
    for (const token of [org.agentKey, (await org.addMember("operator")).token])
      expect((await set({ model: "m", input: "1.00", output: "1.00" }, token)).body.code).toBe("FORBIDDEN");
  });
});
