import { ORG_KEY_SCOPES } from "@agentlattice/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate } from "../testing/delegate.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

type Person = Awaited<ReturnType<TestOrg["addMember"]>>;
let api: TestApi;
let org: TestOrg;
let gate: Gate;
let [ana, bob, cyd]: Person[] = [];
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  ana = await org.addMember("admin");
  bob = await org.addMember("admin");
  cyd = await org.addMember("admin");
  const approval = { approvers: ["role:admin"], separation_of_duties: "strict" };
  await org.publish(policy("strict", { effect: "approve", match: { actions: ["pr.*"] }, approval }));
  await org.publish(policy("relaxed", { effect: "approve", match: { actions: ["doc.*"] }, approval: { approvers: ["role:admin"] } }));
  const own = { approvers: ["agent_owner"] };
  await org.publish(policy("owned", { effect: "approve", match: { actions: ["own.*"] }, approval: own }));
});
afterAll(() => api.close());

let count = 0;
const newAgent = async (owner: Person | undefined) =>
  (await api.call("POST", "agents", { token: org.owner, body: { name: `bot-${++count}`, capabilities: ["*"], owner: owner?.userId } })).body
    .id as string;
const mint = async (agentId: string, token: string) =>
  (await api.call("POST", `agents/${agentId}/keys`, { token, body: { name: "k" } })).body.api_key as string;
const ask = (key: string, action = "pr.merge") => gate.request({ action_type: action }, key);
const decide = async (id: string, person: Person | undefined) =>
  (await gate.decide(id, "approve", { token: person?.token as string })).body;
const give = (agentId: string, owner: Person | undefined, token = org.owner) =>
  api.call("PATCH", `agents/${agentId}`, { token, body: { owner: owner?.userId } });

describe("strict separation of duties", () => {
  test("still excludes the owner after the agent was given away", async () => {
    const agent = await newAgent(ana);
    const id = await ask(await mint(agent, org.owner));
    await give(agent, bob, ana?.token);
    expect((await decide(id, ana)).code).toBe("NOT_ELIGIBLE");
    const review = (await api.call("GET", `approvals/${id}/review`, { token: ana?.token as string })).body;
    expect(review.you).toMatchObject({ can_decide: false, because: expect.stringContaining("own") });
    expect((await decide(id, bob)).status).toBe("approved");
  });

  test("does not exclude a person who became the owner after the request", async () => {
    const agent = await newAgent(ana);
    const id = await ask(await mint(agent, org.owner));
    await give(agent, cyd);
    expect((await decide(id, cyd)).status).toBe("approved");
  });

  test("excludes the creator of the key of another person's agent", async () => {
    const agent = await newAgent(bob);
    const id = await ask(await mint(agent, ana?.token as string));
    expect((await decide(id, ana)).code).toBe("NOT_ELIGIBLE");
    expect((await decide(id, bob)).code).toBe("NOT_ELIGIBLE");
    expect((await decide(id, cyd)).status).toBe("approved");
  });

  test("excludes the creator of the organisation key that created the agent's key, also after rotations", async () => {
    const made = (await api.call("POST", "keys", { token: ana?.token as string, body: { name: "auto", scopes: ORG_KEY_SCOPES } })).body;
    const agent = await newAgent(bob);
    const byKey = await api.call("POST", `agents/${agent}/keys`, { token: made.api_key, body: { name: "k" } });
    const rotated = await api.call("POST", `agents/${agent}/keys/${byKey.body.id}/rotate`, { token: made.api_key, body: { overlap: 60 } });
    for (const key of [byKey.body.api_key, rotated.body.api_key]) {
      const id = await ask(key);
      expect((await decide(id, ana)).code).toBe("NOT_ELIGIBLE");
      expect((await decide(id, cyd)).status).toBe("approved");
    }
  });

  test("covers the delegation chain: the owner of the root and the creators of the keys", async () => {
    const root = await newAgent(bob);
    const child = await delegate(api, await mint(root, ana?.token as string));
    const below = await delegate(api, child.key);
    const id = await ask(below.key);
    await give(root, cyd);
    expect((await decide(id, ana)).code).toBe("NOT_ELIGIBLE");
    expect((await decide(id, bob)).code).toBe("NOT_ELIGIBLE");
    expect((await decide(id, cyd)).status).toBe("approved");
  });

  test("denies immediately when every eligible person is excluded", async () => {
    await org.publish(
      policy("alone", {
        effect: "approve",
        match: { actions: ["lonely.act"] },
        approval: { approvers: [`user:${ana?.email}`], separation_of_duties: "strict" },
      }),
    );
    const key = await mint(await newAgent(bob), ana?.token as string);
    expect(await gate.ask({ action_type: "lonely.act" }, key)).toMatchObject({ status: "denied", denial_reason: "NO_ELIGIBLE_APPROVER" });
  });
});

test("the default separation lets the owner and the creator of the key decide", async () => {
  const agent = await newAgent(ana);
  const key = await mint(agent, ana?.token as string);
  expect((await decide(await ask(key, "doc.delete"), ana)).status).toBe("approved");
});

test("agent_owner is the owner at submission: becoming the owner later gives no right to decide", async () => {
  const agent = await newAgent(ana);
  const id = await ask(await mint(agent, org.owner), "own.thing");
  await give(agent, bob);
  expect((await decide(id, bob)).code).toBe("NOT_ELIGIBLE");
  expect((await decide(id, ana)).status).toBe("approved");
});
