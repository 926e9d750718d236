import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "../../../sdk/src/testing/fake-api.ts";
import { approval, approvalScript, EVENT, KEY, stillPending } from "../../../sdk/src/testing/fixtures.ts";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
/** A build of its own, since other tests build `dist` at the same time; inside the package, where commander is found. */
const built = join(packageFolder, "node_modules/.cache/gate-pack");
const folder = mkdtempSync(join(tmpdir(), "al-gate-bin-"));
const REPORTED = { status: 201, body: { id: EVENT, audit_event_id: EVENT, status: "success", reported_at: "2026-11-21T08:00:00.000Z" } };
let api: FakeApi;

function start(args: string[], env: NodeJS.ProcessEnv = { AL_API_KEY: KEY, AL_BASE_URL: api.url }) {
  const child = spawn(process.execPath, [join(built, "main.mjs"), "gate", ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
  });
  const written = { stdout: "", stderr: "" };
  const waiters: { text: string; resolve: () => void }[] = [];
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
      for (const waiter of waiters) if ((written.stdout + written.stderr).includes(waiter.text)) waiter.resolve();
    });
  }
  return {
    child,
    says: (text: string) => new Promise<void>((resolve) => waiters.push({ text, resolve })),
    ended: new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
      child.on("close", (code) => resolve({ code, ...written })),
    ),
  };
}
const serve = (...poll: Parameters<typeof approvalScript>[0]["poll"]) => {
  const answer = approvalScript({ poll });
  api.on((request) => (request.path.endsWith("/report") ? REPORTED : answer(request)));
};

beforeAll(() => {
  execFileSync(process.execPath, [fileURLToPath(import.meta.resolve("tsdown/run")), "--out-dir", built], {
    cwd: packageFolder,
    stdio: "pipe",
  });
});
beforeEach(async () => {
  api = await FakeApi.start(() => "drop");
  serve(stillPending, { body: approval("approved") });
});
afterEach(() => api.down());
afterAll(() => {
  for (const path of [folder, built]) rmSync(path, { recursive: true, force: true });
});

describe("agentlattice gate", () => {
  it("runs the command with the terminal's input and output, and returns its exit code", async () => {
    const source = 'process.stdin.on("data", (data) => process.stdout.write("got " + data)).on("end", () => process.exit(5))';
    const { child, ended } = start(["pr.merge", "--target", "acme#42", "--", process.execPath, "-e", source]);
    child.stdin.end("input");
    expect(await ended).toMatchObject({ code: 5, stdout: "got input" });
    expect(api.requests[0]).toMatchObject({ body: { action_type: "pr.merge", metadata: { target: "acme#42" } } });
    expect(api.requests.at(-1)).toMatchObject({ path: `/api/v1/actions/${EVENT}/report`, body: { status: "failure" } });
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("forwards %s to the command and waits for it", async (signal) => {
    const source = `process.on("${signal}", () => { console.log("cleaned up"); process.exit(9); }); setInterval(() => {}, 1000); console.log("ready");`;
    const { child, says, ended } = start(["pr.merge", "--", process.execPath, "-e", source]);
    await says("ready");
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 9, stdout: "ready\ncleaned up\n" });
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("stops waiting on %s and leaves the request open", async (signal, code) => {
    serve("hang");
    const { child, says, ended } = start(["pr.merge", "--event-id", "merge-42", "--", process.execPath, "-e", "console.log('ran')"]);
    await says("Waiting for a decision");
    child.kill(signal);
    expect(await ended).toMatchObject({ code, stdout: "", stderr: expect.stringContaining("Continue with --event-id merge-42") });
    expect(api.requests.some(({ path }) => path.endsWith("/cancel"))).toBe(false);
  });

  it("uses the demo agent of a clone and shows a note", async () => {
    mkdirSync(join(folder, ".agentlattice"), { recursive: true });
    writeFileSync(
      join(folder, ".agentlattice/demo.json"),
      JSON.stringify({ agent_api_key: KEY, api_url: api.url, console_url: "http://localhost:3000" }),
    );
    const { code, stdout, stderr } = await start(["pr.merge"], {}).ended;
    rmSync(join(folder, ".agentlattice"), { recursive: true });
    expect([code, stdout]).toEqual([0, `executed pr.merge ${EVENT} approved by Ana (operator)\n`]);
    expect(stderr).toContain("Using the demo agent of");
    const submitted = api.requests.findLast(({ path }) => path.endsWith("/actions"));
    expect(submitted?.headers["x-al-event-id"]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(stderr).toContain("Approve at https://console.example.com/approvals/apr_");
  });

  it.each([
    [[], "missing required argument"],
    [["pr.merge", "git", "push"], "after --"],
    [["pr.merge", "--"], "Put a command after --"],
    [["pr.merge", "--timeout", "soon"], "--timeout takes"],
    [["pr.merge", "--metadata", "x"], "name=text"],
    [["pr.merge", "--api-key", KEY], "unknown option"],
    [["pr.merge", "--api-key-file", "nowhere"], "Cannot read nowhere"],
    [["pr.merge", "--event-id", "a b"], "eventId must be"],
  ])("exits 2 with a message for %j, without a request", async (args, sentence) => {
    const { code, stderr } = await start(args).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("    at ");
    expect(api.requests).toHaveLength(0);
  });

  it("exits 2 without a key and 5 without a server", async () => {
    expect(await start(["pr.merge"], {}).ended).toMatchObject({ code: 2, stderr: expect.stringContaining("No API key") });
    await api.down();
    expect(await start(["pr.merge"]).ended).toMatchObject({ code: 5, stdout: "", stderr: expect.stringContaining("cannot be reached") });
  });

  it("documents its exit codes", async () => {
    const { code, stdout } = await start(["--help"]).ended;
    expect(code).toBe(0);
    for (const text of ["Exit codes", "AL_PERMIT", "gate [options] <action> [-- command...]"]) expect(stdout).toContain(text);
  });
});
