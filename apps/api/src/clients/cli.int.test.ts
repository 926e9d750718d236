import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltCli, buildCli, type CliEnv } from "@agentlattice/test-kit/built-cli";
import { freePort } from "@agentlattice/test-kit/free-port";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const home = mkdtempSync(join(tmpdir(), "al-cli-home-"));
const PASSWORD = "correct horse battery staple";
let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let cli: BuiltCli;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  cli = await buildCli("cli-int", { home, baseUrl: served.url });
});
afterAll(async () => {
  await served.close();
  await api.close();
  cli.remove();
});

// Most of the time is the start of processes, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 60_000 });

const withKey = (key: string): CliEnv => ({ AL_API_KEY: key });
const start = (args: string[], env: CliEnv = withKey(org.orgKey)) => cli.start(args, env);
const run = (args: string[], env: CliEnv = withKey(org.orgKey), input = "") => cli.run(args, env, input);

describe("login", () => {
  const config = join(home, ".config/agentlattice/credentials.json");
  const nobody: CliEnv = {};

  it("signs in, stores the token in a private file and never prints it", async () => {
    const { email } = await org.addMember("admin");
    const { code, stdout, stderr } = await run(["login", "--email", email], nobody, `${PASSWORD}\n`);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`Signed in as ${email} (admin of Acme) at ${served.url}.\n`);
    expect(statSync(config).mode & 0o777).toBe(0o600);
    const { token } = JSON.parse(readFileSync(config, "utf8")).logins[0];
    expect(stdout + stderr).not.toContain(token);
    expect((await run(["whoami", "--json"], nobody)).stdout).toContain(`"role":"admin"`);
    expect(await run(["keys", "list"], nobody)).toMatchObject({ code: 0, stderr: expect.stringContaining(`Signed in as ${email}`) });
    expect(await run(["logout"], nobody)).toMatchObject({ code: 0, stdout: `Signed out of ${served.url}.\n` });
    expect((await api.call("GET", "auth/session", { token })).status).toBe(401);
    expect(await run(["whoami"], nobody)).toMatchObject({ code: 2, stderr: expect.stringContaining("agentlattice login") });
  });

  it("reads a session token from standard input, and refuses a key", async () => {
    expect(await run(["login", "--token", "--json"], nobody, `${org.owner}\n`)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"role":"owner"'),
    });
    expect((await run(["login", "--token"], nobody, `${org.agentKey}\n`)).stderr).toContain("AL_API_KEY");
    writeFileSync(config, readFileSync(config), { mode: 0o644 });
    const { chmodSync } = await import("node:fs");
    chmodSync(config, 0o644);
    expect(await run(["whoami"], nobody)).toMatchObject({ code: 2, stderr: expect.stringContaining("chmod 600") });
    rmSync(config);
  });

  it("never sends the token to another server", async () => {
    await run(["login", "--token"], nobody, `${org.owner}\n`);
    const other = await run(["whoami", "--base-url", "http://127.0.0.1:1"], nobody);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("No credential") });
    rmSync(config);
  });

  it.each([
    ["a wrong password", ["--email", "nobody@acme.test"], "wrong\n", 2, "wrong"],
    ["nothing on standard input", ["--email", "nobody@acme.test"], "", 2, "Standard input ended"],
    ["no email and no terminal", [], "", 2, "Give --email"],
    ["no server", ["--email", "a@b.c", "--base-url", "http://127.0.0.1:1"], "x\n", 5, "cannot be reached"],
  ])("with %s", async (_, args, input, code, sentence) => {
    const result = await run(["login", ...args], nobody, input);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(sentence);
  });
});

describe("policy push and pull", () => {
  const folder = join(home, "policies");
  const text = (name: string, limit: number) => `# Ours.
apiVersion: agentlattice/v1
kind: Policy
metadata: { name: ${name} }
spec:
  match: { actions: ["code.push"] }
  require:
    - { field: lines, operator: lt, value: ${limit} }
  effect: allow
`;
  const write = (name: string, limit = 100) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.yaml`), text(name, limit));
  };
  const push = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(["policy", "push", "policies", "--json", ...args]);
    if (code !== 0) throw new Error(stdout + stderr);
    return (JSON.parse(stdout).policies as { name: string; change: string; state: string; version: number }[]).map(
      ({ name, change, state, version }) => `${name} ${change} v${version} ${state}`,
    );
  };

  it("creates, updates and publishes policies, keeps unchanged ones, and changes nothing in a dry run", async () => {
    write("small-a");
    write("small-b");
    expect(await push("--dry-run")).toEqual(["small-a created v1 draft", "small-b created v1 draft"]);
    expect(await push()).toEqual(["small-a created v1 draft", "small-b created v1 draft"]);
    expect(await push()).toEqual(["small-a unchanged v1 draft", "small-b unchanged v1 draft"]);
    write("small-b", 50);
    const preview = await run(["policy", "publish", "small-b", "--dry-run"]);
    expect(preview).toMatchObject({ code: 0, stdout: expect.stringMatching(/small-b v1\nNo open request changes[^\n]*\nDry run/) });
    expect(await run(["policy", "publish", "small-b", "99"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no such version"),
    });
    expect((await run(["policy", "publish", "small-b", "x"])).code).toBe(2);
    expect((await run(["policy", "publish", "nothing-like-it"])).stderr).toContain("The server has no policy named nothing-like-it");
    expect(await push("--publish", "--dry-run")).toEqual(["small-a unchanged v1 published", "small-b updated v2 published"]);
    expect(await push("--publish")).toEqual(["small-a unchanged v1 published", "small-b updated v2 published"]);
    expect(await push("--publish")).toEqual(["small-a unchanged v1 in force", "small-b unchanged v2 in force"]);
    expect((await run(["policy", "push", "policies", "--publish"])).stdout).toContain("Nothing to push");
    expect((await org.submit("code.push", { metadata: { lines: 60 } })).body.status).toBe("denied");
    expect((await org.submit("code.push", { metadata: { lines: 5 } })).body.status).toBe("executed");
  });

  it("shows what a file would change, and fails only when it allows more", async () => {
    write("small-b", 500);
    const differing = await run(["policy", "diff", "policies"]);
    expect(differing.code).toBe(0);
    expect(differing.stdout).toContain("small-b differs from v2, allows more");
    expect(differing.stdout).toContain(
      "-    - { field: lines, operator: lt, value: 50 }\n+    - { field: lines, operator: lt, value: 500 }",
    );
    expect(differing.stdout).toContain("Only on the server: reads");
    expect(differing.stdout).toContain("1 of 2 policies differ");
    const diff = async (...args: string[]) => (await run(["policy", "diff", "policies", "--json", ...args])).code;
    expect(await diff("--fail-on", "widening")).toBe(1);
    write("small-b", 20);
    expect(await diff("--fail-on", "widening")).toBe(0);
    expect(await diff("--fail-on", "difference")).toBe(1);
    expect(await push()).toEqual(["small-a unchanged v1 in force", "small-b updated v3 draft"]);
    expect(await diff("--fail-on", "difference", "--against", "newest")).toBe(0);
    write("small-b", 50);
    expect((await run(["policy", "diff", "policies", "--fail-on", "difference"])).stdout).toContain("No differences");
    expect(await push()).toEqual(["small-a unchanged v1 in force", "small-b unchanged v2 in force"]);
    writeFileSync(join(folder, "zz-broken.yaml"), "apiVersion: agentlattice/v1\nkind: Polcy\n");
    expect(await run(["policy", "diff", "policies"])).toMatchObject({ code: 1, stdout: expect.stringContaining("Nothing was compared") });
    rmSync(join(folder, "zz-broken.yaml"));
    expect((await run(["policy", "diff", "policies"], withKey(org.agentKey))).code).toBe(2);
  });

  it("pulls the exact text, keeps equal files, and restores changed ones", async () => {
    const elsewhere = join(home, "pulled");
    const pull = async (...args: string[]) => JSON.parse((await run(["policy", "pull", "pulled", "--json", ...args])).stdout).policies;
    expect((await pull("--dry-run")).map(({ change }: { change: string }) => change)).toEqual(["created", "created", "created"]);
    await pull();
    expect(readFileSync(join(elsewhere, "small-b.yaml"), "utf8")).toBe(text("small-b", 50));
    writeFileSync(join(elsewhere, "small-a.yaml"), `# mine\n${text("small-a", 100)}`);
    writeFileSync(join(elsewhere, "small-b.yaml"), text("small-b", 51));
    const again = await pull();
    expect(again.map(({ name, change }: { name: string; change: string }) => `${name} ${change}`)).toEqual([
      "reads unchanged",
      "small-a unchanged",
      "small-b updated",
    ]);
    expect(readFileSync(join(elsewhere, "small-a.yaml"), "utf8")).toContain("# mine");
    expect(readFileSync(join(elsewhere, "small-b.yaml"), "utf8")).toBe(text("small-b", 50));
    expect(await push("--publish", "--dry-run")).toEqual(["small-a unchanged v1 in force", "small-b unchanged v2 in force"]);
    expect((await pull("--newest")).map(({ version, state }: { version: number; state: string }) => `v${version} ${state}`)).toEqual([
      "v1 in force",
      "v1 in force",
      "v3 draft",
    ]);
    expect((await pull()).map(({ version }: { version: number }) => version)).toEqual([1, 1, 2]);
    expect((await run(["policy", "pull", "--name", "nowhere"])).stderr).toContain("There is no policy nowhere");
    expect((await run(["policy", "validate", "pulled"])).code).toBe(0);
  });

  it("sends nothing when one file is invalid, and names a missing permission", async () => {
    write("small-c");
    writeFileSync(join(folder, "zz-broken.yaml"), "apiVersion: agentlattice/v1\nkind: Polcy\n");
    expect(await run(["policy", "push", "policies"])).toMatchObject({ code: 1, stdout: expect.stringContaining("Nothing was pushed") });
    expect((await api.call("GET", "policies", { token: org.owner })).text).not.toContain("small-c");
    rmSync(join(folder, "zz-broken.yaml"));
    expect(await run(["policy", "push", "policies"], withKey(org.agentKey))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("FORBIDDEN"),
    });
  });
});

describe("keys", () => {
  it("creates a working key that is the only output, lists it and revokes it", async () => {
    const created = await run(
      ["keys", "create", "--agent", "release-bot", "--name", "laptop", "--environment", "staging", "--expires-in", "30d"],
      withKey(org.owner),
    );
    expect(created).toMatchObject({ code: 0, stderr: expect.stringContaining("shown only once") });
    const key = created.stdout.trim();
    expect(key).toMatch(/^al_test_|^al_live_/);
    expect((await run(["whoami"], withKey(key))).stdout).toContain("staging");
    const listed = await run(["keys", "list", "--agent", "release-bot", "--json"]);
    const row = JSON.parse(listed.stdout).keys.find(({ name }: { name: string }) => name === "laptop");
    expect(row).toMatchObject({ agent: "release-bot", environment: "staging", state: "active" });
    expect(listed.stdout).not.toContain(key);
    expect(await run(["keys", "revoke", row.id])).toMatchObject({ code: 0, stdout: expect.stringContaining("revoked") });
    expect((await run(["whoami"], withKey(key))).code).toBe(2);
    expect((await run(["keys", "list"])).stdout).not.toContain("laptop");
    expect((await run(["keys", "list", "--all"])).stdout).toMatch(/laptop.*revoked/);
  });

  it("creates keys for automation, with the permission", async () => {
    const flags = ["keys", "create", "--scope", "audit:read", "--name", "siem"];
    const { stdout } = await run(flags, withKey(org.owner));
    expect((await run(["tail", "--json", "-n", "1"], withKey(stdout.trim()))).code).toBe(0);
    expect((await run(flags)).code).toBe(2);
    expect((await run(["keys", "list"], withKey(org.owner))).stdout).toMatch(/organisation: audit:read +siem/);
    expect((await run(["keys", "list"])).stdout).not.toContain("siem");
  });

  it.each([
    [["create", "--name", "x"], "Give --agent"],
    [["create", "--name", "x", "--agent", "nobody"], "There is no agent nobody. The agents are release-bot"],
    [["create", "--name", "x", "--agent", "release-bot", "--expires-in", "soon"], "--expires-in takes"],
    [["revoke", "al_live_x"], "key_"],
  ])("refuses %j", async (args, sentence) => {
    expect(await run(["keys", ...args])).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
  });
});

describe("report", () => {
  it("is recorded", async () => {
    const { audit_event_id: id } = (await org.submit("doc.read")).body;
    const args = ["report", id, "--status", "failure", "--message", "conflict", "--metadata", "files=3", "--json"];
    const { code, stdout } = await run(args, withKey(org.agentKey));
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { audit_event_id: id, status: "failure" }]);
    const usage = ["--usage-input-tokens", "120", "--usage-output-tokens", "40", "--usage-usd", "0.0125", "--usage-seconds", "3"];
    expect((await run(["report", id, "--status", "failure", ...usage], withKey(org.agentKey))).code).toBe(0);
    const wrong = await run(["report", id, "--status", "failure", "--usage-usd", "free"], withKey(org.agentKey));
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("--usage-usd takes an amount such as 0.0125") });
    expect((await run(["report", id, "--status", "fine"], withKey(org.agentKey))).stderr).toContain("--status is one of");
    expect((await run(["report", "evt_1", "--status", "success"], withKey(org.agentKey))).code).toBe(2);
  });
});

describe("tail", () => {
  it("prints earlier entries, filtered", async () => {
    await org.submit("doc.read");
    await org.submit("email.send");
    const lines = async (...args: string[]) =>
      (await run(["tail", "--json", ...args])).stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    const [last] = await lines("-n", "1");
    expect(last).toMatchObject({ action_type: "email.send", denial_reason: "NO_MATCHING_POLICY" });
    expect((await lines("--decision", "denied")).every(({ status }) => status === "denied")).toBe(true);
    expect((await lines("--action", "doc.*", "--since", "1h")).every(({ action_type }) => action_type === "doc.read")).toBe(true);
    expect((await lines("--agent", "release-bot", "-n", "3")).map(({ agent_id }) => agent_id)).toEqual([
      org.agentId,
      org.agentId,
      org.agentId,
    ]);
    const { stdout } = await run(["tail", "-n", "1"]);
    expect(stdout).toMatch(/^\d{4}-.*Z +\d+ {2}✗ denied +email\.send +release-bot +NO_MATCHING_POLICY\n$/);
    expect((await run(["tail", "-n", "1"], { ...withKey(org.orgKey), FORCE_COLOR: "1" })).stdout).toContain("\u001b[31m");
  });

  it("follows new entries in order until it is stopped", async () => {
    const { child, written, ended } = start(["tail", "-f", "--json", "-n", "1"]);
    await vi.waitFor(() => expect(written.stdout).toContain("\n"), { timeout: 10_000 });
    await Promise.all(Array.from({ length: 30 }, () => org.submit("doc.read")));
    await vi.waitFor(() => expect(written.stdout.trim().split("\n")).toHaveLength(31), { timeout: 10_000 });
    child.kill("SIGINT");
    expect((await ended).code).toBe(0);
    const seqs = written.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).seq);
    expect(seqs).toEqual(seqs.map((_, i) => seqs[0] + i));
  });

  it("exits without an error when the pipe is closed", async () => {
    const { child, written, ended } = start(["tail", "-f", "--json", "-n", "5"]);
    await vi.waitFor(() => expect(written.stdout).toContain("\n"), { timeout: 10_000 });
    child.stdout.destroy();
    const feed = setInterval(() => void org.submit("doc.read"), 100);
    const { code, stderr } = await ended;
    clearInterval(feed);
    expect([code, stderr]).toEqual([0, ""]);
  });

  it.each([
    [["--decision", "maybe"], "--decision is one of"],
    [["--since", "yesterday"], "--since takes"],
    [["--lines", "-1"], "--lines takes"],
    [["--agent", "nobody"], "There is no agent nobody"],
    [["--action", "a b"], "--action takes"],
  ])("refuses %j", async (args, sentence) => {
    expect(await run(["tail", ...args])).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
  });
});

describe("doctor", () => {
  it("reports no problem for a working connection", async () => {
    const { code, stdout } = await run(["doctor", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    expect(JSON.parse(stdout).checks.map(({ name, status }: { name: string; status: string }) => `${name} ${status}`)).toEqual([
      "Node.js ok",
      "Credential ok",
      "Address ok",
      "Reachable ok",
      "Clock ok",
      "Ready ok",
      "Server ok",
      "Identity ok",
      "Ledger ok",
      "Policies ok",
      "Live stream ok",
    ]);
    expect(code).toBe(0);
  });

  it.each([
    ["a refused key", withKey("al_live_0123456789abcdefghijABCDEFGHIJ01234567"), "UNAUTHENTICATED", "Get a new key"],
    ["no key", { AL_API_KEY: undefined }, "No credential", "Sign in"],
  ])("names the remedy for %s", async (_, env, detail, advice) => {
    const { code, stdout } = await run(["doctor"], { ...withKey(org.orgKey), ...env });
    expect(code).toBe(1);
    expect(stdout).toContain(detail);
    expect(stdout).toContain(`→ ${advice}`);
  });
});

it("doctor names the remedy when no server listens", async () => {
  const { code, stdout } = await run(["doctor", "--base-url", `http://127.0.0.1:${await freePort()}`]);
  expect(code).toBe(1);
  expect(stdout).toContain("ECONNREFUSED");
  expect(stdout).toContain("→ No server listens at this address");
});

it("prints one JSON object on failure too", async () => {
  const { code, stdout } = await run(["keys", "list", "--json"], withKey("al_live_0123456789abcdefghijABCDEFGHIJ01234567"));
  expect([code, JSON.parse(stdout)]).toMatchObject([2, { status: "error", code: "UNAUTHENTICATED", retryable: false }]);
});

describe("evidence", () => {
  it("exports a compliance report to stdout or to a new file", async () => {
    const args = ["compliance", "article-12", "--from", "2026-01-01", "--to", "2030-12-31"];
    const { code, stdout, stderr } = await run(args);
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({ report: "article-12", range: { from: "2026-01-01T00:00:00.000Z" } });
    expect(await run([...args, "--format", "html", "--out", "report.html"])).toMatchObject({ code: 0, stdout: "" });
    expect(readFileSync(join(home, "report.html"), "utf8")).toContain("<!doctype html>");
    expect(await run([...args, "--out", "report.html"])).toMatchObject({ code: 2, stderr: expect.stringContaining("exists") });
    expect((await run(["compliance", "article-13"])).code).toBe(2);
    expect((await run(["compliance", "soc2", "--from", "2030-01-01"])).stderr).toContain("must end after it begins");
    expect((await run(["compliance", "soc2"], withKey(org.agentKey))).code).toBe(2);
  });

  it("exports the entries of a session, of a run and of a request", async () => {
    const inRun = (await org.post("runs", { session_id: "ticket 7" }, org.agentKey)).body.id;
    await org.submit("doc.read", { run_id: inRun, correlation_id: "order-1" });
    await org.post("actions", { action_type: "doc.read", session_id: "ticket 7" }, org.agentKey, { "x-al-event-id": "mine" });
    const flags = { "--session": "ticket 7", "--run": inRun, "--correlation": "order-1", "--event-id": "mine" };
    const counts: number[] = [];
    for (const [flag, value] of Object.entries(flags)) {
      const folder = `export${flag}`;
      expect(await run(["export", "--out", folder, flag, value])).toMatchObject({ code: 0 });
      counts.push(JSON.parse(readFileSync(join(home, folder, "manifest.json"), "utf8")).entries);
    }
    expect(counts).toEqual([2, 1, 1, 1]);
  });

  it("lists anomalies", async () => {
    expect(await run(["anomalies"])).toMatchObject({ code: 0, stdout: "No anomaly is open.\n" });
    expect(JSON.parse((await run(["anomalies", "--expected", "--json"])).stdout)).toEqual({ anomalies: [], has_more: false });
  });
});
