import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

type Member = Awaited<ReturnType<TestOrg["addMember"]>>;
type Created = { type: string; id: string; name: string };

let api: TestApi;
let org: TestOrg;
let admin: Member;
let serial = 0;

beforeAll(async () => {
  api = await startTestApi({ AL_EGRESS_ALLOW: "127.0.0.1:9" });
});
afterAll(() => api.close());
beforeEach(async () => {
  await api.database.inspect("DELETE FROM app.attempt");
  org = await api.createOrg(`Org ${serial++}`);
  admin = await org.addMember("admin");
});

const remove = (userId: string, body?: object, token = org.owner) =>
  api.call("DELETE", `members/${userId}`, { token, ...(body ? { body } : {}) });
const setRole = (userId: string, role: string) => api.call("PATCH", `members/${userId}`, { token: org.owner, body: { role } });
const orgKey = async (scopes: readonly string[], token = admin.token) =>
  (await org.post("keys", { name: `key-${serial++}`, scopes }, token)).body as { id: string; api_key: string };
const agentKey = async (token = admin.token) =>
  (await org.post(`agents/${org.agentId}/keys`, { name: `agent-key-${serial++}` }, token)).body as { id: string; api_key: string };
const webhook = async (body: object = { types: ["approval.*"] }, token = admin.token) =>
  (await org.post("webhooks", { url: "http://127.0.0.1:9/hook", name: `hook-${serial++}`, ...body }, token)).body.id as string;
const invite = async (role: string, token = admin.token) =>
  (await org.post("invitations", { email: `second-${serial++}@acme.test`, role }, token)).body as { id: string; token: string };
const accept = (token: string) =>
  api.call("POST", "invitations/accept", { body: { token, name: "Second Self", password: "a quiet harbour lantern" } });
/** The leaves of a kind, newest first. */
const entries = async (kind: string) =>
  (
    await api.database.inspect<{ leaf: { subject: { id: string }; data: Record<string, unknown> } }>(
      "SELECT convert_from(bytes, 'utf8')::json AS leaf FROM app.ledger_entry WHERE org_id = $1 AND kind = $2 ORDER BY seq DESC",
      [decodeId("org", org.orgId), kind],
    )
  ).map(({ leaf }) => leaf);
const publish = async (key: string) => {
  const { id } = (await org.post("policies", { document: policy(`p-${serial++}`, { effect: "deny", match: { actions: ["x.y"] } }) })).body;
  return api.call("POST", `policies/${id}/publish`, { token: key, body: {} });
};

describe("the removal of a member", () => {
  it("ends their open invitations, also of people who may be admins", async () => {
    const open = await invite("admin");
    const other = await invite("member", org.owner);
    const { body } = await remove(admin.userId);
    expect(body.ended).toMatchObject({ invitations: 1, sessions: 1, handovers: 0, delegations: 0, votes: 0 });
    expect((await accept(open.token)).body).toMatchObject({ code: "INVITATION_INVALID" });
    expect((await accept(other.token)).status).toBe(200);
    expect((await entries("invitation.changed")).filter(({ subject }) => subject.id === open.id)[0]?.data).toMatchObject({
      change: "revoked",
    });
  });

  it("ends the hand-overs by them and to them", async () => {
    const deputy = await org.addMember("operator");
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await org.post("handovers", { to: deputy.userId, until }, admin.token);
    await org.post("handovers", { to: admin.userId, until }, deputy.token);
    expect((await remove(admin.userId)).body.ended).toMatchObject({ handovers: 2 });
    expect((await org.get("handovers")).body.data).toEqual([]);
    const changes = (await entries("handover.changed")).map(({ data }) => data.change);
    expect(changes).toEqual(["taken_back", "taken_back", "handed_over", "handed_over"]);
  });

  it("ends the delegations made with their session and those below them", async () => {
    const child = (await org.post("delegations", { parent: org.agentId, name: "child", capabilities: ["a.b"], ttl: 3600 }, admin.token))
      .body;
    await org.post("delegations", { name: "grandchild", capabilities: ["a.b"], ttl: 600 }, child.api_key);
    const kept = (await org.post("delegations", { parent: org.agentId, name: "kept", capabilities: ["a.b"], ttl: 3600 })).body;
    expect((await remove(admin.userId, { revoke: "none" })).body.ended).toMatchObject({ delegations: 2 });
    expect((await api.call("GET", "whoami", { token: child.api_key })).status).toBe(401);
    expect((await api.call("GET", "whoami", { token: kept.api_key })).status).toBe(200);
  });

  it("ends their votes for requests that are not decided", async () => {
    await org.publish(policy("pairs", { effect: "approve", match: { actions: ["pair.run"] }, approval: { quorum: 2 } }));
    const { approval_id } = (await org.submit("pair.run")).body;
    const { digest } = (await org.get(`approvals/${approval_id}`)).body;
    await org.post(`approvals/${approval_id}/decision`, { decision: "approve", digest }, admin.token);
    expect((await remove(admin.userId)).body.ended).toMatchObject({ votes: 1 });
    expect((await org.get(`approvals/${approval_id}`)).body.stages[0]).toMatchObject({ approvals: 0 });
  });

  it("revokes all keys, webhooks and grants that they created, unless the caller chooses otherwise", async () => {
    const [key, ofAgent, hook, callback] = [
      await orgKey(["policies:publish"]),
      await agentKey(),
      await webhook(),
      await webhook({ types: [] }),
    ];
    const theirs = await orgKey(["audit:read"], org.owner);
    const listed = (await org.get(`members/${admin.userId}/creations`)).body.remaining as Created[];
    expect(listed.map(({ type, id }) => [type, id])).toEqual([
      ["key", key.id],
      ["agent_key", ofAgent.id],
      ["webhook", hook],
      ["callback", callback],
    ]);
    const { body } = await remove(admin.userId);
    expect(body).toMatchObject({ remaining: [], revoked: listed });
    expect((await publish(key.api_key)).body).toMatchObject({ status: 401 });
    expect((await api.call("GET", "whoami", { token: ofAgent.api_key })).status).toBe(401);
    expect((await org.get("webhooks")).body.data).toEqual([]);
    expect((await api.call("GET", "audit/events", { token: theirs.api_key })).status).toBe(200);
    expect((await entries("key.revoked")).map(({ subject }) => subject.id).sort()).toEqual([key.id, ofAgent.id].sort());
    expect((await entries("channel.changed")).filter(({ data }) => data.change === "deleted")).toHaveLength(2);
    expect((await org.get(`members/${admin.userId}/creations`)).body).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });

  it("revokes a standing grant that they gave", async () => {
    await org.publish(
      policy("grants", { effect: "approve", match: { actions: ["doc.send"] }, approval: { grants: { allow: true, max: "8h" } } }),
    );
    const { approval_id } = (await org.submit("doc.send")).body;
    const { digest } = (await org.get(`approvals/${approval_id}`)).body;
    const decided = await org.post(`approvals/${approval_id}/decision`, { decision: "approve", digest, grant: { for: "1h" } }, admin.token);
    expect(decided.status, decided.text).toBe(200);
    expect((await org.submit("doc.send")).body.status).toBe("executed");
    const { body } = await remove(admin.userId);
    expect(body.revoked).toMatchObject([{ type: "grant", name: "doc.send", agent: { id: org.agentId } }]);
    expect((await org.submit("doc.send")).body.status).toBe("requested");
  });

  it("keeps what the caller does not choose: an agent's key works on, a key of the organisation has no scopes", async () => {
    const [key, ofAgent, hook] = [await orgKey(["audit:read"]), await agentKey(), await webhook()];
    const unknown = await remove(admin.userId, { revoke: [key.id, "key_01h455vb4pex5vsknk084sn02q"] });
    expect(unknown.body).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect((await api.call("GET", "auth/session", { token: admin.token })).status).toBe(200);
    const { body } = await remove(admin.userId, { revoke: [hook] });
    expect(body.remaining.map(({ id }: Created) => id)).toEqual([key.id, ofAgent.id]);
    expect((await api.call("GET", "whoami", { token: ofAgent.api_key })).status).toBe(200);
    for (const path of ["audit/events", "whoami"])
      expect((await api.call("GET", path, { token: key.api_key })).body).toMatchObject({ status: 403, code: "KEY_CREATOR_REMOVED" });
    const [shown] = ((await org.get("keys")).body.data as { id: string }[]).filter(({ id }) => id === key.id);
    expect(shown).toMatchObject({ created_by: { id: admin.userId, name: null }, scopes: ["audit:read"], effective_scopes: [] });
    const later = await api.call("POST", `members/${admin.userId}/revoke`, { token: org.owner, body: { types: ["agent_key"] } });
    expect(later.body).toMatchObject({ revoked: [{ id: ofAgent.id }], remaining: [{ id: key.id }] });
    expect((await api.call("GET", "whoami", { token: ofAgent.api_key })).status).toBe(401);
    expect((await org.post(`members/${admin.userId}/revoke`, { all: true })).body).toMatchObject({ remaining: [] });
  });

  it("ends the delegations that a revoked key of the organisation made", async () => {
    const key = await orgKey(["delegations:write"]);
    const child = (await org.post("delegations", { parent: org.agentId, name: "child", capabilities: ["a.b"], ttl: 3600 }, key.api_key))
      .body;
    expect((await api.call("GET", "whoami", { token: child.api_key })).status).toBe(200);
    await remove(admin.userId);
    expect((await api.call("GET", "whoami", { token: child.api_key })).status).toBe(401);
  });

  it("applies to a person who leaves", async () => {
    const [key, open] = [await orgKey(["audit:read"]), await invite("admin")];
    expect((await remove(admin.userId, undefined, admin.token)).body).toMatchObject({ revoked: [{ id: key.id }] });
    expect((await accept(open.token)).body).toMatchObject({ code: "INVITATION_INVALID" });
    expect((await api.call("GET", "audit/events", { token: key.api_key })).status).toBe(401);
  });

  it("applies to an owner whom another owner removes", async () => {
    const rival = await org.addMember("owner");
    const key = await orgKey(["policies:publish"], rival.token);
    const open = await invite("owner", rival.token);
    expect((await remove(rival.userId, undefined, admin.token)).status).toBe(403);
    expect((await remove(rival.userId)).body).toMatchObject({ revoked: [{ id: key.id }], ended: { invitations: 1 } });
    expect((await accept(open.token)).body).toMatchObject({ code: "INVITATION_INVALID" });
  });

  it("happens once when two people remove the same member on two processes", async () => {
    const process = await api.startProcess();
    const key = await orgKey(["audit:read"]);
    const other = await org.addMember("admin");
    const answers = await Promise.all([remove(admin.userId), process.call("DELETE", `members/${admin.userId}`, { token: other.token })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await entries("key.revoked")).map(({ subject }) => subject.id)).toEqual([key.id]);
    expect((await entries("member.changed")).filter(({ data }) => data.change === "removed")).toHaveLength(1);
  });

  it("names the person who last chose the address of a webhook as its creator", async () => {
    const hook = await webhook(undefined, org.owner);
    expect((await org.get(`members/${admin.userId}/creations`)).body.remaining).toEqual([]);
    await api.call("PATCH", `webhooks/${hook}`, { token: admin.token, body: { name: "renamed" } });
    expect((await org.get(`members/${admin.userId}/creations`)).body.remaining).toEqual([]);
    await api.call("PATCH", `webhooks/${hook}`, { token: admin.token, body: { url: "http://127.0.0.1:9/mine" } });
    expect((await org.get(`members/${admin.userId}/creations`)).body.remaining).toMatchObject([
      { type: "webhook", id: hook, name: "renamed" },
    ]);
  });
});

describe("a key of the organisation has no more scopes than the role of its creator", () => {
  it("after a demotion, and has them again after a promotion, on every process", async () => {
    const process = await api.startProcess();
    const key = await orgKey(["policies:publish", "policies:read", "permits:consume", "audit:read"]);
    expect((await publish(key.api_key)).status).toBe(200);
    expect((await process.call("GET", "audit/events", { token: key.api_key })).status).toBe(200);
    await setRole(admin.userId, "operator");
    const refused = (await publish(key.api_key)).body;
    expect(refused).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect(refused.detail).toContain("has the role operator now, which does not cover the scope policies:publish");
    const consumed = await api.call("POST", "permits/consume", {
      token: key.api_key,
      body: { permit: "prm_x", submission: { action_type: "a.b" } },
    });
    expect(consumed.body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await process.call("GET", "policies", { token: key.api_key })).status).toBe(200);
    expect((await process.call("GET", "audit/events", { token: key.api_key })).status).toBe(200);
    const [shown] = ((await org.get("keys")).body.data as { id: string }[]).filter(({ id }) => id === key.id);
    expect(shown).toMatchObject({ effective_scopes: ["audit:read", "policies:read"], created_by: { id: admin.userId, name: "Pat admin" } });
    await setRole(admin.userId, "member");
    // Another process learns of the role by the next hint.
    await vi.waitFor(async () => expect((await process.call("GET", "audit/events", { token: key.api_key })).status).toBe(403));
    await setRole(admin.userId, "admin");
    expect((await publish(key.api_key)).status).toBe(200);
  });

  it("and a demotion ends invitations and delegations that the new role could not make", async () => {
    const [asAdmin, asMember] = [await invite("admin"), await invite("member")];
    const child = (await org.post("delegations", { parent: org.agentId, name: "child", capabilities: ["a.b"], ttl: 3600 }, admin.token))
      .body;
    await setRole(admin.userId, "operator");
    for (const { token } of [asAdmin, asMember]) expect((await accept(token)).body).toMatchObject({ code: "INVITATION_INVALID" });
    expect((await api.call("GET", "whoami", { token: child.api_key })).status).toBe(200);
    await setRole(admin.userId, "auditor");
    expect((await api.call("GET", "whoami", { token: child.api_key })).status).toBe(401);
    await setRole(admin.userId, "admin");
    expect((await accept(asAdmin.token)).body).toMatchObject({ code: "INVITATION_INVALID" });
  });

  it("and an owner who becomes an admin keeps only the invitations that an admin can make", async () => {
    const rival = await org.addMember("owner");
    const [asOwner, asAdmin] = [await invite("owner", rival.token), await invite("admin", rival.token)];
    await setRole(rival.userId, "admin");
    expect((await accept(asOwner.token)).body).toMatchObject({ code: "INVITATION_INVALID" });
    expect((await accept(asAdmin.token)).status).toBe(200);
  });
});
