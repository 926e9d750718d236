import { afterAll, beforeAll, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("github", { match: { actions: ["tool.mcp__github__*"] }, effect: "allow" }));
});
afterAll(() => api.close());

const GITHUB = "tool.mcp__github__*";
const status = async (action: string, token?: string) => {
  const { body } = await org.submit(action, {}, token);
  return body.status === "denied" ? body.denial_reason : body.status;
};

it("a policy covers the tools of one MCP server, also with a name that POST /evaluate makes from the tool's", async () => {
  expect(await status("tool.mcp__github__merge_pull_request")).toBe("executed");
  expect(await status("tool.mcp__github_pages__publish")).toBe("NO_MATCHING_POLICY");
  const evaluate = async (tool: string) => (await org.post("evaluate", { tool }, org.agentKey)).body.status;
  expect([await evaluate("mcp__github__Get-File"), await evaluate("mcp__gitlab__get_file")]).toEqual(["executed", "denied"]);
});

it("a capability, its delegation, a halt, a filter and an export take the same pattern", async () => {
  const bot = (await org.post("agents", { name: "mcp-bot", capabilities: [GITHUB] })).body;
  const key = (await org.post(`agents/${bot.id}/keys`, { name: "k" })).body.api_key;
  expect([await status("tool.mcp__github__get", key), await status("doc.read", key)]).toEqual(["executed", "CAPABILITY_EXCEEDED"]);
  const delegate = (capability: string) => org.post("delegations", { name: "c", capabilities: [capability], ttl: 60 }, key);
  expect((await delegate("tool.mcp__github__get_*")).status).toBe(201);
  expect((await delegate("tool.mcp__*")).body.code).toBe("CAPABILITY_EXCEEDED");

  const halt = (await org.post("halts", { scope: { action: GITHUB }, reason: "Leaked token" })).body;
  expect(await status("tool.mcp__github__get")).toBe("AGENT_HALTED");
  expect((await org.post(`halts/${halt.id}/resume`, { reason: "Rotated" })).status).toBe(200);
  expect(await status("tool.mcp__github__get")).toBe("executed");

  const { data } = (await org.get(`audit/events?action_type=${GITHUB}&limit=100`)).body;
  expect(new Set(data.map(({ action_type }: { action_type: string }) => action_type))).toEqual(
    new Set(["tool.mcp__github__merge_pull_request", "tool.mcp__github__get-file", "tool.mcp__github__get"]),
  );
  const exported = (await org.get(`audit/export?action_type=${GITHUB}`)).text;
  expect(exported.trim().split("\n")).toHaveLength(data.length);
  expect((await org.get("audit/verify")).body.chain_valid).toBe(true);
});

it.each(["pr*", "*.merge", "tool.mcp__*__get", "Tool.*"])("%s is refused with the form", async (pattern) => {
  const yaml = `apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: odd }\nspec: { match: { actions: ["${pattern}"] }, effect: allow }\n`;
  const refused = [
    await org.post("policies", { yaml }),
    await org.post("agents", { name: "odd", capabilities: [pattern] }),
    await org.get(`audit/events?action_type=${encodeURIComponent(pattern)}`),
  ];
  for (const answer of refused) {
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("a prefix such as pr.* or tool.mcp__github__*");
  }
});
