import { Agent, AgentPage } from "@agentlattice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
const ids = new Map<string, string>();

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  for (const agent of [
    { name: "refund-desk", description: "Answers refunds", labels: { team: "support", tier: "1" } },
    { name: "infra_pilot", labels: { team: "platform" } },
    { name: "docs 100", labels: {} },
  ])
    ids.set(agent.name, (await org.post("agents", { capabilities: ["*"], ...agent })).body.id);
  await org.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
  await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
});
afterAll(() => api.close());

const patch = (path: string, body: object) => api.call("PATCH", path, { token: org.owner, body });
const names = async (query: string) => (await org.get(`agents?${query}`)).body.data.map((agent: { name: string }) => agent.name);

describe("the list of agents", () => {
  it("filters by text, status, owner and label", async () => {
    expect(await names("q=REFUND")).toEqual(["refund-desk"]);
    expect(await names("q=answers")).toEqual(["refund-desk"]);
    expect(await names("q=_")).toEqual(["infra_pilot"]);
    expect(await names("q=%25")).toEqual([]);
    expect(await names("label=team:platform")).toEqual(["infra_pilot"]);
    expect(await names("label=team:support&q=desk")).toEqual(["refund-desk"]);
    expect(await names("label=team:nobody")).toEqual([]);
    await patch(`agents/${ids.get("docs 100")}`, { status: "disabled", owner: null });
    expect(await names("status=disabled")).toEqual(["docs 100"]);
    expect(await names("owner=none")).toEqual(["docs 100"]);
    const { user } = (await org.get("auth/session")).body;
    expect(await names(`owner=${user.id}`)).toEqual(["infra_pilot", "refund-desk", "release-bot"]);
  });

  it("pages by name within the filters", async () => {
    const first = (await org.get("agents?status=active&limit=2")).body;
    expect(first.has_more).toBe(true);
    const second = (await org.get(`agents?status=active&limit=2&cursor=${first.next_cursor}`)).body;
    expect([...first.data, ...second.data].map(({ name }) => name)).toEqual(["infra_pilot", "refund-desk", "release-bot"]);
  });

  it.each(["status=paused", "owner=me", "label=Team", "include=secrets", "sort=name"])("refuses %s", async (query) => {
    expect((await org.get(`agents?${query}`)).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });
});

describe("an agent", () => {
  it("returns its description, its environments and the time of its last request", async () => {
    const { body: created } = await org.post("agents", { name: "seen", capabilities: ["*"], description: "Merges what is green" });
    expect(created).toMatchObject({ description: "Merges what is green", environments: [], last_seen_at: null });
    const { body: prod } = await org.post(`agents/${created.id}/keys`, { name: "a" });
    const { body: dev } = await org.post(`agents/${created.id}/keys`, { name: "b", environment: "dev" });
    expect((await org.get(`agents/${created.id}`)).body.environments).toEqual(["dev", "prod"]);
    await api.call("DELETE", `agents/${created.id}/keys/${dev.id}`, { token: org.owner });
    const before = Date.now();
    await org.get("whoami", prod.api_key);
    await expect
      .poll(async () => (await org.get(`agents/${created.id}`)).body.last_seen_at, { timeout: 15_000, interval: 500 })
      .not.toBeNull();
    const { body: seen } = await org.get(`agents/${created.id}`);
    expect(Math.abs(Date.parse(seen.last_seen_at) - before)).toBeLessThan(5_000);
    expect(seen.environments).toEqual(["prod"]);
    const changed = await patch(`agents/${created.id}`, { description: "Merges" });
    expect(changed.body).toEqual({ ...seen, description: "Merges" });
  }, 20_000);

  it("limits its description to one line of 500 characters", async () => {
    for (const description of ["a\nb", "x".repeat(501), "\u202eevil"])
      expect((await patch(`agents/${org.agentId}`, { description })).body).toMatchObject({
        status: 422,
        errors: [{ path: "description" }],
      });
  });
});

describe("the activity record of an agent", () => {
  it("counts the last day as the ledger does, and the open items", async () => {
    const mine = await api.createOrg("Record");
    await mine.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
    await mine.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
    const act = async (action_type: string) => (await org.post("actions", { action_type }, mine.agentKey)).body;
    for (let i = 0; i < 3; i++) await act("doc.read");
    const asked = await act("pr.merge");
    await act("pr.merge");
    const { digest } = (await org.get(`approvals/${asked.approval_id}`, mine.owner)).body;
    await org.post(`approvals/${asked.approval_id}/decision`, { decision: "approve", digest }, mine.owner);
    await org.post(`approvals/${asked.approval_id}/collect`, {}, mine.agentKey);
    const { body: child } = await org.post("delegations", { name: "c", capabilities: ["doc.read"], ttl: 600 }, mine.agentKey);
    await org.post("delegations", { name: "d", capabilities: ["doc.read"], ttl: 600 }, child.api_key);
    const denied = await act("satellite.launch");

    const { body } = await org.get(`agents/${mine.agentId}?include=record`, mine.owner);
    expect(Agent.parse(body).record).toMatchObject({
      executed: 4,
      held: 2,
      denied: 1,
      waiting: 1,
      usable_keys: 1,
      active_delegations: 2,
      last_decision: { audit_event_id: denied.audit_event_id, action_type: "satellite.launch", status: "denied" },
    });
    expect(body.record.hours.reduce((sum: number, count: number) => sum + count, 0)).toBe(7);
    expect(body.record.hours.at(-1) + body.record.hours.at(-2)).toBe(7);
    const listed = (await org.get("agents?include=record", mine.owner)).body;
    expect(AgentPage.parse(listed).data[0]).toEqual(body);
    expect((await org.get("agents", mine.owner)).body.data[0].record).toBeUndefined();
  });

  it("is empty for an agent without requests", async () => {
    const { body: agent } = await org.post("agents", { name: "idle", capabilities: ["*"] });
    const { record } = (await org.get(`agents/${agent.id}?include=record`)).body;
    expect(record).toMatchObject({
      executed: 0,
      held: 0,
      denied: 0,
      waiting: 0,
      usable_keys: 0,
      active_delegations: 0,
      last_decision: null,
      breaker: "closed",
      spend_today: { usd: "0", unknown: 0, cap: null },
    });
    expect(record.hours).toEqual(Array(24).fill(0));
  });

  it("contains the daily budget of money that is nearest to its cap, with today's extensions", async () => {
    const mine = await api.createOrg("Caps");
    const capped = (name: string, more: object, limits: object[]) =>
      mine.publish(policy(name, { match: { actions: ["model.*"], ...more }, effect: "guard", limits }));
    const daily = (usd: string, more: object = {}) => ({ budget: { usd, per: "day", ...more } });
    await capped("loose", {}, [daily("10.00"), { budget: { usd: "5.00", per: "month" } }, { budget: { calls: 1, per: "day" } }]);
    const read = async () => (await mine.get("agents?include=record")).body.data[0].record.spend_today.cap;
    expect(await read()).toMatchObject({ policy: { name: "loose" }, amount: "10.00", used: "0.00" });
    await capped("tight", {}, [daily("1.00", { at_cap: "ask", extend: { max: "3.00" } })]);
    await capped("of-others", { agents: { names: ["somebody-else"] } }, [daily("0.10")]);
    await capped("of-staging", { environments: ["staging"] }, [daily("0.10")]);
    const reserve = { usd: "0.40", action_type: "model.call" };
    await mine.post("budgets/reserve", reserve, mine.agentKey);
    expect(await read()).toMatchObject({ policy: { name: "tight" }, amount: "1.00", used: "0.40" });
    const asked = (await mine.post("budgets/reserve", { ...reserve, usd: "0.70" }, mine.agentKey)).body;
    const { digest } = (await mine.get(`approvals/${asked.approval_id}`)).body;
    const decided = await mine.post(`approvals/${asked.approval_id}/decision`, { decision: "approve", digest, extend: { usd: "1.00" } });
    expect(decided.status, decided.text).toBe(200);
    expect(await read()).toMatchObject({ policy: { name: "tight" }, amount: "2.00", used: "0.40" });
  });

  it("contains the spend since midnight and the breaker state, also with an override", async () => {
    const mine = await api.createOrg("Spend");
    const { body: reserved } = await org.post("budgets/reserve", { usd: "2.00" }, mine.agentKey);
    await org.post(`budgets/${reserved.id}/settle`, { usd: "1.25", model: "gpt-4.1" }, mine.agentKey);
    const read = async (query = "") => (await org.get(`agents?include=record${query}`, mine.owner)).body.data[0].record;
    expect(await read()).toMatchObject({ breaker: "closed", spend_today: { usd: "1.25", unknown: 0 } });
    expect(await read("&environment=prod")).toMatchObject({ spend_today: { usd: "1.25" } });
    await api.call("POST", `agents/${mine.agentId}/breaker`, { token: mine.owner, body: { override: "open", reason: "Looks wrong." } });
    expect(await read()).toMatchObject({ breaker: "open" });
  });
});

describe("a disabled agent", () => {
  it("is denied from then on, and so are the agents below it", async () => {
    const mine = await api.createOrg("Stopped");
    await mine.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
    const { body: child } = await org.post("delegations", { name: "c", capabilities: ["doc.read"], ttl: 600 }, mine.agentKey);
    const read = (key: string) => org.post("actions", { action_type: "doc.read" }, key);
    expect((await read(child.api_key)).body).toMatchObject({ status: "executed" });
    await api.call("PATCH", `agents/${mine.agentId}`, { token: mine.owner, body: { status: "disabled" } });
    expect((await read(mine.agentKey)).body).toMatchObject({ status: "denied", denial_reason: "AGENT_DISABLED" });
    expect((await read(child.api_key)).body).toMatchObject({ status: "denied", denial_reason: "DELEGATION_INVALID" });
  });
});
