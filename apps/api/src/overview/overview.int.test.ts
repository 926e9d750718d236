import { Overview } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let operator: string;
/** An agent of a member. */
let own: { member: string; agentId: string; key: string };

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  operator = (await org.addMember("operator")).token;
  await org.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
  await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  const { token: member, userId } = await org.addMember("member");
  const { body: agent } = await api.call("POST", "agents", {
    token: org.owner,
    body: { name: "desk", capabilities: ["*"], owner: userId },
  });
  const { body: key } = await api.call("POST", `agents/${agent.id}/keys`, {
    token: org.owner,
    body: { name: "k", expires_in: 3 * 86_400 },
  });
  own = { member, agentId: agent.id, key: key.api_key };
});
afterAll(() => api.close());

const act = async (key: string, action_type: string) => (await api.call("POST", "actions", { token: key, body: { action_type } })).body;
const decide = async (approvalId: string, decision: "approve" | "deny") => {
  const { digest } = (await api.call("GET", `approvals/${approvalId}`, { token: operator })).body;
  await api.call("POST", `approvals/${approvalId}/decision`, { token: operator, body: { decision, digest, reason: "because" } });
};
const overview = async (token = org.owner, window = "24h") => {
  const { status, body } = await api.call("GET", `overview?window=${window}`, { token });
  expect(status).toBe(200);
  return Overview.parse(body);
};
const entries = async (kind: string) => {
  const [row] = await api.database.inspect<{ n: string }>("SELECT count(*) AS n FROM app.ledger_entry WHERE org_id = $1 AND kind = $2", [
    decodeId("org", org.orgId),
    kind,
  ]);
  return Number(row?.n);
};

describe("the overview", () => {
  it("counts the same as the ledger's entries, per hour and in total", async () => {
    for (let i = 0; i < 3; i++) await act(org.agentKey, "doc.read");
    await act(org.agentKey, "satellite.launch");
    await act(own.key, "doc.read");
    const [collected, denied] = [await act(org.agentKey, "pr.merge"), await act(org.agentKey, "pr.merge")];
    await decide(collected.approval_id, "approve");
    await decide(denied.approval_id, "deny");
    await api.call("POST", `approvals/${collected.approval_id}/collect`, { token: org.agentKey, body: {} });
    const pending = await act(own.key, "pr.merge");

    const seen = await overview();
    const { totals, buckets, bucket } = seen.decisions;
    expect(totals.executed.count).toBe(await entries("action.executed"));
    expect(totals.held.count).toBe(await entries("approval.requested"));
    expect(totals.denied.count).toBe(await entries("action.denied"));
    expect(totals).toMatchObject({ executed: { count: 5 }, held: { count: 3 }, denied: { count: 1 } });
    expect(bucket).toBe("hour");
    expect(buckets).toHaveLength(24);
    expect(buckets.reduce((sum, { executed, held, denied }) => sum + executed + held + denied, 0)).toBe(9);
    expect(new Date(buckets[23]?.from ?? 0).getTime()).toBe(Math.floor(Date.parse(seen.to) / 3_600_000) * 3_600_000);
    expect(totals.denied.href).toBe(`/audit?kind=action.denied&from=${encodeURIComponent(seen.from)}`);

    expect(seen.time_to_decide).toMatchObject({ count: 2, past_target: { count: 0 }, target_ms: 1_800_000 });
    expect(seen.time_to_decide?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(seen.waiting).toMatchObject({
      count: 1,
      oldest: [{ id: pending.approval_id, requested_by: { id: own.agentId, name: "desk" }, href: `/approvals/${pending.approval_id}` }],
    });
    expect(seen.counters).toMatchObject({ agents: { count: 2 }, policies: { count: 2 } });
    const [head] = await api.database.inspect<{ size: string }>("SELECT size FROM app.ledger_head WHERE org_id = $1", [
      decodeId("org", org.orgId),
    ]);
    expect(seen.counters.entries.count).toBe(Number(head?.size));
  });

  it("assigns old entries to their bucket, and omits entries before the window", async () => {
    const mine = await api.createOrg("Older");
    await act(mine.agentKey, "satellite.launch");
    const shift = (days: number) =>
      api.database.inspect(
        `SELECT set_config('session_replication_role', 'replica', true);
         UPDATE app.decision SET ts = ts - interval '${days} days' WHERE org_id = '${decodeId("org", mine.orgId)}'`,
      );
    await shift(2);
    expect((await overview(mine.owner, "24h")).decisions.totals.denied.count).toBe(0);
    const week = await overview(mine.owner, "7d");
    expect(week.decisions).toMatchObject({ bucket: "day", totals: { denied: { count: 1 } } });
    expect(week.decisions.buckets.map(({ denied }) => denied)).toEqual([0, 0, 0, 0, 1, 0, 0]);
    await shift(10);
    expect((await overview(mine.owner, "7d")).decisions.totals.denied.count).toBe(0);
    const month = await overview(mine.owner, "30d");
    expect(month.decisions.buckets).toHaveLength(30);
    expect(month.decisions.buckets[17]).toMatchObject({ denied: 1 });
  });

  it("returns the times to decide in logarithmic bins", async () => {
    const mine = await api.createOrg("Times");
    await mine.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
    const seconds = [10, 60, 60, 3_600];
    for (const took of seconds) {
      const { approval_id } = await act(mine.agentKey, "pr.merge");
      await api.call("POST", `approvals/${approval_id}/decision`, { token: mine.owner, body: { decision: "deny", reason: "no" } });
      await api.database.inspect(
        `UPDATE app.approval SET requested_at = decided_at - interval '${took} seconds' WHERE approval_id = '${decodeId("apr", approval_id)}'`,
      );
    }
    const times = (await overview(mine.owner)).time_to_decide;
    expect(times).toMatchObject({ count: 4, median_ms: 60_000, past_target: { count: 1 } });
    for (const took of seconds) {
      const bin = times?.bins.find(({ from_ms, to_ms }) => took * 1000 >= from_ms && took * 1000 < to_ms);
      expect(bin?.count, `${took} s`).toBe(took === 60 ? 2 : 1);
    }
  });

  it("lists the agents that need attention, most urgent first", async () => {
    const mine = await api.createOrg("Needy");
    for (let i = 0; i < 6; i++) await act(mine.agentKey, "satellite.launch");
    await api.call("POST", "agents", { token: mine.owner, body: { name: "quiet", capabilities: ["iam.*"] } });
    await api.database.inspect(
      `UPDATE app.agent SET created_at = now() - interval '20 days', owner_user_id = NULL WHERE org_id = '${decodeId("org", mine.orgId)}' AND name = 'quiet'`,
    );
    const { attention } = await overview(mine.owner);
    expect(attention.map(({ agent, reasons }) => [agent.name, reasons.map(({ code }) => code)])).toEqual([
      ["release-bot", ["denied_often"]],
      ["quiet", ["no_owner", "silent", "unused_wildcard"]],
    ]);
    expect(attention[0]?.reasons[0]).toMatchObject({ count: 6 });
  });
});

describe("visibility", () => {
  it("members and agents see their own, and members see no approvals", async () => {
    const member = await overview(own.member);
    expect(member.decisions.totals).toMatchObject({ executed: { count: 1 }, held: { count: 1 }, denied: { count: 0 } });
    expect(member).toMatchObject({ waiting: null, time_to_decide: null, counters: { agents: { count: 1 } } });
    expect(member.attention.map(({ agent, reasons }) => [agent.name, reasons[0]?.code])).toEqual([["desk", "key_expiring"]]);
    const agent = await overview(own.key);
    expect(agent.decisions.totals).toEqual(member.decisions.totals);
    expect(agent.waiting).toMatchObject({ count: 1 });
    expect(JSON.stringify(agent)).not.toContain("release-bot");
  });

  it("other roles see the whole organisation", async () => {
    const all = (await overview()).decisions.totals;
    for (const role of ["admin", "operator", "auditor"]) {
      const seen = await overview((await org.addMember(role)).token);
      expect(seen.decisions.totals).toMatchObject({ executed: { count: all.executed.count }, denied: { count: all.denied.count } });
      expect(seen.waiting?.count, role).toBe(1);
    }
    expect((await overview(org.orgKey)).decisions.totals.executed.count).toBe(all.executed.count);
  });

  it("another organisation sees nothing", async () => {
    const other = await api.createOrg("Other");
    const seen = await overview(other.owner, "30d");
    expect(seen.decisions.totals).toMatchObject({ executed: { count: 0 }, held: { count: 0 }, denied: { count: 0 } });
    expect(seen).toMatchObject({ waiting: { count: 0, oldest: [] }, time_to_decide: { count: 0, median_ms: null, bins: [] } });
    expect(JSON.stringify(seen)).not.toContain("desk");
  });

  it("refuses an unknown window, a key without the scope, and requests without a credential", async () => {
    expect((await api.call("GET", "overview?window=1y", { token: org.owner })).body).toMatchObject({ code: "INVALID_REQUEST" });
    const { body } = await api.call("POST", "keys", { token: org.owner, body: { name: "k", scopes: ["posture:read"] } });
    expect((await api.call("GET", "overview", { token: body.api_key })).status).toBe(403);
    expect((await api.call("GET", "overview")).status).toBe(401);
  });
});
