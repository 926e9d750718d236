import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const entriesOf = async (kind: string) =>
  (await org.get(`audit/events?kind=${kind}&limit=200`)).body.data as {
    agent_id: string | null;
    status: string | null;
    event_types: string[];
    subject: { id: string };
  }[];
const configVersion = async () => {
  const [row] = await api.database.inspect<{ v: string }>("SELECT sum(config_version) AS v FROM app.ledger_head");
  return Number(row?.v);
};

describe("agents", () => {
  it("are created, read and listed by name, in pages", async () => {
    const created = await org.post("agents", { name: "alpha", capabilities: ["pr.*"], labels: { team: "platform" } });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ name: "alpha", capabilities: ["pr.*"], labels: { team: "platform" }, status: "active" });
    expect(created.body.owner).toMatch(/^usr_/);
    expect((await org.get(`agents/${created.body.id}`)).body).toEqual(created.body);

    await org.post("agents", { name: "beta", capabilities: ["*"] });
    const first = (await org.get("agents?limit=2")).body;
    const second = (await org.get(`agents?limit=2&cursor=${first.next_cursor}`)).body;
    expect([...first.data, ...second.data].map((agent: { name: string }) => agent.name)).toEqual(["alpha", "beta", "release-bot"]);
    expect(second).toMatchObject({ has_more: false, next_cursor: null });
  });

  it("store no text of the caller in the ledger's leaves", async () => {
    const { body } = await org.post("agents", {
      name: "Secret Project Zebra",
      capabilities: ["zebra.run"],
      labels: { codename: "quagga" },
    });
    const [entry] = await entriesOf("agent.changed");
    expect(entry).toMatchObject({ subject: { id: body.id }, agent_id: body.id, status: "created", event_types: ["agent.changed"] });
    const leaves = await api.database.inspect<{ text: string }>("SELECT convert_from(bytes, 'UTF8') AS text FROM app.ledger_entry");
    expect(leaves.map((row) => row.text).join()).not.toMatch(/zebra|quagga|Project/i);
  });

  it("refuse a taken name, an invalid capability, an unknown field and an owner who is not a member", async () => {
    expect((await org.post("agents", { name: "release-bot", capabilities: ["*"] })).body).toMatchObject({
      status: 409,
      code: "NAME_TAKEN",
    });
    expect((await org.post("agents", { name: "x", capabilities: ["PR.MERGE"] })).body).toMatchObject({
      status: 422,
      code: "INVALID_REQUEST",
    });
    expect((await org.post("agents", { name: "x", capabilities: ["*"], org_id: "org_01h455vb4pex5vsknk084sn02q" })).body).toMatchObject({
      status: 422,
      errors: [{ path: "org_id" }],
    });
    expect((await org.post("agents", { name: "x", capabilities: ["*"], owner: "usr_01h455vb4pex5vsknk084sn02q" })).body).toMatchObject({
      status: 422,
      errors: [{ path: "owner" }],
    });
  });

  it("may have a name that exists in another organisation", async () => {
    const other = await api.createOrg("Other");
    expect((await org.post("agents", { name: "alpha", capabilities: ["*"] }, other.owner)).status).toBe(201);
  });

  it("stop immediately when they are disabled, and continue when they are enabled", async () => {
    const { agentId, agentKey, owner } = await api.createOrg("Disabling");
    const change = (status: string) => api.call("PATCH", `agents/${agentId}`, { token: owner, body: { status } });
    expect((await org.get("whoami", agentKey)).status).toBe(200);
    expect((await change("disabled")).body).toMatchObject({ status: "disabled" });
    expect((await org.get("whoami", agentKey)).status).toBe(401);
    await change("active");
    expect((await org.get("whoami", agentKey)).status).toBe(200);
  });

  it("record nothing for a patch without changes", async () => {
    const { body: agent } = await org.post("agents", { name: "steady", capabilities: ["a", "b"], labels: { x: "1" } });
    const before = (await entriesOf("agent.changed")).length;
    const same = await api.call("PATCH", `agents/${agent.id}`, {
      token: org.owner,
      body: { capabilities: ["a", "b"], labels: { x: "1" }, status: "active" },
    });
    expect(same.body).toEqual(agent);
    expect((await entriesOf("agent.changed")).length).toBe(before);
    await api.call("PATCH", `agents/${agent.id}`, { token: org.owner, body: { capabilities: ["a"] } });
    expect((await entriesOf("agent.changed")).length).toBe(before + 1);
  });
});

describe("keys of agents", () => {
  it("are shown once, stored as SHA-256, accepted, and listed without their secret", async () => {
    const { body: agent } = await org.post("agents", { name: "keyed", capabilities: ["*"] });
    const before = await configVersion();
    const created = await org.post(`agents/${agent.id}/keys`, { name: "laptop", environment: "dev", expires_in: 3600 });
    expect(created.status).toBe(201);
    expect(created.body.api_key).toMatch(/^al_test_[0-9A-Za-z]{38}$/);
    expect(Date.parse(created.body.expires_at) - Date.parse(created.body.created_at)).toBe(3_600_000);
    expect(await configVersion()).toBe(before);
    expect((await org.get("whoami", created.body.api_key)).body).toMatchObject({ agent_id: agent.id, environment: "dev" });
    const listed = await org.get(`agents/${agent.id}/keys`);
    expect(listed.body.data).toHaveLength(1);
    expect(listed.text).not.toContain(created.body.api_key);
    const dump = await api.database.inspect<{ all: string }>("SELECT string_agg(k::text, ',') AS all FROM app.api_key k");
    expect(dump[0]?.all).not.toContain(created.body.api_key);
  });

  it("expire", async () => {
    const { body: agent } = await org.post("agents", { name: "mayfly", capabilities: ["*"] });
    const { body: key } = await org.post(`agents/${agent.id}/keys`, { name: "short", expires_in: 1 });
    expect((await org.get("whoami", key.api_key)).status).toBe(200);
    await expect.poll(async () => (await org.get("whoami", key.api_key)).status, { timeout: 5_000 }).toBe(401);
  });

  it("end once when they are revoked, and no later decision accepts them", async () => {
    const { body: agent } = await org.post("agents", { name: "revocable", capabilities: ["*"] });
    const { body: key } = await org.post(`agents/${agent.id}/keys`, { name: "gone" });
    expect((await org.get("whoami", key.api_key)).status).toBe(200);
    const before = await configVersion();
    const revoked = await api.call("DELETE", `agents/${agent.id}/keys/${key.id}`, { token: org.owner });
    expect(revoked.body.revoked_at).not.toBeNull();
    expect(await configVersion()).toBe(before + 1);
    expect((await org.get("whoami", key.api_key)).status).toBe(401);
    const again = await api.call("DELETE", `agents/${agent.id}/keys/${key.id}`, { token: org.owner });
    expect(again.body.revoked_at).toBe(revoked.body.revoked_at);
    expect((await entriesOf("key.revoked")).filter((entry) => entry.subject.id === key.id)).toHaveLength(1);
  });

  it("are revoked only under the path of their own agent", async () => {
    const { body: one } = await org.post("agents", { name: "one", capabilities: ["*"] });
    const { body: two } = await org.post("agents", { name: "two", capabilities: ["*"] });
    const { body: key } = await org.post(`agents/${one.id}/keys`, { name: "k" });
    for (const path of [`agents/${two.id}/keys/${key.id}`, `keys/${key.id}`]) {
      expect((await api.call("DELETE", path, { token: org.owner })).body).toMatchObject({ status: 404 });
    }
    expect((await org.get("whoami", key.api_key)).status).toBe(200);
  });
});

describe("keys of the organisation", () => {
  it("have exactly their scopes", async () => {
    const created = await org.post("keys", { name: "reader", scopes: ["audit:read", "audit:read"] });
    expect(created.status).toBe(201);
    const key = created.body.api_key;
    expect((await org.get("audit/events", key)).status).toBe(200);
    expect((await org.get("agents", key)).body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await api.call("DELETE", `keys/${created.body.id}`, { token: org.owner })).status).toBe(200);
    expect((await org.get("audit/events", key)).status).toBe(401);
  });

  it("create keys of their own environment only; keys of prod create keys of all environments", async () => {
    const { body } = await org.post("keys", { name: "dev automation", environment: "dev", scopes: ["agents:write"] });
    expect((await org.post(`agents/${org.agentId}/keys`, { name: "k" }, body.api_key)).body).toMatchObject({ status: 403 });
    expect((await org.post(`agents/${org.agentId}/keys`, { name: "k", environment: "staging" }, body.api_key)).body.code).toBe("FORBIDDEN");
    expect((await org.post(`agents/${org.agentId}/keys`, { name: "k", environment: "dev" }, body.api_key)).status).toBe(201);
    const staging = await org.post(`agents/${org.agentId}/keys`, { name: "k", environment: "staging" }, org.orgKey);
    expect(staging).toMatchObject({ status: 201, body: { environment: "staging" } });
    expect((await org.get("whoami", staging.body.api_key)).body.environment).toBe("staging");
  });

  it("are created by owners and admins only, not by keys, operators or members", async () => {
    const input = { name: "k", scopes: ["audit:read"] };
    expect((await org.post("keys", input, (await org.addMember("admin")).token)).status).toBe(201);
    for (const token of [org.orgKey, org.agentKey, (await org.addMember("operator")).token, (await org.addMember("member")).token]) {
      expect((await org.post("keys", input, token)).body).toMatchObject({ status: 403 });
    }
  });
});

describe("the role member", () => {
  it("sees only its own agents", async () => {
    const member = await org.addMember("member");
    const { body: mine } = await org.post("agents", { name: "mine", capabilities: ["*"] }, member.token);
    expect(mine.owner).toBe(member.userId);
    expect((await org.get("agents", member.token)).body.data).toEqual([mine]);
    expect((await org.post(`agents/${mine.id}/keys`, { name: "k" }, member.token)).status).toBe(201);
    for (const [method, path, body] of [
      ["GET", `agents/${org.agentId}`, undefined],
      ["PATCH", `agents/${org.agentId}`, { status: "disabled" }],
      ["GET", `agents/${org.agentId}/keys`, undefined],
      ["POST", `agents/${org.agentId}/keys`, { name: "k" }],
      ["DELETE", `agents/${org.agentId}/keys/${org.agentKeyId}`, undefined],
    ] as const) {
      expect((await api.call(method, path, { token: member.token, ...(body ? { body } : {}) })).status, `${method} ${path}`).toBe(404);
    }
  });

  it("cannot create an agent for another person or change its owner", async () => {
    const member = await org.addMember("member");
    const other = await org.addMember("operator");
    expect((await org.post("agents", { name: "theirs", capabilities: ["*"], owner: other.userId }, member.token)).body).toMatchObject({
      status: 403,
    });
    const { body: mine } = await org.post("agents", { name: "kept", capabilities: ["*"] }, member.token);
    for (const owner of [other.userId, null]) {
      expect((await api.call("PATCH", `agents/${mine.id}`, { token: member.token, body: { owner } })).body).toMatchObject({ status: 403 });
    }
    expect((await api.call("PATCH", `agents/${mine.id}`, { token: org.owner, body: { owner: other.userId } })).body).toMatchObject({
      owner: other.userId,
    });
  });
});

describe("an agent's key", () => {
  it("reads its own agent and changes nothing", async () => {
    expect((await org.get("agents", org.agentKey)).body.data).toMatchObject([{ id: org.agentId }]);
    const { body: other } = await org.post("agents", { name: "neighbour", capabilities: ["*"] });
    expect((await org.get(`agents/${other.id}`, org.agentKey)).status).toBe(404);
    expect((await org.post("agents", { name: "child", capabilities: ["*"] }, org.agentKey)).status).toBe(403);
    expect((await org.post(`agents/${org.agentId}/keys`, { name: "k" }, org.agentKey)).status).toBe(403);
    expect((await api.call("PATCH", `agents/${org.agentId}`, { token: org.agentKey, body: { capabilities: ["*"] } })).status).toBe(403);
  });
});
