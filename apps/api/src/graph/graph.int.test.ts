import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate, delegateDown, type TestChild } from "../testing/delegate.ts";

let api: TestApi;
let org: TestOrg;
let chain: TestChild[];
let run: string;

const get = (query = "", token = org.owner) => api.call("GET", `graph${query && `?${query}`}`, { token });
const idsOf = (nodes: { id: string }[]) => nodes.map(({ id }) => id);

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg("Graph");
  await org.publish(policy("allows", { match: { actions: ["pr.*", "tool.*"] }, effect: "allow" }));
  chain = await delegateDown(api, org.agentKey, 8, { capabilities: ["pr.*", "tool.*"] });
  run = (await api.call("POST", "runs", { token: org.agentKey, body: { name: "nightly" } })).body.id;
  const [, second] = chain as [TestChild, TestChild];
  await org.submit("pr.merge");
  await org.submit("pr.merge", { run_id: run }, second.key);
  await org.submit("pr.merge", {}, second.key);
  await org.submit("tool.read_file", {}, second.key);
  await org.submit("refund.issue", {}, second.key);
  await api.call("POST", "runs", { token: second.key, body: { name: "alone" } });
});
afterAll(() => api.close());

describe("the graph of an agent", () => {
  it("contains its descendants, the submitted actions, and the shared runs", async () => {
    const { status, body } = await get(`root=${org.agentId}`);
    expect(status).toBe(200);
    const [first, second] = chain as [TestChild, TestChild];
    expect(body.truncated).toBe(false);
    expect(body.nodes[0]).toEqual({ id: org.agentId, kind: "agent", name: "release-bot", depth: 0, halted: false, active: true });
    expect(body.nodes.filter((node: { kind: string }) => node.kind === "agent")).toHaveLength(9);
    expect(body.nodes).toContainEqual({ id: run, kind: "run", name: "nightly", depth: 1 });
    expect(body.nodes).toContainEqual({ id: "tool:read_file", kind: "tool", name: "read_file", depth: 3 });
    expect(body.nodes).toContainEqual({ id: "action:pr.merge", kind: "action", name: "pr.merge", depth: 1 });
    expect(body.nodes.find((node: { id: string }) => node.id === chain[7]?.agentId)).toMatchObject({ depth: 8 });
    expect(body.edges).toContainEqual({ from: first.agentId, to: second.agentId, type: "delegation" });
    expect(body.edges.filter((edge: { type: string }) => edge.type === "run")).toEqual([
      { from: org.agentId, to: run, type: "run" },
      { from: second.agentId, to: run, type: "run" },
    ]);
    const merged = body.edges.filter((edge: { from: string; type: string }) => edge.type === "decision" && edge.from === second.agentId);
    expect(merged.map(({ to, last_status }: { to: string; last_status: string }) => [to, last_status])).toEqual([
      ["action:pr.merge", "executed"],
      ["action:refund.issue", "denied"],
      ["tool:read_file", "executed"],
    ]);
    expect(merged[0].last_at).toMatch(/^\d{4}-.*Z$/);
  });

  it("is truncated at the depth and the limit, and states it", async () => {
    const near = (await get(`root=${org.agentId}&depth=1&edge_types=delegation`)).body;
    expect(idsOf(near.nodes)).toEqual([org.agentId, chain[0]?.agentId]);
    expect(near.truncated).toBe(true);
    expect((await get(`root=${org.agentId}&depth=8&edge_types=delegation`)).body).toMatchObject({ truncated: false });
    const few = (await get(`root=${org.agentId}&limit=3`)).body;
    expect(few.nodes).toHaveLength(3);
    expect(few.truncated).toBe(true);
    const known = new Set(idsOf(few.nodes));
    for (const { from, to } of few.edges) expect(known.has(from) && known.has(to)).toBe(true);
  });

  it("contains only the requested edges", async () => {
    const types = async (asked: string) =>
      new Set((await get(`root=${org.agentId}&edge_types=${asked}`)).body.edges.map((edge: { type: string }) => edge.type));
    expect(await types("decision,run")).toEqual(new Set(["decision", "run"]));
    expect(await types("delegation")).toEqual(new Set(["delegation"]));
  });

  it("includes agents of another branch that share a run", async () => {
    const [, second] = chain as [TestChild, TestChild];
    const { body } = await get(`root=${second.agentId}&edge_types=run`);
    expect(idsOf(body.nodes)).toEqual([second.agentId, run, org.agentId]);
  });

  it("starts at a run, also at one that is not shared", async () => {
    const { body } = await get(`root=${run}&depth=1`);
    expect(body.nodes[0]).toEqual({ id: run, kind: "run", name: "nightly", depth: 0 });
    expect(idsOf(body.nodes).slice(1).sort()).toEqual([org.agentId, chain[1]?.agentId].sort());
    const [alone] = (await api.call("GET", `runs?agent_id=${chain[1]?.agentId}`, { token: org.owner })).body.data;
    expect(idsOf((await get(`root=${alone.id}&edge_types=run&depth=1`)).body.nodes)).toEqual([alone.id, chain[1]?.agentId]);
  });

  it("marks halted and ended agents", async () => {
    const fresh = await api.createOrg("Halted");
    const child = await delegate(api, fresh.agentKey);
    const halt = { scope: { agent: fresh.agentId }, reason: "Test." };
    const { id } = (await api.call("POST", "halts", { token: fresh.owner, body: halt })).body;
    const halted = async () => (await get("", fresh.owner)).body.nodes.map((node: { halted: boolean }) => node.halted);
    expect(await halted()).toEqual([true, true]);
    await api.call("POST", `halts/${id}/resume`, { token: fresh.owner, body: { reason: "Done." } });
    expect(await halted()).toEqual([false, false]);
    await api.call("DELETE", `delegations/${child.id}`, { token: fresh.owner });
    expect((await get("", fresh.owner)).body.nodes[1]).toMatchObject({ id: child.agentId, active: false });
    expect(idsOf((await get("active_only=true", fresh.owner)).body.nodes)).toEqual([fresh.agentId]);
  });
});

describe("the visible graph", () => {
  it("is the whole organisation for people and organisation keys", async () => {
    const all = await get();
    expect((await get("", org.orgKey)).body).toEqual(all.body);
    expect((await get("environment=staging")).body).toMatchObject({ nodes: [{ id: org.agentId }], edges: [] });
  });

  it("is the agent and its descendants for an agent", async () => {
    const [first, second] = chain as [TestChild, TestChild];
    const { body } = await get("", second.key);
    expect(body.nodes[0]).toMatchObject({ id: second.agentId, depth: 0 });
    expect(JSON.stringify(body)).not.toContain(org.agentId);
    expect(JSON.stringify(body)).not.toContain(first.agentId);
    expect((await get(`root=${first.agentId}`, second.key)).status).toBe(404);
    expect((await get(`root=${chain[4]?.agentId}`, second.key)).status).toBe(200);
    // The run belongs to the delegation chain; the other agents in it are above this one.
    expect((await get(`root=${run}`, second.key)).text).not.toContain(org.agentId);
  });

  it("is the owned agents for members", async () => {
    const member = await org.addMember("member");
    expect((await get("", member.token)).body).toEqual({ nodes: [], edges: [], truncated: false });
    expect((await get(`root=${org.agentId}`, member.token)).status).toBe(404);
    expect((await get(`root=${run}`, member.token)).status).toBe(404);
  });

  it("contains nothing of another organisation", async () => {
    const other = await api.createOrg("Other");
    expect((await get(`root=${org.agentId}`, other.owner)).body).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect((await get(`root=${run}`, other.owner)).status).toBe(404);
    expect((await get("", other.owner)).text).not.toContain(org.agentId);
  });
});

it.each([
  ["depth=0", "depth"],
  ["depth=33", "depth"],
  ["depth=abc", "depth"],
  ["depth=1.5", "depth"],
  ["depth=", "depth"],
  ["limit=0", "limit"],
  ["limit=1001", "limit"],
  ["edge_types=owns", "edge_types.0"],
  ["edge_types=", "edge_types.0"],
  ["edge_types=run,,run", "edge_types.1"],
  ["root=apr_01h455vb4pex5vsknk084sn02q", "root"],
  ["root=", "root"],
  ["environment=live", "environment"],
  ["node=1", "node"],
])("%s is refused", async (query, path) => {
  expect((await get(query)).body).toMatchObject({ status: 422, code: "INVALID_REQUEST", errors: [{ path }] });
});

it("ends when stored delegations form a cycle", async () => {
  const fresh = await api.createOrg("Cycle");
  const [first, second] = (await delegateDown(api, fresh.agentKey, 2)) as [TestChild, TestChild];
  await api.database.inspect(
    `UPDATE app.delegation d SET parent_agent_id = s.child_agent_id, chain = ARRAY[s.child_agent_id] FROM app.delegation s, app.agent f, app.agent g
     WHERE d.child_agent_id = f.agent_id AND s.child_agent_id = g.agent_id AND f.name = 'release-bot/level 1' AND g.name = 'release-bot/level 1/level 2'
     AND f.org_id = d.org_id AND g.org_id = d.org_id AND s.org_id = d.org_id AND d.org_id = (SELECT org_id FROM app.organisation WHERE name = 'Cycle')`,
  );
  const { body } = await get(`root=${first.agentId}`, fresh.owner);
  expect(idsOf(body.nodes)).toEqual([first.agentId, second.agentId]);
  expect(body.edges).toHaveLength(2);
});
