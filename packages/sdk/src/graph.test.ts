import type * as wire from "@agentlattice/contract";
import { afterEach, beforeEach, expect, it } from "vitest";
import { AgentLattice } from "./index.ts";
import { FakeApi, type Reply } from "./testing/fake-api.ts";
import { KEY } from "./testing/fixtures.ts";

const answer: wire.Graph = {
  nodes: [
    { id: "agt_1", kind: "agent", name: "bot", depth: 0, halted: false, active: true },
    { id: "run_1", kind: "run", name: null, depth: 1 },
  ],
  edges: [{ from: "agt_1", to: "action:pr.merge", type: "decision", last_at: "2026-11-23T08:00:00.000Z", last_status: "executed" }],
  truncated: true,
};

let api: FakeApi;
let reply: Reply;
const client = () => new AgentLattice({ apiKey: KEY, baseUrl: api.url });

beforeEach(async () => {
  reply = { body: answer };
  api = await FakeApi.start(() => reply);
});
afterEach(() => api.down());

it("sends the options that were given and returns camelCase", async () => {
  const graph = await client().graph({ root: "agt_1", edgeTypes: ["decision", "run"], depth: 3, limit: 10, activeOnly: true });
  expect(api.requests).toMatchObject([
    { method: "GET", path: "/api/v1/graph?root=agt_1&edge_types=decision%2Crun&depth=3&limit=10&active_only=true" },
  ]);
  expect(graph).toEqual({
    ...answer,
    edges: [{ from: "agt_1", to: "action:pr.merge", type: "decision", lastAt: "2026-11-23T08:00:00.000Z", lastStatus: "executed" }],
  });
});

it("refuses an answer without truncated", async () => {
  reply = { body: { nodes: [], edges: [] } };
  await expect(client().graph()).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
});
