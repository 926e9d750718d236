import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltCli, buildCli } from "@agentlattice/test-kit/built-cli";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const home = mkdtempSync(join(tmpdir(), "al-cli-hook-"));
let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let cli: BuiltCli;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  const inRepository = [{ field: "path", operator: "starts_with", value: "/work/shop/" }];
  await org.publish(policy("writes", { match: { actions: ["file.write"] }, require: inRepository, effect: "allow" }));
  await org.publish(policy("commands", { match: { actions: ["shell.exec"] }, effect: "approve" }));
  await org.publish(policy("github", { match: { actions: ["mcp.github.*"] }, effect: "allow" }));
  cli = await buildCli("cli-hook-int", { home, baseUrl: served.url });
});
afterAll(async () => {
  await served.close();
  await api.close();
  cli.remove();
});

// Most of the time is the start of processes, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 60_000 });

let calls = 0;
const hook = (
  tool_name: string,
  tool_input: Record<string, unknown>,
  { args = [] as string[], event = "PreToolUse", id = `toolu_${calls++}` } = {},
) =>
  cli.run(
    ["hook", "claude", ...args],
    { AL_API_KEY: org.agentKey },
    JSON.stringify({ session_id: "s1", cwd: "/work/shop", hook_event_name: event, tool_name, tool_input, tool_use_id: id }),
  );

describe("agentlattice hook", () => {
  it("allows and denies file changes by their path", async () => {
    expect(await hook("Write", { file_path: "a.txt", content: "x" })).toEqual({ code: 0, stdout: "", stderr: "" });
    const outside = await hook("Write", { file_path: "../../etc/passwd", content: "x" });
    expect([outside.code, outside.stderr]).toEqual([2, expect.stringContaining("Denied")]);
  });

  it("denies what no policy covers", async () => {
    expect((await hook("WebFetch", { url: "https://example.com" })).code).toBe(2);
  });

  it("records the outcome of an allowed call", async () => {
    expect((await hook("mcp__github__merge", { pr: 42 }, { id: "toolu_merge" })).code).toBe(0);
    expect((await hook("mcp__github__merge", { pr: 42 }, { id: "toolu_merge", event: "PostToolUse" })).code).toBe(0);
    const { data } = (await org.get("audit/events?limit=20")).body;
    expect(data.map(({ kind }: { kind: string }) => kind)).toContain("action.reported");
  });

  it("continues a request after the deadline, once a person has approved it", async () => {
    const first = await hook("Bash", { command: "git push", description: "Push" }, { args: ["--timeout", "4s"] });
    expect(first.code).toBe(2);
    const [, id = ""] = /(apr_\w+)/.exec(first.stderr) ?? [];
    const { digest } = (await org.get(`approvals/${id}`)).body;
    await api.call("POST", `approvals/${id}/decision`, { token: org.owner, body: { decision: "approve", digest } });
    expect(await hook("Bash", { command: "git push", description: "Push again" })).toEqual({ code: 0, stdout: "", stderr: "" });
    expect((await hook("Bash", { command: "git push" }, { args: ["--timeout", "4s"] })).stderr).not.toContain(id);
  });
});
