import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate } from "../testing/delegate.ts";

interface Found {
  id: string;
  action_type: string;
}

let api: TestApi;
let org: TestOrg;
const ids: Record<string, string> = {};

const submit = async (name: string, body: object, token = org.agentKey) => {
  const answer = await api.call("POST", "actions", { token, body, headers: { "x-al-event-id": name } });
  expect(answer.status, answer.text).toBeLessThan(300);
  ids[name] = answer.body.audit_event_id;
};
const nameOf = (id: string) => Object.keys(ids).find((name) => ids[name] === id) ?? id;
const list = async (query: string, token = org.owner) => {
  const { status, body, text } = await org.get(`decisions?${query}`, token);
  expect(status, text).toBe(200);
  return body.data.map(({ id }: Found) => nameOf(id));
};
const recall = (event_ids: unknown, token = org.owner) => api.call("POST", "decisions/recall", { token, body: { event_ids } });

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg("Memory");
  const small = { field: "amount", operator: "lte", value: 100 };
  await org.publish(policy("refunds", { match: { actions: ["refund.*"] }, effect: "allow", require: [small] }));
  await org.publish(policy("documents", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("merges", { match: { actions: ["pr.*"] }, effect: "approve" }));
  const refund = (amount: number, more: object = {}) => ({ action_type: "refund.issue", metadata: { amount, shop: "eu" }, ...more });
  await submit("r1", refund(40, { tags: ["refund", "eu", "eu"], session_id: "s1", importance: "high", retention: "long" }));
  await submit("r2", refund(40, { tags: ["refund", "us"], session_id: "s1" }));
  await submit("r3", refund(900, { tags: ["eu"] }));
  await submit("d1", { action_type: "doc.read", tags: ["eu"], correlation_id: "c1" });
  await submit("m1", { action_type: "pr.merge" });
});
afterAll(() => api.close());

describe("GET /decisions", () => {
  it.each([
    ["", ["m1", "d1", "r3", "r2", "r1"]],
    ["tags=refund,eu", ["r1"]],
    ["tags=refund,eu&match=all", ["r1"]],
    ["tags=refund,eu&match=any", ["d1", "r3", "r2", "r1"]],
    ["tags=eu,eu,eu", ["d1", "r3", "r1"]],
    ["tags=unknown,eu", []],
    ["tags=unknown,us&match=any", ["r2"]],
    ["tags=EU", []],
    ["session_id=s1", ["r2", "r1"]],
    ["session_id=s1&tags=us", ["r2"]],
    ["correlation_id=c1", ["d1"]],
    ["event_id=r2", ["r2"]],
    ["action_type=refund.issue", ["r3", "r2", "r1"]],
    ["environment=staging", []],
    ["from=2020-01-01", ["m1", "d1", "r3", "r2", "r1"]],
    ["to=2020-01-01T00:00:00Z", []],
    ["from=9999-12-31", []],
  ])("?%s", async (query, expected) => {
    expect(await list(query)).toEqual(expected);
  });

  it("filters by agent and by the exact time", async () => {
    expect(await list(`agent=${org.agentId}`)).toHaveLength(5);
    const [newest] = (await org.get("decisions?limit=1")).body.data;
    expect(await list(`from=${newest.at}&to=${newest.at}`)).toContain("m1");
  });

  it("pages through all decisions once", async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body } = await org.get(`decisions?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ id }: Found) => nameOf(id)));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(["m1", "d1", "r3", "r2", "r1"]);
  });

  it("returns the decision and the submission", async () => {
    const [r1] = (await org.get("decisions?event_id=r1")).body.data;
    expect(r1).toMatchObject({
      id: ids.r1,
      action_type: "refund.issue",
      agent_id: org.agentId,
      environment: "prod",
      status: "executed",
      policy_name: "refunds",
      importance: "high",
      retention: "long",
      session_id: "s1",
      tags: ["refund", "eu", "eu"],
      withheld: null,
    });
    const { body } = await org.get(`audit/events/${ids.r1}`);
    expect(body.leaf_hash).toBe(r1.leaf_hash);
    expect((await org.get("decisions?event_id=d1")).body.data[0]).toMatchObject({ importance: "normal", retention: "standard" });
    expect((await org.get("decisions?event_id=r3")).body.data[0]).toMatchObject({ status: "denied", reason_codes: expect.any(Array) });
    expect((await org.get("decisions?event_id=m1")).body.data[0]).toMatchObject({ status: "requested", approval_id: expect.any(String) });
  });

  it.each([
    ["a long tag", `tags=${"x".repeat(65)}`, "tags.0"],
    ["no tag", "tags=", "tags.0"],
    ["an empty tag", "tags=a,,b", "tags.1"],
    ["a blank tag", "tags=a,%20", "tags.1"],
    ["64 KB of tags", `tags=${"x,".repeat(32_768)}x`, "tags"],
    ["65 tags", `tags=${Array.from({ length: 65 }, (_, n) => n).join(",")}`, "tags"],
    ["an unknown match", "match=some", "match"],
    ["another agent id", "agent=me", "agent"],
    ["a word as time", "from=yesterday", "from"],
    ["a reversed range", "from=2026-11-22&to=2026-11-21", "to"],
    ["no rows", "limit=0", "limit"],
    ["an invalid cursor", "cursor=abc", "cursor"],
    ["an invalid run", "run_id=x", "run_id"],
    ["an unknown parameter", "sort=asc", "sort"],
  ])("%s is refused", async (_, query, path) => {
    expect((await org.get(`decisions?${query}`)).body).toMatchObject({ status: 422, code: "INVALID_REQUEST", errors: [{ path }] });
  });

  it.each([
    ["64 KB", ["x".repeat(64 * 1024)], "tags.0"],
    ["65 tags", Array.from({ length: 65 }, () => "x"), "tags"],
    ["a text", "x", "tags"],
    ["a number", [1], "tags.0"],
    ["an empty tag", ["eu", ""], "tags.1"],
    ["a blank tag", ["  \t"], "tags.0"],
    ["an invisible tag", ["eu", "\u200b"], "tags.1"],
  ])("as tags of a submission, %s is refused, and nothing is recorded", async (_, tags, path) => {
    const before = (await org.get("audit/events?limit=1")).body.data[0].seq;
    for (const operation of ["actions", "actions/check"]) {
      const { body } = await api.call("POST", operation, { token: org.agentKey, body: { action_type: "doc.read", tags } });
      expect(body).toMatchObject({ status: 422, code: "INVALID_REQUEST", errors: [{ path }] });
    }
    expect((await org.get("audit/events?limit=1")).body.data[0].seq).toBe(before);
  });
});

describe("POST /decisions/recall", () => {
  it("keeps the order, returns each id once and lists unknown ids", async () => {
    const { status, body } = await recall(["d1", "nothing", ids.r2, "r1", "d1", "evt_01h455vb4pex5vsknk084sn02q"]);
    expect(status).toBe(200);
    expect(body.data.map((item: { event_id: string; decision: Found }) => [item.event_id, nameOf(item.decision.id)])).toEqual([
      ["d1", "d1"],
      [ids.r2, "r2"],
      ["r1", "r1"],
    ]);
    expect(body).toMatchObject({ found: 3, not_found: 2, unknown: ["nothing", "evt_01h455vb4pex5vsknk084sn02q"] });
    expect(body).not.toHaveProperty("reason");
  });

  it("records and submits nothing", async () => {
    const before = (await org.get("audit/events?limit=1")).body.data[0].seq;
    await recall(["r1", "never-submitted"]);
    expect((await org.get("audit/events?limit=1")).body.data[0].seq).toBe(before);
  });

  it("returns the decisions of every agent that used the id", async () => {
    const child = await delegate(api, org.agentKey, { capabilities: ["doc.*"] });
    const shared = { action_type: "doc.read" };
    await submit("shared", shared);
    const first = ids.shared;
    await submit("shared", shared, child.key);
    const both = (await recall(["shared"])).body.data.map((item: { decision: Found }) => item.decision.id);
    expect(both).toEqual([first, ids.shared]);
    expect((await recall(["shared"], child.key)).body.data).toMatchObject([{ decision: { id: ids.shared, agent_id: child.agentId } }]);
  });

  it.each([
    ["10,000 ids", Array.from({ length: 10_000 }, (_, n) => `id-${n}`), "event_ids"],
    ["no ids", [], "event_ids"],
    ["an empty id", [""], "event_ids.0"],
    ["a long id", ["x".repeat(129)], "event_ids.0"],
    ["numbers", [1], "event_ids.0"],
    ["a text", "r1", "event_ids"],
  ])("%s are refused", async (_, event_ids, path) => {
    expect((await recall(event_ids)).body).toMatchObject({ status: 422, code: "INVALID_REQUEST", errors: [{ path }] });
  });
});

describe("GET /decisions/{id}/similar", () => {
  const similar = (name: string, query = "", token = org.owner) => org.get(`decisions/${ids[name]}/similar?${query}`, token);

  it("ranks decisions of the same action and gives the reasons", async () => {
    const { body } = await similar("r1");
    expect(body.compared).toBe(2);
    expect(body.data.map(({ decision, score }: { decision: Found; score: number }) => [nameOf(decision.id), score])).toEqual([
      ["r2", 90],
      ["r3", expect.any(Number)],
    ]);
    expect(body.data[0].reasons).toEqual([
      { by: "action", points: 40, values: ["refund.issue"] },
      { by: "agent", points: 20, values: [org.agentId] },
      { by: "policy", points: 15, values: ["refunds"] },
      { by: "fields", points: 15, values: ["amount"] },
    ]);
    for (const { score, reasons } of body.data)
      expect(reasons.reduce((sum: number, { points }: { points: number }) => sum + points, 0)).toBe(score);
  });

  it("compares the fields that are named", async () => {
    const by = async (fields: string) =>
      (await similar("r1", `fields=${fields}`)).body.data.map(
        ({ reasons }: { reasons: { by: string; values: string[] }[] }) => reasons.find((reason) => reason.by === "fields")?.values ?? [],
      );
    expect(await by("metadata.shop,metadata.amount")).toEqual([["metadata.shop", "metadata.amount"], ["metadata.shop"]]);
    expect(await by("nothing")).toEqual([[], []]);
  });

  it("contains no text of the caller for readers without permission for payloads", async () => {
    const { token } = await org.addMember("operator");
    const { body } = await similar("r1", "fields=metadata.shop", token);
    expect(body.data[0].reasons.map(({ by }: { by: string }) => by)).toEqual(["action", "agent", "policy"]);
    expect(body.data[0].decision).toMatchObject({
      tags: [],
      session_id: null,
      message: null,
      withheld: expect.stringContaining("operator"),
    });
    expect((await org.get("decisions?event_id=r1", token)).text).not.toContain('refund"');
  });

  it("is empty without another decision, and 404 for an unknown decision", async () => {
    expect((await similar("m1")).body).toEqual({ data: [], compared: 0 });
    for (const id of ["evt_01h455vb4pex5vsknk084sn02q", "nothing", org.agentId])
      expect((await org.get(`decisions/${id}/similar`)).body).toMatchObject({ status: 404, code: "NOT_FOUND" });
    for (const query of ["limit=0", "limit=51", `fields=${"a,".repeat(17)}a`, "fields="])
      expect((await similar("r1", query)).status, query).toBe(query.startsWith("fields=a") ? 200 : 422);
  });
});

describe("visible decisions", () => {
  it("are those of an agent and its descendants", async () => {
    const child = await delegate(api, org.agentKey, { capabilities: ["doc.*"] });
    await submit("of-child", { action_type: "doc.read", tags: ["mine"] }, child.key);
    expect(await list("tags=mine", org.agentKey)).toEqual(["of-child"]);
    expect(await list("", child.key)).toEqual(["of-child"]);
    expect((await org.get(`decisions?agent=${org.agentId}`, child.key)).body.code).toBe("FORBIDDEN_FILTER");
    expect((await org.get("decisions?event_id=of-child", child.key)).body.data[0]).toMatchObject({ tags: ["mine"], withheld: null });
    expect((await recall(["r1", "of-child"], child.key)).body).toMatchObject({ unknown: ["r1"] });
    expect((await org.get(`decisions/${ids.r1}/similar`, child.key)).status).toBe(404);
  });

  it("never include another organisation, also with its cursor", async () => {
    const other = await api.createOrg("Other");
    const { next_cursor } = (await org.get("decisions?limit=1")).body;
    expect(await list(`cursor=${next_cursor}`, other.owner)).toEqual([]);
    expect(await list("tags=eu&match=any", other.owner)).toEqual([]);
    expect(await list(`event_id=${ids.r1}`, other.owner)).toEqual([]);
    expect((await recall(["r1", ids.r1], other.owner)).body).toEqual({
      found: 0,
      not_found: 2,
      reason: expect.stringMatching(/^Nothing was found. Check the ids/),
      data: [],
      unknown: ["r1", ids.r1],
    });
    expect((await org.get(`decisions/${ids.r1}/similar`, other.owner)).status).toBe(404);
    await submit("r1", { action_type: "doc.read", tags: ["eu"] }, other.agentKey);
    expect((await recall(["r1"], other.owner)).body.data).toHaveLength(1);
  });

  it("are limited to the environment of a staging key", async () => {
    const made = await api.call("POST", "keys", { token: org.owner, body: { name: "s", scopes: ["audit:read"], environment: "staging" } });
    expect(await list("", made.body.api_key)).toEqual([]);
    expect((await org.get("decisions?environment=prod", made.body.api_key)).body).toMatchObject({
      status: 403,
      code: "ENVIRONMENT_FORBIDDEN",
    });
  });
});

it("the review of an approval ranks earlier requests in the same way", async () => {
  const own = await api.createOrg("Reviewed");
  await own.publish(
    policy("payments", { match: { actions: ["pay.*"] }, effect: "approve", require: [{ field: "amount", operator: "gte", value: 1 }] }),
  );
  const approver = (await own.addMember("admin")).token;
  const ask = async (amount: number) =>
    (await api.call("POST", "actions", { token: own.agentKey, body: { action_type: "pay.out", metadata: { amount } } })).body.approval_id;
  const decided: string[] = [];
  for (const amount of [500, 40]) {
    const id = await ask(amount);
    decided.push(id);
    const { digest } = (await org.get(`approvals/${id}`, approver)).body;
    await api.call("POST", `approvals/${id}/decision`, { token: approver, body: { decision: "approve", digest } });
  }
  await ask(7);
  const page = await org.get(`approvals/${await ask(500)}/review`, approver);
  expect(page.status, page.text).toBe(200);
  const { recent } = page.body;
  expect(recent.map(({ id, score }: { id: string; score: number }) => [id, score])).toEqual([
    [decided[0], 90],
    [decided[1], 75],
  ]);
  expect(recent[0].reasons).toContainEqual({ by: "fields", points: 15, values: ["amount"] });
});
