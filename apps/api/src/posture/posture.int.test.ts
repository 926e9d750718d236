import { Posture, PostureHistory } from "@agentlattice/contract";
import { decodeId, uuidv7 } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { snapshotPosture } from "../sweep/snapshot-posture.ts";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

type Component = keyof Posture["components"];

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const postureOf = async (token: string): Promise<Posture> => {
  const { status, body } = await api.call("GET", "posture", { token });
  expect(status).toBe(200);
  return Posture.parse(body);
};
const component = async (name: Component, token = org.owner) => {
  const found = (await postureOf(token)).components[name];
  return { ...found, counts: Object.fromEntries(found.evidence.map(({ id, count }) => [id, count])) };
};
const act = async (key: string, action_type: string) => (await api.call("POST", "actions", { token: key, body: { action_type } })).body;
const decide = async (token: string, approvalId: string, decision: "approve" | "deny") => {
  const { digest } = (await api.call("GET", `approvals/${approvalId}`, { token })).body;
  const answer = await api.call("POST", `approvals/${approvalId}/decision`, { token, body: { decision, digest, reason: "because" } });
  expect(answer.status).toBe(200);
};
const count = async (from: string, orgId: string, where = "true") => {
  const [row] = await api.database.inspect<{ n: string }>(`SELECT count(*) AS n FROM app.${from} WHERE org_id = $1 AND ${where}`, [
    decodeId("org", orgId),
  ]);
  return Number(row?.n);
};

describe("a new organisation", () => {
  it("has no points without evidence, and gets advice", async () => {
    const fresh = await api.createOrg("Fresh");
    await api.call("PATCH", `agents/${fresh.agentId}`, { token: fresh.owner, body: { status: "disabled" } });
    const { score, components } = await postureOf(fresh.owner);
    expect(components.least_privilege).toMatchObject({ score: 0, summary: "no agent has a capability yet" });
    expect(components.enforcement).toMatchObject({ score: 0, summary: "no policy yet" });
    for (const name of ["policy_coverage", "least_privilege", "enforcement", "human_oversight", "outcome_reporting"] as const) {
      expect(components[name]).toMatchObject({ score: 0 });
      expect(components[name].advice.length).toBeGreaterThan(0);
    }
    expect(score).toBe(Object.values(components).reduce((sum, { score }) => sum + score, 0));
  });
});

describe("policy coverage", () => {
  it("counts actions of specific policies, neither those allowed by * nor correct denials", async () => {
    const mine = await api.createOrg("Coverage");
    await mine.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
    await mine.publish(policy("sealed", { match: { actions: ["secrets.*"] }, effect: "deny" }));
    for (let i = 0; i < 3; i++) await act(mine.agentKey, "doc.read");
    await act(mine.agentKey, "secrets.read");
    await act(mine.agentKey, "satellite.launch");
    expect(await component("policy_coverage", mine.owner)).toMatchObject({ score: 20, counts: { specific: 4, open: 0 } });

    await mine.publish(policy("anything", { match: { actions: ["*"] }, effect: "allow" }));
    for (let i = 0; i < 4; i++) await act(mine.agentKey, "mail.send");
    const opened = await component("policy_coverage", mine.owner);
    expect(opened).toMatchObject({ score: 10, counts: { specific: 4, open: 4 } });
    expect(opened.counts.specific).toBe(await count("decision", mine.orgId, "policy_name IN ('docs', 'sealed')"));
    expect(opened.evidence[1]?.rows).toMatchObject([{ name: "anything", detail: "4 actions" }]);
    expect(opened.advice).toMatchObject([{ id: "name-actions", gain: 10, action: { href: opened.evidence[1]?.rows?.[0]?.href } }]);
  });

  it("is not lowered by denials", async () => {
    const mine = await api.createOrg("Denials");
    await mine.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
    await mine.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
    await act(mine.agentKey, "doc.read");
    const asked = await act(mine.agentKey, "pr.merge");
    await decide(mine.owner, asked.approval_id, "approve");
    const before = (await postureOf(mine.owner)).score;
    for (let i = 0; i < 5; i++) await act(mine.agentKey, "satellite.launch");
    for (let i = 0; i < 3; i++) await decide(mine.owner, (await act(mine.agentKey, "pr.merge")).approval_id, "deny");
    expect((await postureOf(mine.owner)).score).toBeGreaterThanOrEqual(before);
  });
});

describe("least privilege", () => {
  it("distinguishes exact, broad, unused and unlimited capabilities", async () => {
    const mine = await api.createOrg("Privilege");
    const { body: agent } = await api.call("POST", "agents", {
      token: mine.owner,
      body: { name: "desk", capabilities: ["doc.read", "refund.*", "iam.grant"] },
    });
    const { body: key } = await api.call("POST", `agents/${agent.id}/keys`, { token: mine.owner, body: { name: "k" } });
    await api.database.inspect("UPDATE app.agent SET created_at = now() - interval '9 days' WHERE agent_id = $1", [
      decodeId("agt", agent.id),
    ]);
    await act(key.api_key, "doc.read");
    await act(key.api_key, "refund.issue");
    const found = await component("least_privilege", mine.owner);
    expect(found.counts).toEqual({ exact: 1, broad: 1, unused: 1, unlimited: 1 });
    expect(found.score).toBe(Math.floor((15 * 1.75) / 4));
    expect(found.evidence.find(({ id }) => id === "unused")?.rows).toMatchObject([
      { name: "desk", detail: "iam.grant, not used", at: null },
    ]);
    expect(found.advice.map(({ id }) => id)).toEqual(["drop-unused", "narrow-unlimited", "narrow-broad"]);
  });
});

describe("human oversight", () => {
  it("counts decisions, and approvals that were late, by the owner, or hurried", async () => {
    const mine = await api.createOrg("Oversight");
    await mine.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
    await mine.publish(policy("short", { match: { actions: ["pr.close"] }, effect: "approve", approval: { expires: "1s" } }));
    expect(await component("human_oversight", mine.owner)).toMatchObject({ score: 0, summary: "no approval requests yet" });
    const { token: operator } = await mine.addMember("operator");
    const ids = [];
    for (let i = 0; i < 4; i++) ids.push((await act(mine.agentKey, "pr.merge")).approval_id as string);
    const expiring = await act(mine.agentKey, "pr.close");
    // The owner of the agent approves one; the operator approves two in a row and denies one at once.
    await decide(mine.owner, ids[0] as string, "approve");
    await decide(operator, ids[1] as string, "approve");
    await decide(operator, ids[2] as string, "approve");
    await decide(operator, ids[3] as string, "deny");
    await api.database.inspect("UPDATE app.approval SET requested_at = requested_at - interval '1 hour' WHERE approval_id = $1", [
      decodeId("apr", ids[1] as string),
    ]);
    await expect
      .poll(async () => (await api.call("GET", `approvals/${expiring.approval_id}`, { token: mine.owner })).body.status, { timeout: 5_000 })
      .toBe("expired");
    const found = await component("human_oversight", mine.owner);
    expect(found.counts).toEqual({ decided: 4, late: 1, own: 1, hurried: 1, expired: 1 });
    expect(found.score).toBe(Math.floor(6 * (4 / 5) + 3 * (3 / 4) * 3));
  });
});

describe("enforcement, credentials, outcomes and incident response", () => {
  it("count their evidence", async () => {
    const mine = await api.createOrg("Mixed");
    await mine.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
    await mine.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
    await mine.publish(policy("watches", { match: { actions: ["doc.read"] }, effect: "deny", mode: "monitor" }));
    expect(await component("enforcement", mine.owner)).toMatchObject({
      score: 10,
      counts: { enforcing: 2, watching: 1 },
      advice: [{ gain: 5, action: { label: "Open watches" } }],
    });

    const [first] = await Promise.all(Array.from({ length: 4 }, () => act(mine.agentKey, "doc.read")));
    await api.call("POST", `actions/${first.audit_event_id}/report`, { token: mine.agentKey, body: { status: "failure" } });
    await api.call("POST", `actions/${first.audit_event_id}/report`, { token: mine.agentKey, body: { status: "success" } });
    const asked = await act(mine.agentKey, "pr.merge");
    await decide(mine.owner, asked.approval_id, "approve");
    expect((await component("outcome_reporting", mine.owner)).counts).toEqual({ executed: 4, reported: 1 });
    await api.call("POST", `approvals/${asked.approval_id}/collect`, { token: mine.agentKey, body: {} });
    await api.call("POST", `actions/${asked.audit_event_id}/report`, { token: mine.agentKey, body: { status: "success" } });
    const outcomes = await component("outcome_reporting", mine.owner);
    expect(outcomes).toMatchObject({ score: Math.floor((8 * 2) / 5), counts: { executed: 5, reported: 2 } });
    expect(outcomes.counts.executed).toBe(await count("ledger_entry", mine.orgId, "kind = 'action.executed'"));

    const credentials = await component("credential_hygiene", mine.owner);
    expect(credentials.counts).toEqual({ keys: 2, old: 0, endless: 2, unused: 0 });
    expect(credentials.score).toBe(Math.floor(10 * (1 - 2 / 6)));
    const { body: spare } = await api.call("POST", "keys", { token: mine.owner, body: { name: "spare", scopes: ["audit:read"] } });
    await api.call("DELETE", `keys/${spare.id}`, { token: mine.owner });
    expect(await component("credential_hygiene", mine.owner)).toMatchObject({ counts: { keys: 2 } });
    await mine.addMember("admin");
    expect(await component("incident_response", mine.owner)).toMatchObject({
      score: 7,
      counts: { agents: 1, ownerless: 0, stoppers: 2, drills: 1 },
    });
  });

  it("consider the age of keys and agents", async () => {
    const mine = await api.createOrg("Aged");
    const id = decodeId("org", mine.orgId);
    await api.database.inspect("UPDATE app.api_key SET created_at = now() - interval '100 days', last_used_at = NULL WHERE org_id = $1", [
      id,
    ]);
    expect((await component("credential_hygiene", mine.owner)).counts).toEqual({ keys: 2, old: 2, endless: 2, unused: 2 });
    expect((await component("credential_hygiene", mine.owner)).score).toBe(0);
    await api.database.inspect("UPDATE app.agent SET owner_user_id = NULL WHERE org_id = $1", [id]);
    const { advice } = await component("incident_response", mine.owner);
    expect(advice[0]).toMatchObject({ id: "assign-owners", gain: 3, action: { href: `/agents/${mine.agentId}` } });
  });
});

describe("ledger integrity", () => {
  it("is earned by verifying and exporting, and lost when a verification fails", async () => {
    const mine = await api.createOrg("Ledger");
    expect(await component("ledger_integrity", mine.owner)).toMatchObject({ score: 0, summary: "never verified, not exported this month" });
    expect((await api.call("GET", "audit/verify", { token: mine.owner })).body.chain_valid).toBe(true);
    expect(await component("ledger_integrity", mine.owner)).toMatchObject({ score: 5 });
    await api.call("GET", "audit/export", { token: mine.owner });
    expect(await component("ledger_integrity", mine.owner)).toMatchObject({ score: 8, summary: "verified today, exported this month" });
    await api.database.inspect("UPDATE app.ledger_check SET checked_at = now() - interval '8 days' WHERE org_id = $1", [
      decodeId("org", mine.orgId),
    ]);
    expect((await component("ledger_integrity", mine.owner)).score).toBe(6);
    await api.database.inspect("UPDATE app.ledger_check SET valid = false WHERE org_id = $1", [decodeId("org", mine.orgId)]);
    expect(await component("ledger_integrity", mine.owner)).toMatchObject({ score: 0, advice: [{ id: "broken", gain: 8 }] });
  });
});

describe("reading it", () => {
  it("is allowed for every member, agents and keys with the scope; names only for those who may list them", async () => {
    await act(org.agentKey, "doc.read");
    const tokens = await Promise.all(["admin", "operator", "auditor", "member"].map(async (role) => (await org.addMember(role)).token));
    const scores = await Promise.all([org.owner, org.orgKey, org.agentKey, ...tokens].map(async (token) => (await postureOf(token)).score));
    expect(new Set(scores).size).toBe(1);
    for (const token of [org.agentKey, tokens[3] as string]) {
      const { text } = await api.call("GET", "posture", { token });
      expect(text).not.toContain("release-bot");
    }
    expect((await api.call("GET", "posture", { token: org.owner })).text).toContain("release-bot");
    const { body } = await api.call("POST", "keys", { token: org.owner, body: { name: "reader", scopes: ["audit:read"] } });
    expect((await api.call("GET", "posture", { token: body.api_key })).body).toMatchObject({ status: 403 });
    expect((await api.call("GET", "posture")).status).toBe(401);
  });

  it("counts no rows of other organisations", async () => {
    const mine = await api.createOrg("Quiet");
    const loud = await api.createOrg("Loud");
    await loud.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
    const before = await postureOf(mine.owner);
    for (let i = 0; i < 3; i++) await act(loud.agentKey, "doc.read");
    await api.call("GET", "audit/verify", { token: loud.owner });
    expect({ ...(await postureOf(mine.owner)), computed_at: "" }).toEqual({ ...before, computed_at: "" });
  });
});

describe("the history", () => {
  it("has one snapshot per UTC day, and names the causes of changes", async () => {
    const mine = await api.createOrg("History");
    const id = decodeId("org", mine.orgId);
    await Promise.all([snapshotPosture(api.deps), snapshotPosture(api.deps), snapshotPosture(api.deps)]);
    expect(await count("posture_snapshot", mine.orgId)).toBe(1);
    expect(await snapshotPosture(api.deps)).toBe(0);
    const [kept] = await api.database.inspect<{ score: number }>("SELECT score FROM app.posture_snapshot WHERE org_id = $1", [id]);
    await api.database.inspect("UPDATE app.posture_snapshot SET day = day - 2 WHERE org_id = $1", [id]);

    await api.call("GET", "audit/verify", { token: mine.owner });
    const { body } = await api.call("GET", "posture/history?days=7", { token: mine.agentKey });
    const history = PostureHistory.parse(body);
    const now = await postureOf(mine.owner);
    expect(history.data.map(({ score }) => score)).toEqual([kept?.score, now.score]);
    expect(history).toMatchObject({ change: 5, since: history.data[0]?.day });
    expect(history.data[0]?.moved).toEqual([]);
    expect(history.data[1]?.moved).toEqual([{ component: "ledger_integrity", delta: 5, because: "verified 0 → 1" }]);
    expect(history.data[1]?.day).toBe(now.computed_at.slice(0, 10));
    const recent = await api.call("GET", "posture/history?days=2", { token: mine.owner });
    expect(recent.body.data).toHaveLength(1);
  });

  it("refuses invalid time spans", async () => {
    for (const days of ["0", "367", "x", "1.5"])
      expect((await api.call("GET", `posture/history?days=${days}`, { token: org.owner })).body).toMatchObject({ code: "INVALID_REQUEST" });
  });
});

describe("the cache of counts", () => {
  it("is used only while counting again would return the same", async () => {
    const mine = await api.createOrg("Counted");
    const id = decodeId("org", mine.orgId);
    await mine.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
    const first = await act(mine.agentKey, "doc.read");
    const executed = async () => (await component("outcome_reporting", mine.owner)).counts;
    expect(await Promise.all([executed(), executed(), executed()])).toEqual(Array(3).fill({ executed: 1, reported: 0 }));
    await api.call("POST", `actions/${first.audit_event_id}/report`, { token: mine.agentKey, body: { status: "success" } });
    expect(await executed()).toEqual({ executed: 1, reported: 1 });
    await act(mine.agentKey, "doc.read");
    expect(await executed()).toEqual({ executed: 2, reported: 1 });
    // The window leaves a decision behind while the ledger stands still: first it has not, then it has.
    const [row] = await api.database.inspect<{ at: Date }>(
      "SELECT clock_timestamp() - interval '30 days' + interval '5 seconds' AS at",
      [],
    );
    const at = row?.at ?? new Date();
    const inWindow = uuidv7(at.getTime(), new Uint8Array(10));
    await api.database.inspect(
      `DO $$ BEGIN
        ALTER TABLE app.decision DISABLE TRIGGER USER;
        UPDATE app.decision SET ts = '${at.toISOString()}', id = '${inWindow}' WHERE org_id = '${id}' AND id = '${decodeId("evt", first.audit_event_id)}';
        ALTER TABLE app.decision ENABLE TRIGGER USER;
      END $$`,
      [],
    );
    expect(await executed()).toEqual({ executed: 2, reported: 1 });
    await expect.poll(async () => (await executed()).executed, { timeout: 60_000 }).toBe(1);
  });
});
