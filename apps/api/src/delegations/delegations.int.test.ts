import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate, delegateDown, postDelegation } from "../testing/delegate.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const post = (body: object = {}, token = org.agentKey, headers = {}) => postDelegation(api, token, body, headers);
const newAgent = async (capabilities: string[], name = `agent ${Math.random()}`) => {
  const { id } = (await api.call("POST", "agents", { token: org.owner, body: { name, capabilities } })).body;
  const key = (environment = "prod", more = {}) =>
    api.call("POST", `agents/${id}/keys`, { token: org.owner, body: { name: "k", environment, ...more } }).then(({ body }) => body);
  return { id: id as string, key };
};
const ids = (answer: { body: { data: { id: string }[] } }) => answer.body.data.map((row) => row.id);

describe("a delegation", () => {
  it("is a separate credential, read and listed by parent, child and people", async () => {
    const fresh = await api.createOrg("Fresh");
    const created = await post({}, fresh.agentKey);
    expect(created.status, created.text).toBe(201);
    expect(created.body).toMatchObject({
      name: "reviewer",
      status: "active",
      active: true,
      parent: { id: fresh.agentId, name: "release-bot" },
      child: { name: "release-bot/reviewer" },
      parent_delegation_id: null,
      depth: 1,
      capabilities: ["pr.*"],
      environment: "prod",
      created_by: fresh.agentId,
      ended_at: null,
    });
    const { api_key, ...delegation } = created.body;
    expect(api_key).toMatch(/^al_live_[0-9A-Za-z]{38}$/);
    expect(Date.parse(delegation.expires_at) - Date.parse(delegation.created_at)).toBe(600_000);
    for (const token of [fresh.owner, fresh.agentKey, fresh.orgKey, api_key]) {
      expect((await org.get(`delegations/${delegation.id}`, token)).body).toEqual(delegation);
      expect((await org.get("delegations", token)).body).toEqual({ data: [delegation], has_more: false, next_cursor: null });
    }
    const me = (await org.get("whoami", api_key)).body;
    expect(me).toMatchObject({ name: "release-bot/reviewer", agent_id: delegation.child.id, capabilities: ["pr.*"] });
    expect(me.delegations).toEqual({ as_parent: [], as_child: [delegation.id] });
    expect((await org.get("whoami", fresh.agentKey)).body.delegations).toEqual({ as_parent: [delegation.id], as_child: [] });
  });

  it("is a ledger entry without free text", async () => {
    const { id, agentId } = await delegate(api, org.agentKey, { name: "Zebra Crossing", capabilities: ["quagga.run"] });
    const [entry] = (await org.get("audit/events?kind=delegation.created")).body.data;
    expect(entry).toMatchObject({ subject: { type: "delegation", id }, actor: { type: "agent", id: org.agentId }, agent_id: org.agentId });
    const leaves = await api.database.inspect<{ text: string }>(
      "SELECT convert_from(bytes, 'UTF8') AS text FROM app.ledger_entry ORDER BY seq",
    );
    const text = leaves.map((leaf) => leaf.text).join();
    expect(text).toContain(`"child":"${agentId}"`);
    expect(text).not.toMatch(/zebra|quagga/i);
  });

  it("never outlives its parent delegation or the key that created it", async () => {
    const short = await delegate(api, org.agentKey, { ttl: 60 });
    const below = await post({ ttl: 86_400 }, short.key);
    expect(below.body.expires_at).toBe((await org.get(`delegations/${short.id}`)).body.expires_at);
    const agent = await newAgent(["*"]);
    const key = await agent.key("prod", { expires_in: 30 });
    expect((await post({ ttl: 600 }, key.api_key)).body.expires_at).toBe(key.expires_at);
  });

  it("belongs to its parent's environment", async () => {
    const agent = await newAgent(["*"]);
    const staging = (await agent.key("staging")).api_key;
    expect((await post({}, staging)).body).toMatchObject({ environment: "staging", api_key: expect.stringMatching(/^al_test_/) });
    expect((await post({ environment: "prod" }, staging)).body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    const prod = (await agent.key("prod")).api_key;
    expect((await org.get("delegations", prod)).body.data).toEqual([]);
    const [id] = ids(await org.get("delegations", staging));
    expect((await org.get(`delegations/${id}`, prod)).status).toBe(404);
    expect((await api.call("DELETE", `delegations/${id}`, { token: prod })).status).toBe(404);
  });

  it("may have the name of another delegation or of an agent", async () => {
    const [first, second] = [await post({ name: "twin" }), await post({ name: "twin" })];
    expect([first.body.child.name, second.body.child.name]).toEqual(["release-bot/twin", "release-bot/twin"]);
    expect(first.body.child.id).not.toBe(second.body.child.id);
    expect((await post({ name: "release-bot" })).status).toBe(201);
    expect((await org.get("agents?limit=200")).body.data.filter((agent: { name: string }) => agent.name.includes("/"))).toEqual([]);
  });

  it("is created once per Idempotency-Key, and a replay is authorised again", async () => {
    const parent = await delegate(api, org.agentKey);
    const headers = { "idempotency-key": "one" };
    const [first, again] = [await post({}, parent.key, headers), await post({}, parent.key, headers)];
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await post({ ttl: 5 }, parent.key, headers)).body).toMatchObject({ status: 409, code: "IDEMPOTENCY_CONFLICT" });
    await api.call("DELETE", `delegations/${parent.id}`, { token: org.owner });
    expect((await post({}, parent.key, headers)).status).toBe(401);
  });
});

describe("delegated capabilities", () => {
  it("are limited to those of the parent, and the excess is returned", async () => {
    const agent = await newAgent(["pr.*", "doc.read"]);
    const { api_key: key } = await agent.key();
    expect((await post({ capabilities: ["pr.*", "pr.merge", "pr.review.*", "doc.read"] }, key)).status).toBe(201);
    const refused = await post({ capabilities: ["pr.merge", "doc.*", "*", "doc.read", "prod.deploy"] }, key);
    expect(refused.body).toMatchObject({ status: 403, code: "CAPABILITY_EXCEEDED" });
    expect(refused.body.detail).toContain("doc.*, *, prod.deploy");
    expect(refused.body.errors.map((error: { path: string }) => error.path)).toEqual([
      "capabilities.1",
      "capabilities.2",
      "capabilities.4",
    ]);
    expect(refused.body.error.details).toEqual({ exceeding: "doc.* * prod.deploy" });
  });

  it("are limited again when an ancestor lost capabilities", async () => {
    const agent = await newAgent(["*"]);
    const child = await delegate(api, (await agent.key()).api_key, { capabilities: ["pr.*", "doc.*"] });
    await api.call("PATCH", `agents/${agent.id}`, { token: org.owner, body: { capabilities: ["doc.*"] } });
    expect((await post({ capabilities: ["doc.read"] }, child.key)).status).toBe(201);
    expect((await post({ capabilities: ["pr.merge"] }, child.key)).body.code).toBe("CAPABILITY_EXCEEDED");
  });

  it("can be delegated eight levels deep at most", async () => {
    const line = await delegateDown(api, org.agentKey, 8);
    const deepest = (await org.get(`delegations/${line[7]?.id}`)).body;
    expect(deepest).toMatchObject({ depth: 8, parent_delegation_id: line[6]?.id, parent: { id: line[6]?.agentId } });
    expect(deepest.chain.map((agent: { id: string }) => agent.id)).toEqual([org.agentId, ...line.map((child) => child.agentId)]);
    expect((await post({}, line[7]?.key)).body).toMatchObject({ status: 422, code: "DELEGATION_TOO_DEEP" });
  });

  it.each([
    ["no ttl", { ttl: undefined }, "ttl"],
    ["a ttl of nothing", { ttl: 0 }, "ttl"],
    ["a negative ttl", { ttl: -1 }, "ttl"],
    ["a ttl of more than a day", { ttl: 86_401 }, "ttl"],
    ["ten years", { ttl: 315_360_000 }, "ttl"],
    ["half a second", { ttl: 1.5 }, "ttl"],
    ["a ttl in words", { ttl: "600" }, "ttl"],
    ["no capabilities", { capabilities: [] }, "capabilities"],
    ["257 capabilities", { capabilities: Array.from({ length: 257 }, (_, i) => `pr.c${i}`) }, "capabilities"],
    ["an invalid capability", { capabilities: ["PR.MERGE"] }, "capabilities.0"],
    ["a glob inside", { capabilities: ["pr.*.x"] }, "capabilities.0"],
    ["an empty name", { name: "" }, "name"],
    ["a long name", { name: "x".repeat(81) }, "name"],
    ["a path as a name", { name: "a/b" }, "name"],
    ["markup as a name", { name: "<script>alert(1)</script>" }, "name"],
    ["a control character", { name: "a\u0000b" }, "name"],
    ["a bidi override", { name: "a\u202eb" }, "name"],
    ["a parent that is no id", { parent: "release-bot" }, "parent"],
    ["an unknown field", { depth: 0 }, "depth"],
    ["an unknown environment", { environment: "moon" }, "environment"],
  ])("refuses %s", async (_, body, path) => {
    const answer = await post(body);
    expect(answer.body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  it("accept both ends of the TTL range", async () => {
    expect((await post({ ttl: 1 })).status).toBe(201);
    expect((await post({ ttl: 86_400 })).status).toBe(201);
    expect((await post({ capabilities: Array.from({ length: 256 }, (_, i) => `pr.c${i}`) })).status).toBe(201);
  });
});

describe("creating a delegation", () => {
  it("is allowed for an agent on itself only", async () => {
    const other = await newAgent(["*"]);
    expect((await post({ parent: org.agentId })).status).toBe(201);
    expect((await post({ parent: other.id })).status).toBe(404);
    const child = await delegate(api, org.agentKey);
    expect((await post({ parent: child.agentId })).status).toBe(404);
    expect((await post({ parent: org.agentId }, child.key)).status).toBe(404);
  });

  it("requires an agent id from people and organisation keys", async () => {
    const operator = await org.addMember("operator");
    for (const token of [org.owner, operator.token, org.orgKey]) {
      expect((await post({}, token)).body).toMatchObject({ status: 422, errors: [{ path: "parent" }] });
      expect((await post({ parent: org.agentId }, token)).body).toMatchObject({
        parent: { id: org.agentId },
        environment: "prod",
        depth: 1,
      });
    }
    expect((await post({ parent: org.agentId, environment: "dev" }, org.owner)).body).toMatchObject({ environment: "dev" });
    expect((await post({ parent: org.agentId, environment: "dev" }, org.orgKey)).status).toBe(403);
    const child = await delegate(api, org.owner, { parent: org.agentId, environment: "dev" });
    expect((await post({ parent: child.agentId }, org.owner)).body).toMatchObject({
      environment: "dev",
      depth: 2,
      created_by: expect.stringMatching(/^usr_/),
    });
    expect((await post({ parent: child.agentId, environment: "prod" }, org.owner)).status).toBe(403);
  });

  it("requires the permission", async () => {
    const auditor = await org.addMember("auditor");
    const { api_key: weak } = (await api.call("POST", "keys", { token: org.owner, body: { name: "weak", scopes: ["agents:write"] } })).body;
    const { id } = await delegate(api, org.agentKey);
    for (const token of [auditor.token, weak]) {
      expect((await post({ parent: org.agentId }, token)).status).toBe(403);
      expect((await api.call("DELETE", `delegations/${id}`, { token })).status).toBe(403);
    }
    expect((await org.get(`delegations/${id}`, auditor.token)).status).toBe(200);
    expect((await org.get("delegations", weak)).status).toBe(403);
  });

  it("is allowed for members on agents that they own", async () => {
    const member = await org.addMember("member");
    const { id: own } = (
      await api.call("POST", "agents", { token: member.token, body: { name: "mine", capabilities: ["pr.*"], owner: member.userId } })
    ).body;
    const foreign = await delegate(api, org.agentKey);
    expect((await post({ parent: org.agentId }, member.token)).status).toBe(404);
    const child = await delegate(api, member.token, { parent: own });
    expect(ids(await org.get("delegations", member.token))).toEqual([child.id]);
    for (const path of ["", "/graph", "/revoke-preview"])
      expect((await org.get(`delegations/${foreign.id}${path}`, member.token)).status).toBe(404);
    expect((await api.call("DELETE", `delegations/${foreign.id}`, { token: member.token })).status).toBe(404);
    await api.call("PATCH", `agents/${own}`, { token: org.owner, body: { owner: null } });
    expect((await org.get(`delegations/${child.id}`, member.token)).status).toBe(404);
  });

  it("is refused for a disabled agent", async () => {
    const agent = await newAgent(["*"]);
    const { api_key: key } = await agent.key();
    const child = await delegate(api, key);
    await api.call("PATCH", `agents/${agent.id}`, { token: org.owner, body: { status: "disabled" } });
    expect((await post({}, key)).status).toBe(401);
    expect((await post({}, child.key)).status).toBe(401);
    expect((await post({ parent: agent.id }, org.owner)).body).toMatchObject({ status: 403, code: "DELEGATION_INVALID" });
    expect((await post({ parent: child.agentId }, org.owner)).body).toMatchObject({ status: 403, code: "DELEGATION_INVALID" });
  });

  it("is the only way to get a key for a child, and its definition cannot be changed", async () => {
    const child = await delegate(api, org.agentKey);
    const key = await api.call("POST", `agents/${child.agentId}/keys`, { token: org.owner, body: { name: "second" } });
    expect(key.body).toMatchObject({ status: 403, code: "DELEGATION_INVALID" });
    for (const patch of [{ capabilities: ["*"] }, { labels: { team: "x" } }, { owner: null }]) {
      expect((await api.call("PATCH", `agents/${child.agentId}`, { token: org.owner, body: patch })).body.code).toBe("DELEGATION_INVALID");
    }
  });
});

describe("the list", () => {
  it("filters by role, end and agent, and pages", async () => {
    const { agentKey, agentId, owner, orgKey } = await api.createOrg("Listed");
    const [a, b] = [await delegate(api, agentKey), await delegate(api, agentKey)];
    const below = await delegate(api, a.key);
    const all = [below.id, b.id, a.id];
    expect(ids(await org.get("delegations", agentKey))).toEqual(all);
    expect(ids(await org.get("delegations?role=parent", agentKey))).toEqual([b.id, a.id]);
    expect(ids(await org.get("delegations?role=child", agentKey))).toEqual([]);
    expect(ids(await org.get("delegations", a.key))).toEqual([below.id, a.id]);
    expect(ids(await org.get("delegations?role=child", a.key))).toEqual([a.id]);
    expect(ids(await org.get("delegations?role=parent", a.key))).toEqual([below.id]);
    expect(ids(await org.get("delegations", b.key))).toEqual([b.id]);
    expect((await org.get(`delegations/${a.id}`, b.key)).status).toBe(404);
    expect((await org.get(`delegations/${a.id}`, below.key)).status).toBe(404);
    expect(ids(await org.get(`delegations?agent_id=${a.agentId}`, owner))).toEqual([below.id, a.id]);
    expect(ids(await org.get(`delegations?agent_id=${a.agentId}&role=parent`, orgKey))).toEqual([below.id]);
    expect(ids(await org.get(`delegations?agent_id=${agentId}&role=child`, owner))).toEqual([]);
    const first = (await org.get("delegations?limit=2", owner)).body;
    const second = (await org.get(`delegations?limit=2&cursor=${first.next_cursor}`, owner)).body;
    expect([...first.data, ...second.data].map((row) => row.id)).toEqual(all);
    expect([first.has_more, second.has_more, second.next_cursor]).toEqual([true, false, null]);
    await api.call("DELETE", `delegations/${a.id}`, { token: owner });
    expect(ids(await org.get("delegations?active_only=true", owner))).toEqual([b.id]);
    expect(ids(await org.get("delegations?active_only=false", owner))).toEqual(all);
  });

  it.each(["role=boss", "active_only=yes", "limit=0", "limit=201", "cursor=%00", "agent_id=me", "page=2"])("refuses %s", async (query) => {
    expect((await org.get(`delegations?${query}`)).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });

  it.each(["del_", "agt_01h455vb4pex5vsknk084sn02q", "del_01h455vb4pex5vsknk084sn02q", "%00"])("returns 404 for %s", async (id) => {
    for (const path of ["", "/graph", "/revoke-preview"]) expect((await org.get(`delegations/${id}${path}`)).status).toBe(404);
    expect((await api.call("DELETE", `delegations/${id}`, { token: org.owner })).status).toBe(404);
  });
});

describe("the graph", () => {
  it("returns the tree that contains a delegation, limited to what the caller may see", async () => {
    const { agentKey, agentId, owner } = await api.createOrg("Graph");
    const [a, b] = [await delegate(api, agentKey, { name: "a" }), await delegate(api, agentKey, { name: "b" })];
    const below = await delegate(api, a.key, { name: "c", capabilities: ["pr.merge"] });
    await api.call("DELETE", `delegations/${b.id}`, { token: owner });
    const graph = (await org.get(`delegations/${below.id}/graph`, owner)).body;
    expect(graph).toMatchObject({ root: agentId, focus: below.id, truncated: false });
    expect(
      graph.nodes.map((node: { name: string; kind: string; status: string; depth: number }) => [
        node.name,
        node.kind,
        node.status,
        node.depth,
      ]),
    ).toEqual([
      ["release-bot", "agent", "active", 0],
      ["release-bot/a", "delegated", "active", 1],
      ["release-bot/b", "delegated", "revoked", 1],
      ["release-bot/a/c", "delegated", "active", 2],
    ]);
    expect(graph.edges.map((edge: { source: string; target: string; status: string }) => [edge.source, edge.target, edge.status])).toEqual([
      [agentId, a.agentId, "active"],
      [agentId, b.agentId, "revoked"],
      [a.agentId, below.agentId, "active"],
    ]);
    const own = (await org.get(`delegations/${below.id}/graph`, below.key)).body;
    expect(own.edges.map((edge: { id: string }) => edge.id)).toEqual([below.id]);
    expect(own.nodes.map((node: { depth: number }) => node.depth)).toEqual([1, 2]);
  });
});
