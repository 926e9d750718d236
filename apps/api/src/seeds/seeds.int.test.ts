import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../testing/api-fixture.ts";
import { changeMembers } from "../testing/change-members.ts";
import { seedBeside } from "../testing/seed-beside.ts";

interface Credentials {
  org_id: string;
  email: string;
  password: string;
  agent_api_key: string;
  org_api_key: string;
  second: Credentials;
}

let api: TestApi;
let seeded: Credentials;

beforeAll(async () => {
  api = await startTestApi();
  seeded = await seedBeside<Credentials>(api, "two-orgs");
});
afterAll(() => api.close());

const count = async (from: string, where: string) => {
  const [row] = await api.database.inspect<{ n: string }>(`SELECT count(*) AS n FROM app.${from} WHERE org_id = $1 AND ${where}`, [
    decodeId("org", seeded.org_id),
  ]);
  return Number(row?.n);
};

const signIn = async ({ email, password }: { email: string; password: string }) =>
  (await api.call("POST", "auth/sign-in", { body: { email, password } })).body;

describe("the demo", () => {
  it("has an owner who can sign in, agents, policies and pending requests", async () => {
    const { token, role, org_id } = await signIn(seeded);
    expect({ role, org_id }).toEqual({ role: "owner", org_id: seeded.org_id });
    const get = async (path: string) => (await api.call("GET", path, { token })).body;
    expect((await get("agents")).data.map((agent: { name: string }) => agent.name)).toEqual(["refund-desk", "release-bot"]);
    const policies = (await get("policies")).data as { status: string; actions: string[] }[];
    expect(new Set(policies.map((policy) => policy.status))).toEqual(new Set(["active"]));
    expect(policies.flatMap((policy) => policy.actions)).not.toContain("*");
    expect((await get("approvals?status=pending")).data).toMatchObject([
      { target: "shipments", status: "pending" },
      { target: "A-10452", status: "pending" },
      { target: "A-10460", status: "pending" },
    ]);
    const decided = (await get("approvals?status=decided&limit=200")).data as { status: string }[];
    expect(new Set(decided.map((approval) => approval.status))).toEqual(new Set(["used", "denied", "expired", "lapsed", "cancelled"]));
    expect(await get("audit/verify")).toMatchObject({ chain_valid: true });
  });

  it("requests approval for a merge at low risk, and denies actions that no policy names", async () => {
    const submit = async (action_type: string) =>
      (await api.call("POST", "actions", { token: seeded.agent_api_key, body: { action_type, metadata: { repo: "acme/web" } } })).body;
    const held = await submit("pr.merge");
    expect(held.status).toBe("requested");
    expect((await api.call("GET", `approvals/${held.approval_id}`, { token: seeded.agent_api_key })).body.risk.level).toBe("low");
    expect(await submit("satellite.launch")).toMatchObject({ status: "denied", denial_reason: "NO_MATCHING_POLICY" });
    expect((await api.call("GET", "whoami", { token: seeded.agent_api_key })).body).toMatchObject({
      environment: "prod",
      capabilities: ["*"],
    });
  });

  it("has an organisation key with every scope", async () => {
    for (const path of ["policies", "agents", "audit/events", "audit/export"])
      expect((await api.call("GET", path, { token: seeded.org_api_key })).status, path).toBe(200);
  });

  it("has a week of history, in order and before the present", async () => {
    const [span] = await api.database.inspect<{ days: number; newest: number; entries: string }>(
      `SELECT extract(epoch FROM max(ts) - min(ts))::float8 / 86400 AS days, extract(epoch FROM clock_timestamp() - max(ts))::float8 AS newest,
        count(*) AS entries FROM app.ledger_entry WHERE org_id = $1 AND kind <> 'session.started'`,
      [decodeId("org", seeded.org_id)],
    );
    expect(span?.days).toBeGreaterThan(7);
    expect(span?.newest).toBeGreaterThan(0);
    expect(Number(span?.entries)).toBeGreaterThan(300);
    expect(Number(span?.entries)).toBeLessThan(2_000);
    const back = await api.database.inspect(
      "SELECT seq FROM (SELECT seq, ts < lag(ts) OVER (ORDER BY seq) AS back FROM app.ledger_entry WHERE org_id = $1) e WHERE back",
      [decodeId("org", seeded.org_id)],
    );
    expect(back).toEqual([]);
    for (const kind of ["action.executed", "action.denied", "action.reported", "approval.decided", "approval.expired", "audit.exported"])
      expect(await count("ledger_entry", `kind = '${kind}'`), kind).toBeGreaterThan(0);
    // Every day has something to show, and its posture.
    expect(await count("posture_snapshot", "true")).toBeGreaterThanOrEqual(7);
    const week = (await api.call("GET", "overview?window=7d", { token: seeded.org_api_key })).body;
    for (const bucket of week.decisions.buckets.slice(0, 6)) expect(bucket.executed, bucket.from).toBeGreaterThan(0);
    expect(week.sample).toBe(true);
  });

  it("fills the pages about runs, budgets, anomalies, outcomes, grants, halts and drills", async () => {
    const { token } = await signIn(seeded);
    const list = async (path: string) => (await api.call("GET", path, { token })).body.data as Record<string, unknown>[];
    const runs = await list("runs");
    expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(["completed", "failed", "running"]));
    const refund = runs.find(({ name }) => name === "Prepare refund for order A-10418");
    const timeline = await list(`runs/${refund?.id}/events`);
    expect(timeline.map(({ type }) => type)).toEqual(expect.arrayContaining(["llm.completed", "approval.decided", "action.executed"]));
    expect((await list("sessions")).length).toBeGreaterThanOrEqual(3);

    const month = (await list("budgets")).find(({ per }) => per === "month");
    expect(month).toMatchObject({ measure: "usd", reserved: "1.44" });
    expect(Number(month?.used)).toBeGreaterThan(25);
    expect((await list("anomalies")).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["frequency_spike", "bulk_access", "new_action_type", "reported_without_permission", "scope_escalation"]),
    );
    expect(await list("approvals?status=unknown")).toHaveLength(3);
    expect(await list("approvals?status=settled")).toHaveLength(2);
    expect(await list("grants?status=active")).toMatchObject([{ agent: { name: "refund-desk" }, uses: 0 }]);
    expect((await list("halts")).map(({ resumed_at }) => resumed_at)).not.toContain(null);
    expect(await list("drills")).toMatchObject([{ running: false, results: [{ clients: 1, in_time: 1, passed: true }] }]);
    expect((await list("delegations")).length).toBe(3);
    expect((await list("groups")).length).toBe(1);
  });

  it("leaves every counter of the limits usable", async () => {
    const { token } = await signIn(seeded);
    const agents = (await api.call("GET", "agents", { token })).body.data as { id: string; name: string }[];
    const { id } = agents.find(({ name }) => name === "release-bot") ?? {};
    const key = (await api.call("POST", `agents/${id}/keys`, { token, body: { name: "test" } })).body.api_key;
    const limit = { budget: { calls: 100, per: "day" }, by: "organisation" };
    for (let n = 0; n < 30; n++) {
      const document = { apiVersion: "agentlattice/v1", kind: "Policy", metadata: { name: `cap-${n}` } };
      const spec = { match: { actions: [`cap${n}.run`] }, effect: "allow", limits: [limit] };
      const made = (await api.call("POST", "policies", { token, body: { document: { ...document, spec } } })).body;
      await api.call("POST", `policies/${made.id}/publish`, { token, body: {} });
      const { body } = await api.call("POST", "actions", { token: key, body: { action_type: `cap${n}.run` } });
      expect([n, body.code, body.denial_reason]).toEqual([n, undefined, undefined]);
    }
  });

  it("leaves only what expires after the import to the sweeper", async () => {
    expect(await count("approval", "due_at <= clock_timestamp()")).toBe(0);
    expect(await count("approval", "status = 'approved' AND lapses_at < clock_timestamp()")).toBe(0);
    expect(await count("approval", "status = 'pending' AND expires_at < clock_timestamp()")).toBe(0);
  });

  it("is created once", async () => {
    const again = await seedBeside<Record<string, unknown>>(api, "two-orgs");
    expect(again).toEqual({ existing: true, org_id: seeded.org_id, second: { existing: true, org_id: seeded.second.org_id } });
  });

  it("is found again after it was renamed, and after its first owner has left", async () => {
    const { token } = await signIn(seeded);
    expect((await api.call("PATCH", "org", { token, body: { name: "Northwind" } })).status).toBe(200);
    await changeMembers(api.database, { role: "owner" }, "ben@demo.example");
    await api.database.inspect("DELETE FROM app.member WHERE user_id = (SELECT user_id FROM app.app_user WHERE email = $1)", [
      seeded.email,
    ]);
    expect(await seedBeside<Record<string, unknown>>(api, "demo")).toEqual({ existing: true, org_id: seeded.org_id });
  });

  it("is invisible to the second organisation", async () => {
    const { token } = await signIn(seeded.second);
    expect((await api.call("GET", "agents", { token })).body.data).toMatchObject([{ name: "release-bot" }]);
    expect((await api.call("GET", "approvals?status=all", { token })).body.data).toMatchObject([{ target: "second/app" }]);
  });
});
