import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const save = (document: object, token = org.owner) => org.post("policies", { document }, token);
const limit = (value: number, mode = "enforce") =>
  policy("limit", {
    mode,
    match: { actions: ["pay.out"] },
    require: [{ field: "amount", operator: "lte", value }],
    effect: "allow",
  });

describe("versions", () => {
  it("contain author, publisher and status", async () => {
    const fresh = await api.createOrg("History");
    const member = await fresh.addMember("member");
    const { id } = (await save(limit(10), member.token)).body;
    await org.post(`policies/${id}/publish`, {}, fresh.owner);
    await save(limit(20), fresh.owner);
    await org.post(`policies/${id}/publish`, {}, fresh.orgKey);
    await save(limit(30), fresh.orgKey);
    const { body } = await org.get(`policies/${id}/versions`, fresh.owner);
    expect(body).toMatchObject({ has_more: false, next_cursor: null });
    expect(body.data.map((item: { version: number; status: string }) => [item.version, item.status])).toEqual([
      [3, "draft"],
      [2, "active"],
      [1, "retired"],
    ]);
    expect(body.data[0]).toMatchObject({ created_by: { name: "automation" }, published_at: null, published_by: null, epoch: null });
    expect(body.data[1]).toMatchObject({ created_by: { name: "Olive Owner" }, published_by: { name: "automation" }, epoch: 2 });
    expect(body.data[2]).toMatchObject({ created_by: { id: member.userId, name: "Pat member" }, published_by: { name: "Olive Owner" } });
    const first = (await org.get(`policies/${id}/versions?limit=2`, fresh.owner)).body;
    expect(first.data).toHaveLength(2);
    expect((await org.get(`policies/${id}/versions?limit=2&cursor=${first.next_cursor}`, fresh.owner)).body).toMatchObject({
      data: [{ version: 1 }],
      has_more: false,
    });
  });

  it("return their text, and 404 for unknown ones", async () => {
    const yaml =
      "# first\napiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: kept }\nspec:\n  match: { actions: [k.k] }\n  effect: allow\n";
    const { id, hash } = (await org.post("policies", { yaml })).body;
    await org.post("policies", { yaml: yaml.replace("k.k", "k.l") });
    expect((await org.get(`policies/${id}/versions/1`)).body).toMatchObject({ id, name: "kept", version: 1, hash, yaml, status: "draft" });
    for (const version of ["3", "0", "-1", "1.5", "1e3", "99999999999", "x", "%00"])
      expect((await org.get(`policies/${id}/versions/${version}`)).body, version).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });

  it("are readable by people and organisation keys", async () => {
    const { id } = (await save(limit(1))).body;
    for (const path of ["", "/versions", "/versions/1", "/diff"])
      expect((await org.get(`policies/${id}${path}`, org.agentKey)).status).toBe(403);
    for (const role of ["operator", "auditor", "member"])
      expect((await org.get(`policies/${id}/versions`, (await org.addMember(role)).token)).status).toBe(200);
  });
});

describe("comparing versions", () => {
  it("returns the effect of publishing a version, and the differences", async () => {
    const fresh = await api.createOrg("Diff");
    const { id } = (await save(limit(10), fresh.owner)).body;
    const first = (await org.get(`policies/${id}/diff`, fresh.owner)).body;
    expect(first).toMatchObject({ from: null, to: 1, reach: "unclear" });
    await org.post(`policies/${id}/publish`, {}, fresh.owner);
    await save(limit(20), fresh.owner);
    expect((await org.get(`policies/${id}/diff`, fresh.owner)).body).toEqual({
      id,
      from: 1,
      to: 2,
      reach: "wider",
      facts: [{ kind: "widens", text: "amount lte: 10 becomes 20." }],
      changes: [{ path: "spec.require[0].value", before: 10, after: 20 }],
    });
    expect((await org.get(`policies/${id}/diff?from=2&to=1`, fresh.owner)).body).toMatchObject({ reach: "narrower" });
    expect((await org.get(`policies/${id}/diff?from=1&to=1`, fresh.owner)).body).toMatchObject({ reach: "same", facts: [], changes: [] });
    expect((await org.get(`policies/${id}/diff?from=9`, fresh.owner)).status).toBe(404);
    expect((await org.get(`policies/${id}/diff?from=x`, fresh.owner)).body).toMatchObject({ status: 422, errors: [{ path: "from" }] });
  });
});

describe("disabling a policy", () => {
  it("applies to every later decision, and publishing enables it again", async () => {
    const fresh = await api.createOrg("Disable");
    const id = await fresh.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
    expect((await fresh.submit("doc.read")).body.status).toBe("executed");
    const off = await org.post(`policies/${id}/disable`, undefined, fresh.owner);
    expect(off.body).toMatchObject({ id, name: "docs", status: "disabled", epoch: 2, audit_event_id: expect.stringMatching(/^evt_/) });
    expect((await fresh.submit("doc.read")).body).toMatchObject({ status: "denied", denial_reason: "NO_MATCHING_POLICY" });
    expect((await org.get("policies", fresh.owner)).body.data[0]).toMatchObject({ name: "docs", status: "disabled", version: 1 });
    expect((await org.get("policies", fresh.agentKey)).body.data).toEqual([]);
    expect((await org.get(`policies/${id}`, fresh.owner)).body).toMatchObject({ active_version: null, disabled_at: off.body.disabled_at });
    expect((await org.get(`policies/${id}/versions`, fresh.owner)).body.data[0]).toMatchObject({ status: "retired" });
    expect((await org.get("audit/events?kind=policy.changed&limit=1", fresh.owner)).body.data[0]).toMatchObject({
      status: "disabled",
      subject: { id },
    });
    expect((await org.post(`policies/${id}/disable`, undefined, fresh.owner)).body).toMatchObject({
      status: 409,
      code: "POLICY_NOT_IN_FORCE",
    });
    await org.post(`policies/${id}/publish`, {}, fresh.owner);
    expect((await fresh.submit("doc.read")).body.status).toBe("executed");
    expect((await org.get(`policies/${id}`, fresh.owner)).body).toMatchObject({ active_version: 1, disabled_at: null });
    expect((await org.get("audit/verify", fresh.owner)).body).toMatchObject({ chain_valid: true });
  });

  it("is allowed for owners, admins and keys with the scope", async () => {
    const id = await org.publish(policy("stays", { match: { actions: ["s.s"] }, effect: "allow" }));
    for (const role of ["operator", "auditor", "member"])
      expect((await org.post(`policies/${id}/disable`, undefined, (await org.addMember(role)).token)).status).toBe(403);
    expect((await org.post(`policies/${id}/disable`, undefined, org.agentKey)).status).toBe(403);
    expect((await org.post(`policies/${id}/disable`, undefined, org.orgKey)).status).toBe(200);
  });
});

describe("monitor mode", () => {
  it("never changes a decision, and is part of the answer, the record and the counts", async () => {
    const fresh = await api.createOrg("Shadow");
    await fresh.publish(policy("pays", { match: { actions: ["pay.out"] }, effect: "allow" }));
    const id = await fresh.publish(limit(100, "monitor"));
    const seen = await fresh.publish(policy("seen", { mode: "report_only", match: { actions: ["pay.*"] }, effect: "deny" }));
    const large = (await fresh.submit("pay.out", { metadata: { amount: 500 } })).body;
    expect(large).toMatchObject({ status: "executed", policy_name: "pays" });
    expect(large.decision.shadow).toEqual([
      expect.objectContaining({ id, name: "limit", version: 1, verdict: "deny", mode: "monitor" }),
      expect.objectContaining({ id: seen, name: "seen", verdict: "deny", mode: "report_only" }),
    ]);
    expect(JSON.parse(large.receipt.entry).data.shadow).toEqual([
      expect.objectContaining({ id, verdict: "deny", mode: "monitor" }),
      expect.objectContaining({ id: seen, mode: "report_only" }),
    ]);
    expect((await org.get(`actions/${large.audit_event_id}`, fresh.agentKey)).body.decision.shadow).toEqual(large.decision.shadow);
    await fresh.submit("pay.out", { metadata: { amount: 5 } });
    const { hits } = (await org.get(`policies/${id}`, fresh.owner)).body;
    expect(hits).toMatchObject({
      last_24h: 0,
      last_7d: 0,
      shadow_24h: 2,
      shadow_7d: 2,
      shadow_verdicts_7d: { allow: 1, approve: 0, deny: 1, guard: 0 },
      last_at: expect.stringMatching(/Z$/),
    });
    await save(limit(100), fresh.owner);
    await org.post(`policies/${id}/publish`, {}, fresh.owner);
    expect((await fresh.submit("pay.out", { metadata: { amount: 500 } })).body).toMatchObject({
      status: "denied",
      denial_reason: "CONDITIONS_DENIED",
    });
  });
});

describe("hit counts", () => {
  it("count every decision that a policy took part in, once", async () => {
    const fresh = await api.createOrg("Hits");
    const id = await fresh.publish(limit(10));
    const other = await fresh.publish(policy("idle", { match: { actions: ["never.asked"] }, effect: "deny" }));
    for (const amount of [1, 2, 50]) await fresh.submit("pay.out", { metadata: { amount } });
    const again = {
      token: fresh.agentKey,
      body: { action_type: "pay.out", metadata: { amount: 3 } },
      headers: { "x-al-event-id": "same" },
    };
    for (let i = 0; i < 2; i++) await api.call("POST", "actions", again);
    await api.call("POST", "actions/check", { token: fresh.agentKey, body: again.body });
    const { data } = (await org.get("policies", fresh.owner)).body;
    const hitsOf = (policyId: string) => data.find((row: { id: string }) => row.id === policyId).hits;
    expect(hitsOf(id)).toMatchObject({ last_24h: 4, last_7d: 4, verdicts_7d: { allow: 3, deny: 1 }, shadow_24h: 0 });
    expect(hitsOf(other)).toMatchObject({ last_24h: 0, last_at: null });
    expect((await org.get("policies", fresh.agentKey)).body.data[0]).not.toHaveProperty("hits");
  });
});

describe("searching the list", () => {
  it("filters by text, mode, effect and status, and pages", async () => {
    const fresh = await api.createOrg("Filter");
    await fresh.publish(policy("pays", { match: { actions: ["pay.out"] }, effect: "allow" }, { description: "Small payments" }));
    await fresh.publish(limit(1, "monitor"));
    await save(policy("stop-mail", { match: { actions: ["email.send"] }, effect: "deny" }), fresh.owner);
    const names = async (query: string) =>
      (await org.get(`policies?${query}`, fresh.owner)).body.data.map((row: { name: string }) => row.name);
    expect(await names("q=PAYMENTS")).toEqual(["pays"]);
    expect(await names("q=pay.")).toEqual(["limit", "pays"]);
    expect(await names("mode=monitor")).toEqual(["limit"]);
    expect(await names("effect=deny")).toEqual(["stop-mail"]);
    expect(await names("status=draft")).toEqual(["stop-mail"]);
    expect(await names("status=active&effect=allow&q=out")).toEqual(["limit", "pays"]);
    expect(await names("q=nothing-like-it")).toEqual([]);
    const first = (await org.get("policies?status=active&limit=1", fresh.owner)).body;
    expect((await org.get(`policies?status=active&limit=1&cursor=${first.next_cursor}`, fresh.owner)).body.data[0].name).toBe("pays");
    expect((await org.get("policies?mode=loud", fresh.owner)).status).toBe(422);
  });
});
