import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FakeApi, type Reply } from "../../../sdk/src/testing/fake-api.ts";
import { APPROVAL_URL, actionResult, approval, collected, EVENT, KEY, problem, requested } from "../../../sdk/src/testing/fixtures.ts";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
/** A build of its own, since other tests build `dist` at the same time; inside the package, where commander is found. */
const built = join(packageFolder, "node_modules/.cache/hook-pack/agentlattice");
const cli = join(built, "bin/agentlattice.mjs");
const SHELL = { action_type: "shell.exec" } as const;
const allowed = { body: actionResult(SHELL) };
const pending = { status: 202, body: { ...requested(), ...SHELL } };
let api: FakeApi;
let home: string;

const CALL = {
  session_id: "s1",
  cwd: "/work/shop",
  hook_event_name: "PreToolUse",
  tool_name: "Bash",
  tool_input: { command: "git push" },
  tool_use_id: "toolu_01",
};

interface Start {
  readonly input?: string | Buffer | null;
  readonly env?: NodeJS.ProcessEnv;
  readonly node?: string[];
  readonly cwd?: string;
}

/** Starts the command line as a process. With the input null, standard input stays open. */
function run(args: string[], { input = "", env = {}, node = [], cwd = home }: Start = {}) {
  const child = spawn(process.execPath, [...node, cli, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: home, AL_API_KEY: KEY, AL_BASE_URL: api.url, ...env },
  });
  // A hook that has decided does not read the rest of its input.
  child.stdin.on("error", () => {});
  if (input !== null) child.stdin.end(input);
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
    });
  return new Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal, ...written })),
  );
}
const hook = (start: Start = {}, ...args: string[]) => run(["hook", "claude", ...args], { input: JSON.stringify(CALL), ...start });
const serve = (submit: Reply, poll: Reply = { body: approval("pending", SHELL) }) =>
  api.on(({ path }) => {
    if (path.endsWith("/collect")) return { body: { ...collected(), ...SHELL } };
    return path.endsWith("/actions") ? submit : poll;
  });

beforeAll(() => {
  const build = fileURLToPath(import.meta.resolve("tsdown/run"));
  execFileSync(process.execPath, [build, "--out-dir", join(built, "dist")], { cwd: packageFolder, stdio: "pipe" });
  cpSync(join(packageFolder, "bin"), join(built, "bin"), { recursive: true });
});
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "al-hook-"));
  api = await FakeApi.start(() => allowed);
});
afterEach(async () => {
  await api.down();
  rmSync(home, { recursive: true, force: true });
});
afterAll(() => rmSync(join(built, ".."), { recursive: true, force: true }));

describe("agentlattice hook", () => {
  it.each(["claude", "codex"])("exits 0 without output for an allowed call of %s", async (host) => {
    expect(await run(["hook", host], { input: JSON.stringify(CALL) })).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
    expect(api.requests[0]).toMatchObject({ headers: { authorization: `Bearer ${KEY}` }, body: { metadata: { coding_agent: host } } });
  });

  it.each<[string, Reply | "down", string[], string]>([
    ["a denial", { body: actionResult({ ...SHELL, status: "denied", message: "Too many lines." }) }, [], "Denied: Too many lines."],
    ["the API is down", "down", [], "cannot be reached"],
    ["500", { status: 500, raw: "oops" }, [], "failed to answer"],
    ["HTML", { raw: "<html>ok</html>" }, [], "not a valid decision"],
    ["nonsense JSON", { raw: '{"status":"executed"}' }, [], "not a valid decision"],
    ["an expired key", problem("UNAUTHENTICATED", 401), [], "create a key"],
    ["no answer until the deadline", "hang", ["--timeout", "1s"], "no decision in time"],
    ["no person until the deadline", pending, ["--timeout", "1s"], APPROVAL_URL],
  ])("exits 2 with one sentence: %s", async (_, reply, args, text) => {
    if (reply === "down") await api.down();
    else serve(reply);
    const started = performance.now();
    const { code, stdout, stderr } = await hook({}, ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^AgentLattice blocked this call\. [^\n]+\n$/);
    expect(stderr).toContain(text);
    for (const secret of [KEY, "127.0.0.1", "    at "]) expect(stderr).not.toContain(secret);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it.each<[string, Start, string[]]>([
    ["empty input", { input: "" }, []],
    ["wrong JSON", { input: "{" }, []],
    ["5 MB", { input: `{"tool_input":"${"x".repeat(5_000_000)}` }, []],
    ["input that is not UTF-8", { input: Buffer.from([0x22, 0xff, 0x22]) }, []],
    ["no key", { env: { AL_API_KEY: "" } }, []],
    ["a key file that does not exist", {}, ["--api-key-file", "nowhere"]],
    ["a wrong address", {}, ["--base-url", "ftp://x"]],
    ["an unknown option", {}, ["--allow"]],
    ["a wrong timeout", {}, ["--timeout", "soon"]],
  ])("exits 2 without a request: %s", async (_, start, args) => {
    const { code, stdout, stderr } = await hook(start, ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).not.toContain("    at ");
    expect(stderr).not.toBe("");
    expect(api.requests).toHaveLength(0);
  });

  it("exits 2 for an unknown host, when it crashes, and when its input never ends", async () => {
    expect(await run(["hook", "vim"], { input: JSON.stringify(CALL) })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("not vim"),
    });
    const crash = join(home, "crash.mjs");
    writeFileSync(
      crash,
      'globalThis.fetch = () => { setImmediate(() => { throw new TypeError("secret") }); return new Promise(() => {}); };',
    );
    const crashed = await hook({ node: ["--import", crash] });
    expect(crashed).toMatchObject({ code: 2, stderr: expect.stringContaining("The hook failed (TypeError)") });
    expect(crashed.stderr).not.toContain("secret");
    expect(await hook({ input: null }, "--timeout", "200ms")).toMatchObject({ code: 2, stderr: expect.stringContaining("in time") });
  });

  it("does not use the demo of the folder that the agent works in", async () => {
    mkdirSync(join(home, ".agentlattice"));
    writeFileSync(join(home, ".agentlattice/demo.json"), JSON.stringify({ agent_api_key: KEY, api_url: api.url }));
    expect(await hook({ env: { AL_API_KEY: "", AL_BASE_URL: "" } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("No API key"),
    });
    expect(api.requests).toHaveLength(0);
  });

  it("continues the request of a call that was not decided in time", async () => {
    serve(pending);
    const { stderr } = await hook({}, "--timeout", "1s");
    serve(pending, { body: approval("approved", SHELL) });
    expect((await hook({ input: JSON.stringify({ ...CALL, tool_use_id: "toolu_02" }) })).code).toBe(0);
    const ids = api.requests.filter(({ path }) => path.endsWith("/actions")).map(({ headers }) => headers["x-al-event-id"]);
    expect(new Set(ids).size).toBe(1);
    expect(stderr).toContain(String(ids[0]));
  });

  it("reports the outcome after the call", async () => {
    await hook();
    api.on(() => ({ status: 201, body: { id: EVENT, audit_event_id: EVENT, status: "failure", reported_at: "2026-11-21T08:00:00.000Z" } }));
    expect((await hook({ input: JSON.stringify({ ...CALL, hook_event_name: "PostToolUseFailure" }) })).code).toBe(0);
    expect(api.requests.at(-1)).toMatchObject({ path: `/api/v1/actions/${EVENT}/report`, body: { status: "failure" } });
  });
});

describe("agentlattice init and remove", () => {
  const SETTINGS = '{"model":"opus",\n   "hooks": {"PreToolUse":[{"hooks":[{"type":"command","command":"./lint.sh"}]}]}}';
  const CONFIG = '# mine\nmodel = "m" # chosen';

  it.each([
    ["claude", ".claude/settings.json", SETTINGS],
    ["codex", ".codex/config.toml", CONFIG],
  ])("writes the hook of %s, which works, and undoes it exactly", async (host, name, text) => {
    const file = join(home, name);
    mkdirSync(join(file, ".."));
    writeFileSync(file, text, { mode: 0o640 });
    chmodSync(file, 0o640);
    const asked = await run(["init", host]);
    expect(asked).toMatchObject({ code: 2, stdout: expect.stringContaining(`+`), stderr: expect.stringContaining("--yes") });
    expect(readFileSync(file, "utf8")).toBe(text);

    expect(await run(["init", host, "--yes"])).toMatchObject({ code: 0, stdout: expect.stringContaining("hook") });
    const configured = readFileSync(file, "utf8");
    expect(lstatSync(file).mode & 0o777).toBe(0o640);
    expect(readFileSync(`${file}.agentlattice-backup`, "utf8")).toBe(text);
    expect(await run(["init", host, "--yes"])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("configured already"),
    });
    expect(readFileSync(file, "utf8")).toBe(configured);

    const [command = ""] = /[^\s"]+ \S+agentlattice\.mjs hook .*? \|\| exit 2/.exec(configured) ?? [];
    const shell = (script: string) => {
      const child = spawn("sh", ["-c", script], {
        env: { PATH: process.env.PATH, HOME: home, AL_API_KEY: KEY },
        stdio: ["pipe", "ignore", "ignore"],
      });
      child.stdin.end(JSON.stringify(CALL));
      return new Promise((resolve) => child.on("close", resolve));
    };
    expect(await shell(command)).toBe(0);
    expect(await shell(command.replace("agentlattice.mjs", "gone.mjs"))).toBe(2);
    await api.down();
    expect(await shell(command)).toBe(2);

    expect((await run(["remove", host])).code).toBe(2);
    expect((await run(["remove", host, "--yes"])).code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(existsSync(`${file}.agentlattice-backup`)).toBe(false);
    expect(await run(["remove", host, "--yes"])).toMatchObject({ code: 0, stderr: expect.stringContaining("no hook") });
  });

  it.each(["claude", "codex"])("creates the file of a project for %s and removes it", async (host) => {
    const file = join(home, host === "claude" ? ".claude/settings.json" : ".codex/config.toml");
    expect((await run(["init", host, "--project", "--yes"])).code).toBe(0);
    expect(readFileSync(file, "utf8")).toContain(api.url);
    expect((await run(["remove", host, "--project", "--yes"])).code).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  it("refuses a second hook for the same calls", async () => {
    expect((await run(["init", "claude", "--yes"])).code).toBe(0);
    const project = join(home, "shop");
    mkdirSync(project);
    expect(await run(["init", "claude", "--project", "--yes"], { cwd: project })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("agentlattice remove claude --user"),
    });
    expect(existsSync(join(project, ".claude"))).toBe(false);
  });

  it("keeps a linked file a link", async () => {
    mkdirSync(join(home, ".claude"));
    writeFileSync(join(home, "dotfiles.json"), "{}");
    symlinkSync(join(home, "dotfiles.json"), join(home, ".claude/settings.json"));
    expect((await run(["init", "claude", "--yes"])).code).toBe(0);
    expect(lstatSync(join(home, ".claude/settings.json")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(home, "dotfiles.json"), "utf8")).toContain("onFailure");
  });

  it.each([
    [["init", "vim"], "claude or codex"],
    [["init", "claude", "--user", "--project"], "not both"],
    [["init", "claude", "--api-key-file", "nowhere"], "Cannot read nowhere"],
    [["init", "claude", "--timeout", "soon"], "--timeout takes"],
    [["init", "claude"], "Correct the file"],
  ])("exits 2 and changes nothing: %j", async (args, sentence) => {
    mkdirSync(join(home, ".claude"));
    writeFileSync(join(home, ".claude/settings.json"), "{ // comment\n}");
    expect(await run(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
    expect(readFileSync(join(home, ".claude/settings.json"), "utf8")).toBe("{ // comment\n}");
  });
});
