import { createHash } from "node:crypto";
import { approvalDigest } from "@agentlattice/core/approval";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate, delegateDown, type TestChild } from "../testing/delegate.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
});
afterAll(() => api.close());

const submit = (token: string, action_type = "doc.read", headers: Record<string, string> = {}) =>
  api.call("POST", "actions", { token, headers, body: { action_type, metadata: { target: "acme/web" } } });
const decide = async (approvalId: string, token: string, decision = "approve") => {
  const { digest } = (await org.get(`approvals/${approvalId}`)).body;
  return api.call("POST", `approvals/${approvalId}/decision`, { token, body: { decision, digest, reason: "because" } });
};
const leafOf = async (eventId: string) => {
  const { seq } = (await org.get("audit/events?limit=200")).body.data.find((event: { id: string }) => event.id === eventId);
  const [row] = await api.database.inspect<{ text: string }>(
    "SELECT convert_from(bytes, 'UTF8') AS text FROM app.ledger_entry WHERE seq = $1",
    [seq],
  );
  return JSON.parse(row?.text ?? "null");
};

describe("a delegated agent's action", () => {
  it("names its delegation and the whole chain", async () => {
    const [first, second] = (await delegateDown(api, org.agentKey, 2, { capabilities: ["doc.*"] })) as [TestChild, TestChild];
    const answer = await submit(second.key, "doc.read", { "x-al-delegation-id": second.id });
    expect(answer.body).toMatchObject({ status: "executed", delegation_id: second.id });
    expect((await org.get(`actions/${answer.body.audit_event_id}`, second.key)).body.delegation_id).toBe(second.id);
    expect((await leafOf(answer.body.audit_event_id)).data).toMatchObject({
      delegation: second.id,
      chain: [org.agentId, first.agentId, second.agentId],
    });
    const own = await submit(org.agentKey);
    expect(own.body).not.toHaveProperty("delegation_id");
    const { data } = await leafOf(own.body.audit_event_id);
    expect(data).toMatchObject({ delegation: null });
    expect(data).not.toHaveProperty("chain");
  });

  it("is refused with the header of another delegation", async () => {
    const [one, two] = [await delegate(api, org.agentKey), await delegate(api, org.agentKey)];
    for (const [key, header] of [
      [one.key, two.id],
      [org.agentKey, one.id],
      [one.key, "nonsense"],
    ] as const) {
      for (const path of ["actions", "actions/check"]) {
        const answer = await api.call("POST", path, {
          token: key,
          headers: { "x-al-delegation-id": header },
          body: { action_type: "doc.read" },
        });
        expect(answer.body).toMatchObject({ status: 403, code: "DELEGATION_INVALID" });
      }
    }
  });

  it("is denied beyond the capabilities of the agent or any ancestor", async () => {
    const { id, body } = await api
      .call("POST", "agents", { token: org.owner, body: { name: "narrowing", capabilities: ["*"] } })
      .then((a) => ({ id: a.body.id, body: a.body }));
    expect(body.id).toBe(id);
    const { api_key: key } = (await api.call("POST", `agents/${id}/keys`, { token: org.owner, body: { name: "k" } })).body;
    const child = await delegate(api, key, { capabilities: ["doc.*"] });
    expect((await submit(child.key, "mail.send")).body).toMatchObject({ status: "denied", denial_reason: "CAPABILITY_EXCEEDED" });
    expect((await submit(child.key)).body.status).toBe("executed");
    await api.call("PATCH", `agents/${id}`, { token: org.owner, body: { capabilities: ["pr.*"] } });
    expect((await submit(child.key)).body).toMatchObject({ status: "denied", denial_reason: "CAPABILITY_EXCEEDED" });
    expect((await submit(child.key)).body.message).toContain("narrowing");
  });

  it("is evaluated with the labels of its ancestors, and not with a name that it chose", async () => {
    const other = await api.createOrg("Labels");
    await other.publish(policy("bot-may", { match: { actions: ["a.do"], agents: { names: ["release-bot"] } }, effect: "allow" }));
    await other.publish(policy("team-may", { match: { actions: ["b.do"], agents: { labels: { team: "platform" } } }, effect: "allow" }));
    await other.publish(
      policy("own-name", {
        match: { actions: ["c.do"] },
        when: { field: "agent.name", operator: "eq", value: "release-bot" },
        effect: "allow",
      }),
    );
    await api.call("PATCH", `agents/${other.agentId}`, { token: other.owner, body: { labels: { team: "platform" } } });
    const child = await delegate(api, other.agentKey, { name: "release-bot", capabilities: ["*"] });
    const status = async (key: string, action: string) => (await submit(key, action)).body.status;
    expect([await status(other.agentKey, "a.do"), await status(child.key, "a.do")]).toEqual(["executed", "denied"]);
    expect([await status(other.agentKey, "b.do"), await status(child.key, "b.do")]).toEqual(["executed", "executed"]);
    expect([await status(other.agentKey, "c.do"), await status(child.key, "c.do")]).toEqual(["executed", "denied"]);
    await api.call("PATCH", `agents/${other.agentId}`, { token: other.owner, body: { labels: {} } });
    expect(await status(child.key, "b.do")).toBe("denied");
  });

  it("has its own idempotency ids, separate from siblings and parent", async () => {
    const [one, two] = [
      await delegate(api, org.agentKey, { capabilities: ["doc.*"] }),
      await delegate(api, org.agentKey, { capabilities: ["doc.*"] }),
    ];
    const send = (key: string) => submit(key, "doc.read", { "x-al-event-id": "shared" });
    const [first, again, sibling, parent] = [await send(one.key), await send(one.key), await send(two.key), await send(org.agentKey)];
    expect(again.body.audit_event_id).toBe(first.body.audit_event_id);
    expect(new Set([first, sibling, parent].map((answer) => answer.body.audit_event_id)).size).toBe(3);
    expect((await org.get(`actions/${first.body.audit_event_id}`, two.key)).status).toBe(404);
  });
});

describe("a delegated agent's approval", () => {
  it("shows the path from the responsible person, and is bound to it", async () => {
    const [first, second] = (await delegateDown(api, org.agentKey, 2)) as [TestChild, TestChild];
    const asked = await submit(second.key, "pr.merge");
    expect(asked).toMatchObject({ status: 202, body: { delegation_id: second.id } });
    const review = (await org.get(`approvals/${asked.body.approval_id}/review`)).body;
    expect(review.requested_by).toEqual({ id: second.agentId, name: "release-bot/level 1/level 2" });
    expect(review.delegation.id).toBe(second.id);
    expect(review.delegation.chain.map((agent: { id: string }) => agent.id)).toEqual([org.agentId, first.agentId, second.agentId]);
    expect(review.path.map((step: { kind: string; name: string }) => [step.kind, step.name])).toEqual([
      ["person", "Olive Owner"],
      ["agent", "release-bot"],
      ["agent", "release-bot/level 1"],
      ["agent", "release-bot/level 1/level 2"],
    ]);
    expect(review.risk.reasons).toContain("A delegated agent asks");
    const [row] = await api.database.inspect<{ salt: Buffer }>(
      "SELECT digest_salt AS salt FROM app.approval WHERE encode(digest, 'hex') = $1",
      [review.digest],
    );
    const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
    const bound = {
      org: org.orgId,
      environment: "prod",
      agent: second.agentId,
      chain: [org.agentId, first.agentId, second.agentId],
      delegation: second.id,
      submission: { action_type: "pr.merge", metadata: { target: "acme/web" } },
      obligations: [],
    };
    expect(approvalDigest(sha256, row?.salt as Buffer, bound)).toBe(review.digest);
    expect(approvalDigest(sha256, row?.salt as Buffer, { ...bound, chain: [second.agentId] })).not.toBe(review.digest);
  });

  it("is decided, collected and consumed like any other", async () => {
    const child = await delegate(api, org.agentKey);
    const asked = await submit(child.key, "pr.merge");
    const waiting = api.call("GET", `approvals/${asked.body.approval_id}`, { token: child.key, headers: { prefer: "wait=20" } });
    const decided = await decide(asked.body.approval_id, org.owner);
    expect(decided.body).toMatchObject({ status: "approved", requested_by: { id: child.agentId, name: "release-bot/reviewer" } });
    expect((await waiting).body).toMatchObject({ status: "approved", delegation: { id: child.id } });
    const collected = await api.call("POST", `approvals/${asked.body.approval_id}/collect`, { token: child.key, body: {} });
    expect(collected.body).toMatchObject({ status: "executed", delegation_id: child.id });
    const submission = { action_type: "pr.merge", metadata: { target: "acme/web" } };
    const consumed = await api.call("POST", "permits/consume", { token: org.orgKey, body: { permit: collected.body.permit, submission } });
    expect(consumed.body).toMatchObject({ agent_id: child.agentId, action_type: "pr.merge" });
  });

  it("expires with the delegation at the latest", async () => {
    const child = await delegate(api, org.agentKey, { ttl: 300 });
    const { expires_at } = (await org.get(`delegations/${child.id}`)).body;
    const asked = await submit(child.key, "pr.merge");
    expect(asked.body.timeout_at).toBe(expires_at);
    const decided = await decide(asked.body.approval_id, org.owner);
    expect(decided.body.lapses_at).toBe(expires_at);
    const collected = await api.call("POST", `approvals/${asked.body.approval_id}/collect`, { token: child.key, body: {} });
    expect(collected.body.permit_expires_at).toBe(expires_at);
  });

  it("is not decided by the person who opened the delegation, nor under strict separation by the owner of the root", async () => {
    const admin = await org.addMember("admin");
    const opened = await delegate(api, admin.token, { parent: org.agentId });
    const below = await delegate(api, opened.key);
    const asked = await submit(below.key, "pr.merge");
    const review = (await org.get(`approvals/${asked.body.approval_id}/review`, admin.token)).body;
    expect(review.you).toMatchObject({ can_decide: false, because: expect.stringContaining("opened the delegation") });
    expect(review.eligible.map((person: { id: string }) => person.id)).not.toContain(admin.userId);
    expect((await decide(asked.body.approval_id, admin.token)).body).toMatchObject({ status: 403, code: "NOT_ELIGIBLE" });
    expect((await decide(asked.body.approval_id, org.owner)).status).toBe(200);

    const strict = await api.createOrg("Strict");
    await strict.publish(
      policy("strict", {
        match: { actions: ["pr.*"] },
        effect: "approve",
        approval: { separation_of_duties: "strict", stages: [{ approvers: ["role:owner", "role:admin"] }] },
      }),
    );
    await api.call("PATCH", `agents/${strict.agentId}`, {
      token: strict.owner,
      body: { owner: (await org.get("auth/session", strict.owner)).body.user.id },
    });
    const child = await delegate(api, strict.agentKey);
    expect((await submit(child.key, "pr.merge")).body).toMatchObject({ status: "denied", denial_reason: "NO_ELIGIBLE_APPROVER" });
    const second = await strict.addMember("admin");
    const held = (await submit(child.key, "pr.merge")).body;
    const { digest } = (await org.get(`approvals/${held.approval_id}`, strict.owner)).body;
    const vote = (token: string) =>
      api.call("POST", `approvals/${held.approval_id}/decision`, { token, body: { decision: "approve", digest } });
    expect((await vote(strict.owner)).body).toMatchObject({ status: 403, code: "NOT_ELIGIBLE" });
    expect((await vote(second.token)).status).toBe(200);
  });
});
