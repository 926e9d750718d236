import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

/** Somebody with SQL access, without the key of the seals, changes rows beside the approval. */

let api: TestApi;
let org: TestOrg;
let orgId: string;
let serial = 0;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  await api.database.inspect("DELETE FROM app.attempt");
  org = await api.createOrg(`Org ${serial++}`);
  orgId = decodeId("org", org.orgId) as string;
});

const sql = (text: string, ...values: unknown[]) => api.database.inspect(text, [orgId, ...values]);
const read = (path: string, token: string, on: Pick<TestApi, "call"> = api) => on.call("GET", path, { token });
const ask = async (action: string) => (await org.submit(action)).body.approval_id as string;
const decide = async (id: string, token: string, more: object = {}) => {
  const { digest } = (await org.get(`approvals/${id}`)).body;
  return org.post(`approvals/${id}/decision`, { decision: "approve", digest, ...more }, token);
};
interface Row {
  readonly role: string;
  readonly role_since: Date | null;
  readonly seal: Buffer;
}

const tampered = { status: 409, code: "APPROVAL_TAMPERED" };

describe("a member who was given another role by SQL", () => {
  it("decides nothing, in no process", async () => {
    await org.publish(policy("asks", { effect: "approve", match: { actions: ["pr.merge"] }, approval: { approvers: ["role:owner"] } }));
    const { token, userId } = await org.addMember("member");
    const id = await ask("pr.merge");
    await sql("UPDATE app.member SET role = 'owner', role_since = NULL WHERE org_id = $1 AND user_id = $2", decodeId("usr", userId));
    expect((await decide(id, token)).body).toMatchObject(tampered);
    const other = await api.startProcess();
    expect((await read("members", token, other)).body).toMatchObject(tampered);
    expect((await org.get(`approvals/${id}`)).body.status).toBe("pending");
    const review = await org.get(`approvals/${id}/review`);
    expect(review.body.eligible.map((person: { id: string }) => person.id)).not.toContain(userId);
  });

  it("or was inserted by SQL, with a seal of another row or none, decides nothing", async () => {
    const { token, userId } = await org.addMember("member");
    await sql(
      "UPDATE app.member SET role = 'owner', seal = (SELECT seal FROM app.member WHERE org_id = $1 AND role = 'owner' LIMIT 1) WHERE org_id = $1 AND user_id = $2",
      decodeId("usr", userId),
    );
    expect((await read("members", token)).body).toMatchObject(tampered);
    await sql("UPDATE app.member SET role = 'owner', seal = NULL WHERE org_id = $1 AND user_id = $2", decodeId("usr", userId));
    expect((await read("members", token)).body).toMatchObject(tampered);
    await sql("UPDATE app.member SET seal = '\\x00' WHERE org_id = $1 AND user_id = $2", decodeId("usr", userId));
    expect((await read("members", token)).body).toMatchObject(tampered);
  });

  it("works again when an owner sets the role, also the same one", async () => {
    const { token, userId } = await org.addMember("operator");
    await sql("UPDATE app.member SET role = 'admin' WHERE org_id = $1 AND user_id = $2", decodeId("usr", userId));
    expect((await read("auth/session", token)).body).toMatchObject(tampered);
    await api.call("PATCH", `members/${userId}`, { token: org.owner, body: { role: "admin" } });
    expect((await read("members", token)).status).toBe(200);
  });

  it("gives no scopes to the keys that they created", async () => {
    const admin = await org.addMember("admin");
    const key = (await org.post("keys", { name: "k", scopes: ["policies:publish"] }, admin.token)).body.api_key;
    await api.call("PATCH", `members/${admin.userId}`, { token: org.owner, body: { role: "member" } });
    await sql("UPDATE app.member SET role = 'owner' WHERE org_id = $1 AND user_id = $2", decodeId("usr", admin.userId));
    const other = await api.startProcess();
    expect((await other.call("PATCH", "policies/settings", { token: key, body: {} })).body).toMatchObject(tampered);
  });
});

describe("a key that was changed by SQL", () => {
  const mint = async () =>
    (await org.post(`agents/${org.agentId}/keys`, { name: `key-${serial++}` })).body as { id: string; api_key: string };

  it("does not act after its revocation was removed", async () => {
    const key = await mint();
    await api.call("DELETE", `agents/${org.agentId}/keys/${key.id}`, { token: org.owner });
    await sql("UPDATE app.api_key SET revoked_at = NULL WHERE org_id = $1 AND key_id = $2", decodeId("key", key.id));
    const other = await api.startProcess();
    const answer = await other.call("POST", "actions", { token: key.api_key, body: { action_type: "doc.read" } });
    expect(answer.body).toMatchObject(tampered);
  });

  it.each([
    ["a later end", "expires_at = now() + interval '1 year'"],
    ["another agent", "agent_id = gen_random_uuid()"],
    ["another environment", "environment = 'dev'"],
    ["no seal", "seal = NULL"],
  ])("does not act with %s", async (_, change) => {
    const key = await mint();
    if (change.startsWith("agent_id")) {
      const second = (await org.post("agents", { name: "second", capabilities: ["*"] })).body.id;
      await sql("UPDATE app.api_key SET agent_id = $3 WHERE org_id = $1 AND key_id = $2", decodeId("key", key.id), decodeId("agt", second));
    } else await sql(`UPDATE app.api_key SET ${change} WHERE org_id = $1 AND key_id = $2`, decodeId("key", key.id));
    expect((await org.submit("doc.read", {}, key.api_key)).body).toMatchObject(tampered);
  });

  it("of the organisation has no added scopes, and is not replaced by one that has them", async () => {
    const key = (await org.post("keys", { name: "narrow", scopes: ["audit:read"] })).body;
    await sql("UPDATE app.api_key SET scopes = '{audit:read,policies:publish}' WHERE org_id = $1 AND key_id = $2", decodeId("key", key.id));
    expect((await read("audit/events", key.api_key)).body).toMatchObject(tampered);
    expect((await org.post(`keys/${key.id}/rotate`, {})).body).toMatchObject(tampered);
    expect((await api.call("DELETE", `keys/${key.id}`, { token: org.owner })).status).toBe(200);
  });
});

describe("a grant that was changed by SQL", () => {
  const give = async () => {
    const grants = { allow: true, max: "8h", max_count: 2 };
    await org.publish(policy("grants", { effect: "approve", match: { actions: ["doc.send"] }, approval: { grants } }));
    const decided = await decide(await ask("doc.send"), org.owner, { grant: { for: "1h", count: 2 } });
    expect(decided.status, decided.text).toBe(200);
  };
  const send = async () => (await org.submit("doc.send")).body.status as string;

  it("allows nothing after its uses were reset", async () => {
    await give();
    expect([await send(), await send(), await send()]).toEqual(["executed", "executed", "requested"]);
    await sql("UPDATE app.approval_grant SET uses = 0 WHERE org_id = $1");
    expect(await send()).toBe("requested");
  });

  it.each([
    ["a later end", "expires_at = now() + interval '1 year'"],
    ["fewer uses", "uses = 0"],
    ["no end", "ended_at = NULL, ended_because = NULL"],
    ["another action", "action_type = 'doc.delete'"],
    ["no seal", "seal = NULL"],
  ])("allows nothing with %s", async (_, change) => {
    await give();
    expect(await send()).toBe("executed");
    if (change.startsWith("ended_at"))
      await api.call("DELETE", `grants/${(await org.get("grants")).body.data[0].id}`, { token: org.owner });
    await sql(`UPDATE app.approval_grant SET ${change} WHERE org_id = $1`);
    expect(await send()).toBe("requested");
  });

  it("is not used by a commit that was prepared before the change", async () => {
    await give();
    const { grantId } = (await sql('SELECT grant_id AS "grantId" FROM app.approval_grant WHERE org_id = $1'))[0] as { grantId: string };
    expect(grantId).toBeDefined();
    await sql("UPDATE app.approval_grant SET given_by = gen_random_uuid() WHERE org_id = $1");
    expect(await send()).toBe("requested");
  });
});

describe("a counter that was changed by SQL", () => {
  const daily = () =>
    org.publish(
      policy("daily", {
        effect: "allow",
        match: { actions: ["pay.send"] },
        limits: [{ budget: { calls: 1, per: "day" } }, { rate: "1/day" }],
      }),
    );
  const pay = async () => (await org.submit("pay.send")).body as { status: string | number; code?: string };

  it.each([
    ["was deleted", "DELETE FROM app.limit_counter WHERE org_id = $1"],
    ["was set back", "UPDATE app.limit_counter SET value = 0 WHERE org_id = $1"],
    ["was extended", "UPDATE app.limit_counter SET extended = 10 WHERE org_id = $1"],
    ["was renamed", "UPDATE app.limit_counter SET key = key || 'x' WHERE org_id = $1"],
    ["lost its seal", "UPDATE app.limit_counter SET seal = NULL WHERE org_id = $1"],
    [
      "was deleted with the sums",
      "WITH d AS (DELETE FROM app.limit_counter WHERE org_id = $1) DELETE FROM app.limit_bucket WHERE org_id = $1",
    ],
    [
      "was deleted and the sums were emptied",
      "WITH d AS (DELETE FROM app.limit_counter WHERE org_id = $1) UPDATE app.limit_bucket SET sums = '{}' WHERE org_id = $1",
    ],
  ])("does not let a once-a-day action run again: it %s", async (_, change) => {
    await daily();
    expect((await pay()).status).toBe("executed");
    expect((await pay()).status).toBe("denied");
    await sql(change);
    expect(await pay()).toMatchObject(tampered);
    const other = await api.startProcess();
    expect((await other.call("POST", "actions", { token: org.agentKey, body: { action_type: "pay.send" } })).body).toMatchObject(tampered);
    expect((await org.submit("doc.read")).body.status).toBe("denied");
  });
});

describe("an earlier row that is restored with its seal", () => {
  const findings = async () => (await org.get("audit/verify")).body.findings as { class: string; row_id: string }[];

  it("of a member decides again, and the verification reports the decision", async () => {
    await org.publish(policy("asks", { effect: "approve", match: { actions: ["pr.merge"] }, approval: { approvers: ["role:operator"] } }));
    const { token, userId } = await org.addMember("operator");
    const user = decodeId("usr", userId);
    const [earlier] = (await sql("SELECT role, role_since, seal FROM app.member WHERE org_id = $1 AND user_id = $2", user)) as Row[];
    await api.call("PATCH", `members/${userId}`, { token: org.owner, body: { role: "member" } });
    expect(await findings()).toEqual([]);
    await sql(
      "UPDATE app.member SET role = $3, role_since = $4, seal = $5 WHERE org_id = $1 AND user_id = $2",
      user,
      earlier?.role,
      earlier?.role_since,
      earlier?.seal,
    );
    // Another change of the configuration makes processes read the members again.
    await org.publish(policy("other", { effect: "deny", match: { actions: ["x.y"] } }));
    await org.addMember("operator");
    expect((await decide(await ask("pr.merge"), token)).status).toBe(200);
    expect(await findings()).toMatchObject([{ class: "DECIDED_WITHOUT_ROLE" }]);
  });

  it("of a key acts again, and the verification reports the action", async () => {
    await org.publish(policy("reads", { effect: "allow", match: { actions: ["doc.read"] } }));
    const key = (await org.post(`agents/${org.agentId}/keys`, { name: "k" })).body;
    const keyId = decodeId("key", key.id);
    const [earlier] = (await sql("SELECT seal FROM app.api_key WHERE org_id = $1 AND key_id = $2", keyId)) as Row[];
    await api.call("DELETE", `agents/${org.agentId}/keys/${key.id}`, { token: org.owner });
    await sql("UPDATE app.api_key SET revoked_at = NULL, seal = $3 WHERE org_id = $1 AND key_id = $2", keyId, earlier?.seal);
    const other = await api.startProcess();
    const acted = await other.call("POST", "actions", { token: key.api_key, body: { action_type: "doc.read" } });
    expect(acted.body.status).toBe("executed");
    expect(await findings()).toMatchObject([{ class: "ACTED_WITH_REVOKED_KEY", row_id: acted.body.audit_event_id }]);
  });
});

describe("changes by the product", () => {
  it("are not refused: roles, keys, grants to their last use, and counters of many keys", async () => {
    await org.publish(policy("rates", { effect: "allow", match: { actions: ["mail.*"] }, limits: [{ rate: "100/h" }] }));
    await org.publish(
      policy("calls", { effect: "allow", match: { actions: ["mail.*"] }, limits: [{ budget: { calls: 50, per: "day" } }] }),
    );
    const person = await org.addMember("member");
    for (const role of ["admin", "operator", "owner"]) {
      await api.call("PATCH", `members/${person.userId}`, { token: org.owner, body: { role } });
      expect((await read("auth/session", person.token)).body.role ?? role).toBe(role);
    }
    const key = (await org.post(`agents/${org.agentId}/keys`, { name: "first" })).body;
    const rotated = (await org.post(`agents/${org.agentId}/keys/${key.id}/rotate`, { overlap: 60 })).body;
    for (const token of [key.api_key, rotated.api_key])
      for (let round = 0; round < 3; round++) expect((await org.submit("mail.send", {}, token)).body.status).toBe("executed");
    const agents = await Promise.all(
      [1, 2, 3].map(async (n) => (await org.post("agents", { name: `mailer-${n}`, capabilities: ["*"] })).body.id),
    );
    for (const agent of agents) {
      const token = (await org.post(`agents/${agent}/keys`, { name: "k" })).body.api_key;
      const sent = await Promise.all([1, 2, 3, 4].map(() => org.submit("mail.send", {}, token)));
      expect(sent.map(({ body }) => body.status)).toEqual(Array(4).fill("executed"));
    }
    const other = await api.startProcess();
    const elsewhere = await other.call("POST", "actions", { token: rotated.api_key, body: { action_type: "mail.read" } });
    expect(elsewhere.body.status).toBe("executed");
  });

  it("of an expired counter are counted: it is deleted, and its key is used again", async () => {
    await org.publish(policy("rates", { effect: "allow", match: { actions: ["mail.*"] }, limits: [{ rate: "100/s" }] }));
    expect((await org.submit("mail.send")).body.status).toBe("executed");
    await api.deps.database.lookups.deleteExpiredLimits();
    await vi.waitFor(async () => expect((await org.submit("mail.read")).body.status).toBe("executed"));
  });
});
