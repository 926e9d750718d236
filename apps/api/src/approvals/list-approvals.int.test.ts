import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

type Listed = { id: string; action_type: string; risk: { level: string }; requested_by: { id: string }; expires_at: string };

let api: TestApi;
let org: TestOrg;
let refunds: string;
let bot: { id: string; token: string };
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  refunds = await org.publish(policy("refunds", { match: { actions: ["refund.*"] }, effect: "approve" }));
  await org.publish(policy("releases", { match: { actions: ["release.*"] }, effect: "approve" }, { labels: { risk: "high" } }));
  const { id } = (await org.post("agents", { name: "bot", capabilities: ["*"] })).body;
  bot = { id, token: (await org.post(`agents/${id}/keys`, { name: "k" })).body.api_key };
  for (const [type, token] of [
    ["refund.issue", org.agentKey],
    ["release.deploy", org.agentKey],
    ["release.destroy", org.agentKey],
    ["refund.issue", bot.token],
    ["release.delete", bot.token],
  ] as const)
    await org.submit(type, {}, token);
});
afterAll(() => api.close());

const list = async (query: string, token = org.owner) => {
  const { status, body } = await org.get(`approvals?${query}`, token);
  expect(status).toBe(200);
  return body as { data: Listed[]; next_cursor: string | null };
};
/** Reads all pages of two approvals each. */
const listAll = async (query: string) => {
  const all: Listed[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await list(`${query}&limit=2${cursor ? `&cursor=${cursor}` : ""}`);
    all.push(...page.data);
    cursor = page.next_cursor;
  }
  return all;
};
const typesOf = (approvals: readonly Listed[]) => approvals.map(({ action_type }) => action_type).sort();

describe("pending approvals are filtered", () => {
  test("by agent, action, and policy in force", async () => {
    expect(typesOf((await list(`agent_id=${bot.id}`)).data)).toEqual(["refund.issue", "release.delete"]);
    expect(typesOf((await list("action_type=refund.issue")).data)).toEqual(["refund.issue", "refund.issue"]);
    expect(typesOf((await list(`policy_id=${refunds}`)).data)).toEqual(["refund.issue", "refund.issue"]);
    expect(typesOf((await list(`policy_id=${refunds}&agent_id=${bot.id}`)).data)).toEqual(["refund.issue"]);
  });

  test("by risk, for each level", async () => {
    const all = (await list("limit=200")).data;
    const levels = new Set(all.map(({ risk }) => risk.level));
    expect(levels.size).toBeGreaterThan(1);
    for (const level of ["low", "medium", "high", "critical"])
      expect(typesOf((await list(`risk=${level}`)).data)).toEqual(typesOf(all.filter(({ risk }) => risk.level === level)));
  });

  test("for an agent among its own only", async () => {
    expect(typesOf((await list("", bot.token)).data)).toEqual(["refund.issue", "release.delete"]);
    expect((await list("risk=low&sort=risk", bot.token)).data.every(({ requested_by }) => requested_by.id === bot.id)).toBe(true);
  });
});

describe("pending approvals are sorted and paged", () => {
  const RANK = ["critical", "high", "medium", "low"];

  test("by risk, then by expiry", async () => {
    const all = await listAll("sort=risk");
    expect(new Set(all.map(({ id }) => id)).size).toBe(5);
    const keys = all.map(({ risk, expires_at, id }) => `${RANK.indexOf(risk.level)} ${expires_at} ${id}`);
    expect(keys).toEqual([...keys].sort());
  });

  test("newest first, oldest first, and by expiry without an order", async () => {
    const byExpiry = (await listAll("sort=time_left")).map(({ id }) => id);
    expect((await listAll("status=pending")).map(({ id }) => id)).toEqual(byExpiry);
    const newest = (await listAll("sort=newest")).map(({ id }) => id);
    expect(newest).toHaveLength(5);
    expect((await listAll("sort=oldest")).map(({ id }) => id)).toEqual([...newest].reverse());
  });

  test("and refuse a cursor of another order", async () => {
    const { next_cursor } = await list("sort=newest&limit=2");
    expect(await org.get(`approvals?sort=risk&limit=2&cursor=${next_cursor}`)).toMatchObject({
      status: 422,
      body: { code: "INVALID_REQUEST" },
    });
  });
});

test.each(["risk=extreme", "sort=size", "agent_id=bot", "policy_id=refunds", "action_type=not a type"])("%s is refused", async (query) => {
  expect(await org.get(`approvals?${query}`)).toMatchObject({ status: 422, body: { code: "INVALID_REQUEST" } });
});

describe("the count", () => {
  const count = (query: string, token = org.owner) => org.get(`approvals/count?${query}`, token);

  test("is the length of the list, for every condition and caller", async () => {
    const queries = [
      "",
      "status=pending",
      "status=all",
      "status=decided",
      "status=mine",
      "status=unknown",
      "status=review",
      "environment=dev",
    ];
    for (const query of [
      ...queries,
      "risk=high",
      "action_type=refund.issue",
      `policy_id=${refunds}`,
      "expires_within=15m",
      `agent_id=${bot.id}`,
    ])
      for (const token of [org.owner, bot.token]) {
        const { status, body } = await count(query, token);
        expect([status, body], query).toEqual([200, { count: (await list(`${query}&limit=200`, token)).data.length }]);
      }
  });

  test("is 0 in another organisation, and refused to an agent that names another agent", async () => {
    const other = await api.createOrg("Other");
    const { body } = await api.call("GET", "approvals/count?status=all", { token: other.owner });
    expect(body).toEqual({ count: 0 });
    expect((await count(`agent_id=${bot.id}`, org.agentKey)).body.code).toBe("FORBIDDEN_FILTER");
  });

  test.each(["limit=5", "cursor=x", "sort=newest", "status=odd", "colour=red"])("refuses %s", async (query) => {
    expect(await count(query)).toMatchObject({ status: 422, body: { code: "INVALID_REQUEST" } });
  });

  test("is not read by a member, who reads no approvals", async () => {
    const { token } = await org.addMember("member");
    expect((await count("", token)).status).toBe(403);
  });
});

describe("a tool call", () => {
  test("shows its target and its arguments in one line to people who may decide, and to nobody else", async () => {
    const tool = { name: "merge_pr", arguments: { repo: "acme/web", pull: 7, squash: true } };
    const { approval_id } = (await org.submit("release.merge_pr", { tool })).body;
    const seen = { target: "acme/web", arguments_line: "pull: 7, repo: acme/web, squash: true" };
    const { data } = await list("action_type=release.merge_pr");
    expect(data).toMatchObject([seen]);
    expect((await org.get(`approvals/${approval_id}/review`)).body).toMatchObject(seen);
    const auditor = await org.addMember("auditor");
    for (const token of [auditor.token, org.agentKey]) {
      const [row] = (await list("action_type=release.merge_pr", token)).data;
      expect(row).toMatchObject({ target: "acme/web" });
      expect(row).not.toHaveProperty("arguments_line");
    }
  });
});
