import type * as wire from "@agentlattice/contract";
import { afterEach, beforeEach, expect, expectTypeOf, it } from "vitest";
import { AgentLattice, type Posture, type PostureComponent } from "./index.ts";
import { FakeApi, type Reply } from "./testing/fake-api.ts";
import { KEY } from "./testing/fixtures.ts";

const component = (score: number): wire.PostureComponent => ({
  score,
  max: 20,
  summary: "one unused",
  evidence: [
    {
      id: "unused",
      label: "Unused",
      count: 1,
      href: "/agents",
      rows: [{ name: "desk", detail: "iam.grant", at: null, href: "/agents/agt_1" }],
    },
    { id: "exact", label: "Exact", count: 3, href: "/agents" },
  ],
  advice: [{ id: "drop-unused", text: "Remove it.", gain: 2, action: { label: "Review desk", href: "/agents/agt_1" } }],
});
const answer: wire.Posture = {
  score: 36,
  components: {
    policy_coverage: component(1),
    least_privilege: component(2),
    human_oversight: component(3),
    enforcement: component(4),
    credential_hygiene: component(5),
    ledger_integrity: component(6),
    outcome_reporting: component(7),
    incident_response: component(8),
  },
  computed_at: "2026-11-21T08:00:00.000Z",
};

let api: FakeApi;
let reply: Reply;
const posture = () => new AgentLattice({ apiKey: KEY, baseUrl: api.url }).posture();

beforeEach(async () => {
  reply = { body: answer };
  api = await FakeApi.start(() => reply);
});
afterEach(() => api.down());

it("returns every component in camelCase", async () => {
  const { score, components, computedAt } = await posture();
  expect(api.requests).toMatchObject([{ method: "GET", path: "/api/v1/posture" }]);
  expect({ score, computedAt }).toEqual({ score: 36, computedAt: answer.computed_at });
  expect(Object.values(components).map((one) => one.score)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(components.leastPrivilege).toEqual(component(2));
});

it("refuses an answer with a component missing", async () => {
  const { enforcement: _, ...components } = answer.components;
  reply = { body: { ...answer, components } };
  await expect(posture()).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
});

it("matches the types of the contract", () => {
  expectTypeOf<wire.PostureComponent>().toExtend<PostureComponent>();
  expectTypeOf<keyof PostureComponent>().toEqualTypeOf<keyof wire.PostureComponent>();
  type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;
  expectTypeOf<keyof Posture["components"]>().toEqualTypeOf<Camel<keyof wire.Posture["components"]>>();
});
