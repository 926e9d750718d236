import { afterAll, beforeAll, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  const asks = (summary: string) => ({ effect: "approve" as const, approval: { summary } });
  await org.publish(policy("merges", { ...asks("{pr} {title}, {pr_size} lines"), match: { actions: ["pr.merge"] } }));
  await org.publish(policy("plain", { effect: "approve", match: { actions: ["plain.ask"] } }));
  await org.publish(policy("hush", { ...asks("{customer} in {tier}"), match: { actions: ["hush.ask"] }, private: ["tier"] }));
  await org.publish(
    policy("sealed", { ...asks("Use {token}"), match: { actions: ["sealed.ask"] }, modules: { secrets: { action: "redact" } } }),
  );
});
afterAll(() => api.close());

const ask = (action_type: string, body: object = {}) =>
  api.call("POST", "actions", { token: org.agentKey, body: { action_type, supports: ["redact"], ...body } });
const summaryOf = async (action_type: string, body: object = {}) => {
  const asked = await ask(action_type, body);
  return (await api.call("GET", `approvals/${asked.body.approval_id}`, { token: org.owner })).body.summary;
};

test("lists, approval, review and history contain the summary", async () => {
  const metadata = { repo: "halden/api", pr: 4821, title: "Fix rounding", pr_size: 12400 };
  const summary = "4821 Fix rounding, 12,400 lines";
  const { body: first } = await ask("pr.merge", { metadata });
  const digest = (await api.call("GET", `approvals/${first.approval_id}`, { token: org.agentKey })).body.digest;
  await api.call("POST", `approvals/${first.approval_id}/decision`, { token: org.owner, body: { decision: "approve", digest } });
  const { body: asked } = await ask("pr.merge", { metadata, summary: "Nothing to see here" });
  const read = async (path: string, token = org.owner) => (await api.call("GET", path, { token })).body;
  expect((await read("approvals")).data).toContainEqual(expect.objectContaining({ id: asked.approval_id, summary, target: "halden/api" }));
  expect(await read(`approvals/${asked.approval_id}`, org.agentKey)).toMatchObject({ summary });
  expect(await read(`approvals/${asked.approval_id}/review`)).toMatchObject({
    summary,
    submission: { summary: "Nothing to see here" },
    recent: [{ id: first.approval_id, summary }],
  });
});

test("shows the agent's own summary when no policy has one, and its digest covers it", async () => {
  expect(await summaryOf("plain.ask", { summary: "Merge #1" })).toBe("Merge #1");
  expect(await summaryOf("plain.ask")).toBeNull();
  expect(await summaryOf("plain.ask", { summary: "a\n\u202eb" })).toBe("a [U+202E]b");
  const { body } = await ask("plain.ask", { summary: "Merge #1" });
  const { digest } = (await api.call("GET", `approvals/${body.approval_id}`, { token: org.agentKey })).body;
  await api.call("POST", `approvals/${body.approval_id}/decision`, { token: org.owner, body: { decision: "approve", digest } });
  const { permit } = (await api.call("POST", `approvals/${body.approval_id}/collect`, { token: org.agentKey, body: {} })).body;
  const consume = (summary: string) =>
    api.call("POST", "permits/consume", {
      token: org.orgKey,
      body: { permit, submission: { action_type: "plain.ask", supports: ["redact"], summary } },
    });
  expect((await consume("Merge #2")).body.code).toBe("PERMIT_PAYLOAD_MISMATCH");
  expect((await consume("Merge #1")).status).toBe(200);
});

test.each([["x".repeat(257)], [""], [7], [null], [{}]])("refuses the summary %j", async (summary) => {
  expect((await ask("plain.ask", { summary })).status).toBe(422);
});

test("shows dashes for missing values, withholds private ones and redacts secrets", async () => {
  expect(await summaryOf("pr.merge", { metadata: { title: "x" } })).toBe("– x, – lines");
  expect(await summaryOf("hush.ask", { metadata: { customer: "Acme", tier: "gold" } })).toBe("Acme in (private)");
  const secret = "AKIAQ3EGRVT5ZLKWMXPD";
  expect(await summaryOf("sealed.ask", { metadata: { token: secret } })).toMatch(/^Use .*(?<!AKIAQ3EGRVT5ZLKWMXPD)$/);
});

test("refuses to save a policy whose template names no field", async () => {
  const document = policy("broken", { effect: "approve", match: { actions: ["x.y"] }, approval: { summary: "{agent.nam}" } });
  const answer = await api.call("POST", "policies", { token: org.owner, body: { document } });
  expect(answer.status).toBe(422);
  expect(JSON.stringify(answer.body.errors)).toContain("Did you mean agent.name?");
});
