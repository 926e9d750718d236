import type * as wire from "@agentlattice/contract";
import { afterEach, beforeEach, expect, expectTypeOf, it } from "vitest";
import { AgentLattice, type PastDecision } from "./index.ts";
import { FakeApi, type Reply } from "./testing/fake-api.ts";
import { KEY } from "./testing/fixtures.ts";

const EVENT = "evt_01h455vb4pex5vsknk084sn02q";
const decision: wire.PastDecision = {
  id: EVENT,
  seq: 4,
  at: "2026-11-23T08:00:00.000Z",
  action_type: "pr.merge",
  agent_id: "agt_01h455vb4pex5vsknk084sn02q",
  environment: "prod",
  status: "executed",
  denial_reason: null,
  policy_name: "merges",
  approval_id: null,
  reason_codes: ["POLICY_COMPLIANT"],
  findings: [],
  risk_score: 0,
  importance: "high",
  retention: "standard",
  run_id: null,
  tags: ["a"],
  session_id: "s",
  correlation_id: null,
  message: "Allowed.",
  withheld: null,
  leaf_hash: "0".repeat(64),
};

let api: FakeApi;
let reply: Reply;
const client = () => new AgentLattice({ apiKey: KEY, baseUrl: api.url });

beforeEach(async () => {
  api = await FakeApi.start(() => reply);
});
afterEach(() => api.down());

it("lists decisions by tags and ids", async () => {
  reply = { body: { data: [decision], has_more: true, next_cursor: "c" } };
  const page = await client().decisions.list({ tags: ["a", "b c"], match: "any", sessionId: "s", eventId: "e", limit: 2 });
  expect(api.requests).toMatchObject([{ method: "GET", path: "/api/v1/decisions?tags=a%2Cb+c&session_id=s&event_id=e&match=any&limit=2" }]);
  expect(page).toMatchObject({ hasMore: true, nextCursor: "c", decisions: [{ actionType: "pr.merge", importance: "high", tags: ["a"] }] });
});

it("refuses a tag that would be read as two", async () => {
  await expect(client().decisions.list({ tags: ["a,b"] })).rejects.toMatchObject({ code: "INVALID_OPTION" });
  expect(api.requests).toEqual([]);
});

it("finds similar decisions with reasons", async () => {
  reply = { body: { data: [{ score: 60, reasons: [{ by: "action", points: 40, values: ["pr.merge"] }], decision }], compared: 3 } };
  const { data, compared } = await client().decisions.similar(EVENT, { fields: ["amount", "repo"], text: "blue car", limit: 5 });
  expect(api.requests).toMatchObject([{ path: `/api/v1/decisions/${EVENT}/similar?fields=amount%2Crepo&text=blue+car&limit=5` }]);
  expect({ compared, first: data[0]?.reasons[0]?.by, leaf: data[0]?.decision.leafHash }).toEqual({
    compared: 3,
    first: "action",
    leaf: decision.leaf_hash,
  });
});

it("recalls decisions by event ids, and throws without an answer", async () => {
  reply = { body: { data: [{ event_id: "merge-42", decision }], unknown: ["merge-43"] } };
  const recalled = await client().decisions.recall(["merge-42", "merge-43"]);
  expect(api.requests).toMatchObject([{ method: "POST", path: "/api/v1/decisions/recall" }]);
  expect(recalled).toMatchObject({ data: [{ eventId: "merge-42", decision: { id: EVENT } }], unknown: ["merge-43"] });
  reply = { body: { data: [] } };
  await expect(client().decisions.recall(["merge-42"])).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
});

it("matches the types of the contract", () => {
  type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;
  expectTypeOf<keyof PastDecision>().toEqualTypeOf<Camel<keyof wire.PastDecision>>();
});
