import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
});
afterAll(() => api.close());

const statusOf = async (key: string) => (await org.get("whoami", key)).status;

async function newAgent(name: string, key: object = {}) {
  const { body: agent } = await org.post("agents", { name, capabilities: ["doc.read"] });
  const { body: first } = await org.post(`agents/${agent.id}/keys`, { name: "deploy", ...key });
  return {
    agent,
    key: first,
    rotate: (body: object, headers = {}) => org.post(`agents/${agent.id}/keys/${first.id}/rotate`, body, org.owner, headers),
  };
}

describe("rotating a key", () => {
  it("creates a key with the same name and environment; the old key works until the overlap ends", async () => {
    const { agent, key, rotate } = await newAgent("rolling", { environment: "staging" });
    const rotated = await rotate({ overlap: 2 });
    expect(rotated.status).toBe(201);
    expect(rotated.body).toMatchObject({ name: "deploy", environment: "staging", expires_at: null, revoked_at: null });
    expect(rotated.body.api_key).not.toBe(key.api_key);
    expect([await statusOf(key.api_key), await statusOf(rotated.body.api_key)]).toEqual([200, 200]);
    const { data } = (await org.get(`agents/${agent.id}/keys`)).body;
    const old = data.find((row: { id: string }) => row.id === key.id);
    expect(Date.parse(old.expires_at) - Date.parse(rotated.body.created_at)).toBe(2_000);
    await expect.poll(() => statusOf(key.api_key), { timeout: 5_000 }).toBe(401);
    const act = await org.post("actions", { action_type: "doc.read" }, key.api_key);
    expect(act.status).toBe(401);
    expect((await org.post("actions", { action_type: "doc.read" }, rotated.body.api_key)).body).toMatchObject({ status: "executed" });
  });

  it("applies to other processes that have cached the old key", async () => {
    const other = await api.startProcess();
    const { key, rotate } = await newAgent("elsewhere");
    expect((await other.call("GET", "whoami", { token: key.api_key })).status).toBe(200);
    await rotate({ overlap: 0 });
    await expect.poll(async () => (await other.call("GET", "whoami", { token: key.api_key })).status, { timeout: 5_000 }).toBe(401);
  });

  it("has an overlap of one day by default, never extends the old key, and keeps the lifetime", async () => {
    const { agent, rotate, key } = await newAgent("lasting", { expires_in: 3600 });
    const rotated = await rotate({});
    const { data } = (await org.get(`agents/${agent.id}/keys`)).body;
    expect(data.find((row: { id: string }) => row.id === key.id).expires_at).toBe(key.expires_at);
    expect(Date.parse(rotated.body.expires_at) - Date.parse(rotated.body.created_at)).toBe(3_600_000);
    const { body: again } = await org.post(`agents/${agent.id}/keys/${rotated.body.id}/rotate`, { expires_in: 200_000, overlap: 10 });
    expect(Date.parse(again.expires_at) - Date.parse(again.created_at)).toBe(200_000_000);
    const { body: third } = await org.post(`agents/${agent.id}/keys/${again.id}/rotate`, {});
    const listed = (await org.get(`agents/${agent.id}/keys`)).body.data;
    const second = listed.find((row: { id: string }) => row.id === again.id);
    expect(Date.parse(second.expires_at) - Date.parse(third.created_at)).toBe(86_400_000);
  });

  it("revokes the old key immediately without an overlap, and records which key replaces which", async () => {
    const { key, rotate } = await newAgent("leaked");
    const rotated = await rotate({ overlap: 0 });
    expect(await statusOf(key.api_key)).toBe(401);
    const entry = async (kind: string, id: string) =>
      (await org.get(`audit/events?kind=${kind}&limit=200`)).body.data.find((row: { subject: { id: string } }) => row.subject.id === id);
    const { seq } = await entry("key.created", rotated.body.id);
    const leaf = JSON.parse((await org.get(`audit/proof/inclusion?seq=${seq}`)).body.entry);
    expect(leaf.data).toMatchObject({ key: rotated.body.id, replaces: key.id });
    expect(await entry("key.revoked", key.id)).toBeDefined();
  });

  it("returns the same key for a repeated Idempotency-Key", async () => {
    const { agent, rotate } = await newAgent("retried");
    const headers = { "idempotency-key": "rotate-once-0001" };
    const [first, second] = [await rotate({ overlap: 60 }, headers), await rotate({ overlap: 60 }, headers)];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect((await org.get(`agents/${agent.id}/keys`)).body.data).toHaveLength(2);
  });

  it("ends the delegations of the old key and everything below them together with the key", async () => {
    const { body: agent } = await org.post("agents", { name: "parent", capabilities: ["doc.*"] });
    const { body: key } = await org.post(`agents/${agent.id}/keys`, { name: "k" });
    const delegate = (token: string, name: string) =>
      org.post("delegations", { name, capabilities: ["doc.read"], ttl: 3600 }, token).then(({ body }) => body);
    const child = await delegate(key.api_key, "child");
    const grandchild = await delegate(child.api_key, "grandchild");
    const byPerson = await org
      .post("delegations", { name: "other", capabilities: ["doc.read"], ttl: 3600, parent: agent.id })
      .then(({ body }) => body);
    const { body: rotated } = await org.post(`agents/${agent.id}/keys/${key.id}/rotate`, { overlap: 2 });
    const end = Date.parse(rotated.created_at) + 2_000;
    for (const { id } of [child, grandchild]) expect(Date.parse((await org.get(`delegations/${id}`)).body.expires_at)).toBe(end);
    expect(Date.parse((await org.get(`delegations/${byPerson.id}`)).body.expires_at)).toBeGreaterThan(end);
    expect((await org.post("actions", { action_type: "doc.read" }, grandchild.api_key)).body).toMatchObject({ status: "executed" });
    await expect
      .poll(async () => (await org.post("actions", { action_type: "doc.read" }, grandchild.api_key)).body.status, { timeout: 5_000 })
      .not.toBe("executed");
    expect((await org.post("actions", { action_type: "doc.read" }, byPerson.api_key)).body).toMatchObject({ status: "executed" });
  });

  it("refuses a key that has ended, a delegated agent's key, another agent's key and a negative overlap", async () => {
    const { agent, key, rotate } = await newAgent("strict");
    expect((await rotate({ overlap: -1 })).body).toMatchObject({ status: 422, errors: [{ path: "overlap" }] });
    expect((await rotate({ overlap: 60, api_key: "mine" })).body).toMatchObject({ status: 422, errors: [{ path: "api_key" }] });
    const { body: delegated } = await org.post("delegations", { name: "c", capabilities: ["doc.read"], ttl: 600, parent: agent.id });
    expect((await org.post(`agents/${delegated.child.id}/keys/${delegated.key_id}/rotate`, {})).body).toMatchObject({
      code: "DELEGATION_INVALID",
    });
    expect((await org.post(`agents/${org.agentId}/keys/${key.id}/rotate`, {})).body).toMatchObject({ code: "NOT_FOUND" });
    await api.call("DELETE", `agents/${agent.id}/keys/${key.id}`, { token: org.owner });
    expect((await rotate({})).body).toMatchObject({ status: 409, code: "KEY_ENDED" });
  });

  it("is allowed for owners, admins, members on their own agents and organisation keys of the same environment", async () => {
    const { agent, key } = await newAgent("guarded");
    const path = `agents/${agent.id}/keys/${key.id}/rotate`;
    expect((await org.post(path, {}, (await org.addMember("operator")).token)).status).toBe(403);
    expect((await org.post(path, {}, (await org.addMember("member")).token)).status).toBe(404);
    expect((await org.post(path, {}, key.api_key)).status).toBe(403);
    const { body: dev } = await org.post("keys", { name: "dev", environment: "dev", scopes: ["agents:write"] });
    expect((await org.post(path, {}, dev.api_key)).body).toMatchObject({ code: "NOT_FOUND" });
    expect((await org.post(path, {}, org.orgKey)).status).toBe(201);
  });
});

describe("keys of the organisation", () => {
  it("are listed newest first with their scopes and without their secret, and rotate with the same scopes", async () => {
    const mine = await api.createOrg("Keys");
    const { body: key } = await org.post("keys", { name: "exporter", scopes: ["audit:read", "audit:export"] }, mine.owner);
    const listed = await org.get("keys", mine.owner);
    expect(listed.body.data).toMatchObject([
      { id: key.id, name: "exporter", scopes: ["audit:export", "audit:read"], revoked_at: null },
      { name: "automation" },
    ]);
    expect(listed.text).not.toContain(key.api_key);
    const first = (await org.get("keys?limit=1", mine.owner)).body;
    expect((await org.get(`keys?limit=1&cursor=${first.next_cursor}`, mine.owner)).body.data).toMatchObject([{ name: "automation" }]);
    const { body: rotated } = await org.post(`keys/${key.id}/rotate`, { overlap: 0 }, mine.owner);
    expect(rotated).toMatchObject({ name: "exporter", scopes: ["audit:export", "audit:read"] });
    expect((await org.get("audit/events", key.api_key)).status).toBe(401);
    expect((await org.get("audit/events", rotated.api_key)).status).toBe(200);
    for (const token of [mine.orgKey, mine.agentKey, (await mine.addMember("operator")).token])
      expect((await org.get("keys", token)).status).toBe(403);
  });
});

it("stores the last use of several keys together", async () => {
  const before = Date.now();
  const [first, second, unused] = [await newAgent("used"), await newAgent("used too"), await newAgent("unused")];
  const process = await api.startProcess();
  for (const { key } of [first, second]) expect((await process.call("GET", "whoami", { token: key.api_key })).status).toBe(200);
  await process.close();
  const lastUseOf = async ({ agent }: { agent: { id: string } }) => (await org.get(`agents/${agent.id}/keys`)).body.data[0].last_used_at;
  for (const used of [first, second]) expect(Date.parse(await lastUseOf(used))).toBeGreaterThanOrEqual(before);
  expect(await lastUseOf(unused)).toBeNull();
});
