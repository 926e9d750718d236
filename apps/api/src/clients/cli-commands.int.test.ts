import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltCli, buildCli, type CliEnv } from "@agentlattice/test-kit/built-cli";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const home = mkdtempSync(join(tmpdir(), "al-cli-home-"));
let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let cli: BuiltCli;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("github-tools", { match: { actions: ["tool.mcp__github__*"] }, effect: "allow" }));
  await org.publish(policy("no-deletes", { match: { actions: ["tool.mcp__github__delete_*"] }, effect: "deny" }));
  await org.publish(policy("deploys", { match: { actions: ["deploy.*"] }, effect: "approve" }));
  await org.publish(
    policy("small", { match: { actions: ["pr.merge"] }, require: [{ field: "lines", operator: "lt", value: 100 }], effect: "allow" }),
  );
  cli = await buildCli("cli-commands-int", { home, baseUrl: served.url });
});
afterAll(async () => {
  await served.close();
  await api.close();
  cli.remove();
});

// Most of the time is the start of processes, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 60_000 });

const withKey = (key: string): CliEnv => ({ AL_API_KEY: key });
const entries = async () => (await org.get("audit/events?limit=100")).body.data.length;
const asOrg = (...args: string[]) => cli.run(args, withKey(org.orgKey));
const asAgent = (...args: string[]) => cli.run(args, withKey(org.agentKey));

describe("policy list", () => {
  it("lists the policies of the organisation, and those of an agent", async () => {
    const { code, stdout } = await asOrg("policy", "list");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^NAME +VERSION +STATUS +MODE +EFFECT +ACTIONS$/m);
    expect(stdout).toMatch(/^github-tools +1 +active +enforce +allow +tool\.mcp__github__\*$/m);
    expect((await asAgent("policy", "list", "--json")).stdout).toContain('"name":"no-deletes"');
  });

  it("filters by status, and refuses another one", async () => {
    expect(await asOrg("policy", "list", "--status", "disabled")).toMatchObject({
      code: 0,
      stdout: "There are no policies with the status disabled.\n",
    });
    expect((await asOrg("policy", "list", "--status", "gone")).code).toBe(2);
  });
});

describe("can-i", () => {
  it.each([
    [["pr.merge", "--metadata", "lines:=5"], 0, /^pr\.merge: allowed\n {2}policy {4}small\n$/],
    [["pr.merge", "--metadata", "lines:=500"], 3, /^pr\.merge: denied\n[\s\S]*because {3}.*lines lt 100: found 500/],
    [["deploy.release"], 4, /^deploy\.release: a person has to decide\n {2}policy {4}deploys\n/],
    [["tool.mcp__github__get_file", "--tool", "mcp__github__get_file", "--arguments", "{}"], 0, /allowed/],
    [["tool.mcp__github__delete_repo"], 3, /reason {4}POLICY_DENIED/],
    [["tool.mcp__gitlab__get_file"], 3, /reason {4}NO_MATCHING_POLICY/],
  ] as const)("%j exits with %i", async (args, code, text) => {
    const before = await entries();
    const answered = await asAgent("can-i", ...args);
    expect([answered.code, answered.stderr]).toEqual([code, ""]);
    expect(answered.stdout).toMatch(text);
    expect(await entries()).toEqual(before);
  });

  it("answers one JSON object", async () => {
    expect(JSON.parse((await asAgent("can-i", "deploy.release", "--json")).stdout)).toMatchObject({
      action_type: "deploy.release",
      allowed: false,
      needs_approval: true,
      policy_name: "deploys",
    });
  });
});

describe("agents create", () => {
  it("creates an agent that acts within its capabilities", async () => {
    const made = await asOrg("agents", "create", "mcp-bot", "--capability", "tool.mcp__github__*", "--label", "team=platform");
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining("keys create --agent agt_") });
    const id = made.stdout.trim();
    expect(id).toMatch(/^agt_/);
    const key = (await asOrg("keys", "create", "--agent", id, "--name", "ci")).stdout.trim();
    expect((await cli.run(["gate", "tool.mcp__github__merge"], withKey(key))).code).toBe(0);
    const outside = await cli.run(["gate", "pr.merge"], withKey(key));
    expect(outside).toMatchObject({ code: 3, stderr: expect.stringContaining("CAPABILITY_EXCEEDED") });
  });

  it.each([
    [["agents", "create", "x"], "--capability"],
    [["agents", "create", "x", "--capability", "pr*"], "must be an action such as pr.merge, a prefix such as pr.*"],
    [["agents", "create", "x", "--capability", "pr.*", "--label", "team"], "--label takes name=value"],
    [["agents", "create", "release-bot", "--capability", "pr.*"], "NAME_TAKEN"],
  ])("%j is refused", async (args, sentence) => {
    expect(await asOrg(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
  });
});

describe("gate with a tool", () => {
  it("shows the reviewer the exact arguments, and the command gets them", async () => {
    const args = ["--tool", "deploy.sh", "--arguments", '{"revision":"a1b2c3","force":true}', "--event-id", "d-1"];
    const print = ["--", process.execPath, "-e", 'console.log(require("node:fs").readFileSync(process.env.AL_EFFECTIVE, "utf8"))'];
    const gate = cli.start(["gate", "deploy.release", ...args, ...print], withKey(org.agentKey));
    const waiting = await vi.waitUntil(async () => (await org.get("approvals?status=pending")).body.data[0], { timeout: 30_000 });
    const shown = (await api.call("GET", `approvals/${waiting.id}/review`, { token: org.owner })).body;
    expect(shown.submission.tool).toEqual({ name: "deploy.sh", arguments: { revision: "a1b2c3", force: true } });
    await api.call("POST", `approvals/${waiting.id}/decision`, { token: org.owner, body: { decision: "approve", digest: shown.digest } });
    const { code, stdout } = await gate.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      action_type: "deploy.release",
      tool: { name: "deploy.sh", arguments: { revision: "a1b2c3", force: true } },
    });
  });

  it.each([
    [["--arguments", "{}"], "Name it with --tool"],
    [["--tool", ""], "--tool takes the name of a tool"],
    [["--tool", "x", "--arguments", '{"a":1,"a":2}'], "the same key twice"],
    [["--tool", "x", "--arguments", '{"a":1e-400}'], "losing digits"],
    [["--tool", "x", "--arguments", "{"], "--arguments takes JSON"],
  ])("%j is refused before anything is sent", async (args, sentence) => {
    const before = await entries();
    expect(await asAgent("gate", "pr.merge", ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
    expect(await entries()).toEqual(before);
  });
});

it("the workflow for GitHub Actions runs the deployment when a person approves", async () => {
  const file = readFileSync(new URL("../../../../examples/github-actions/gated-deploy.yml", import.meta.url), "utf8");
  const { run } = parse(file).jobs.deploy.steps.at(-1);
  const script = join(home, "deploy.sh");
  writeFileSync(script, '#!/bin/sh\necho "deployed $1"\n', { mode: 0o755 });
  const github = { GITHUB_REPOSITORY: "acme/shop", GITHUB_SHA: "a1b2c3", GITHUB_ACTOR: "ana", GITHUB_REF_NAME: "main", GITHUB_RUN_ID: "7" };
  const words = execFileSync("bash", ["-ec", run.replace(/^npx --yes agentlattice@[\d.]+/, "printf '%s\\0'")], {
    env: github,
    encoding: "utf8",
  });
  const gate = cli.start(words.split("\0").slice(0, -1), withKey(org.agentKey));
  const waiting = await vi.waitUntil(async () => (await org.get("approvals?status=pending")).body.data[0], { timeout: 30_000 });
  const shown = (await api.call("GET", `approvals/${waiting.id}/review`, { token: org.owner })).body;
  expect(shown.submission).toMatchObject({
    metadata: { target: "acme/shop@a1b2c3", actor: "ana" },
    tool: { arguments: { revision: "a1b2c3" } },
  });
  await api.call("POST", `approvals/${waiting.id}/decision`, { token: org.owner, body: { decision: "approve", digest: shown.digest } });
  expect(await gate.ended).toMatchObject({ code: 0, stdout: "deployed a1b2c3\n" });
});
