import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("merges", { effect: "allow", match: { actions: ["pr.merge"] } }));
});
afterAll(() => api.close());

const MERGE = { action_type: "pr.merge", metadata: { repo: "acme/web", pr_size: 42 } };
const submit = (body: unknown, headers: Record<string, string> = {}, token = org.agentKey) =>
  api.call("POST", "actions", { token, body, headers });
const entryCount = async () => (await api.call("GET", "audit/checkpoint", { token: org.owner })).body.size as number;

describe("revocation", () => {
  test("applies to a repeated claim that a process has cached, without the bus", async () => {
    const deaf = await api.startProcess();
    await deaf.deps.bus.close();
    const { body: agent } = await api.call("POST", "agents", { token: org.owner, body: { name: "claimant", capabilities: ["*"] } });
    const { body: key } = await api.call("POST", `agents/${agent.id}/keys`, { token: org.owner, body: { name: "claims" } });
    const claim = (metadata = MERGE.metadata) =>
      deaf.call("POST", "actions", { token: key.api_key, body: { ...MERGE, metadata }, headers: { "x-al-event-id": "known" } });
    const first = (await claim()).body;
    const size = await entryCount();
    const repeated = await claim();
    expect([repeated.status, repeated.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
    expect(repeated.body.receipt.entry).toBe(first.receipt.entry);
    expect((await claim({ ...MERGE.metadata, pr_size: 1 })).body.code).toBe("IDEMPOTENCY_CONFLICT");
    expect(await entryCount()).toBe(size);

    const halt = await api.call("POST", "halts", { token: org.owner, body: { scope: { agent: agent.id }, reason: "Test." } });
    const halted = (await claim()).body;
    expect([halted.status, halted.denial_reason]).toEqual(["denied", "AGENT_HALTED"]);
    expect(halted.audit_event_id).not.toBe(first.audit_event_id);
    await api.call("POST", `halts/${halt.body.id}/resume`, { token: org.owner, body: { reason: "Test." } });
    expect((await claim()).body.audit_event_id).toBe(first.audit_event_id);
    await api.call("DELETE", `agents/${agent.id}/keys/${key.id}`, { token: org.owner });
    expect((await claim()).status).toBe(401);
  });

  test("applies to the next decision when another process committed the change, without the bus", async () => {
    const deaf = await api.startProcess();
    await deaf.call("POST", "actions", { token: org.agentKey, body: MERGE });
    await deaf.deps.bus.close();
    const { body: key } = await api.call("POST", `agents/${org.agentId}/keys`, { token: org.owner, body: { name: "doomed" } });
    expect((await deaf.call("POST", "actions", { token: key.api_key, body: MERGE })).status).toBe(200);
    await api.call("DELETE", `agents/${org.agentId}/keys/${key.id}`, { token: org.owner });
    expect((await deaf.call("POST", "actions", { token: key.api_key, body: MERGE })).status).toBe(401);
    await org.publish(policy("freeze", { effect: "deny", match: { actions: ["freeze.me"] } }));
    expect((await deaf.call("POST", "actions", { token: org.agentKey, body: { action_type: "freeze.me" } })).body.denial_reason).toBe(
      "POLICY_DENIED",
    );
    await deaf.close();
  });

  test("returns the same 401 for an expired key, a malformed key and an unknown key", async () => {
    const { body: key } = await api.call("POST", `agents/${org.agentId}/keys`, {
      token: org.owner,
      body: { name: "brief", expires_in: 1 },
    });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const garbled = `${org.agentKey.slice(0, -1)}${org.agentKey.endsWith("0") ? "1" : "0"}`;
    for (const token of [key.api_key, garbled, "nonsense", "als_nonsense", `als_${"A".repeat(43)}`]) {
      const answer = await submit(MERGE, {}, token);
      expect(answer).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED", retryable: false } });
      expect(answer.text).not.toContain(token);
    }
    expect((await api.call("POST", "actions", { body: MERGE })).status).toBe(401);
  });

  test("denies and records the action of a disabled agent", async () => {
    const { body: agent } = await api.call("POST", "agents", { token: org.owner, body: { name: "retired-bot", capabilities: ["*"] } });
    const { body: key } = await api.call("POST", `agents/${agent.id}/keys`, { token: org.owner, body: { name: "k" } });
    expect((await submit(MERGE, {}, key.api_key)).status).toBe(200);
    await api.call("PATCH", `agents/${agent.id}`, { token: org.owner, body: { status: "disabled" } });
    expect((await submit(MERGE, {}, key.api_key)).body).toMatchObject({ status: "denied", denial_reason: "AGENT_DISABLED" });
  });

  test("denies everything when a policy differs from the signed manifest", async () => {
    const victim = await api.createOrg("Tampered");
    await victim.publish(policy("reads", { effect: "allow", match: { actions: ["doc.read"] } }));
    expect((await submit({ action_type: "doc.read" }, {}, victim.agentKey)).body.status).toBe("executed");
    await api.database.inspect("ALTER TABLE app.policy_version DISABLE TRIGGER USER");
    await api.database.inspect(`UPDATE app.policy_version v SET canonical = replace(canonical, 'doc.read', 'doc.*') FROM app.policy p
      WHERE p.org_id = v.org_id AND p.policy_id = v.policy_id AND p.name = 'reads' AND v.canonical LIKE '%doc.read%'`);
    await api.database.inspect("ALTER TABLE app.policy_version ENABLE TRIGGER USER");
    const fresh = await api.startProcess();
    expect((await fresh.call("POST", "actions", { token: victim.agentKey, body: { action_type: "doc.read" } })).body).toMatchObject({
      status: "denied",
      denial_reason: "POLICY_TAMPERED",
    });
    await fresh.close();
  });
});
