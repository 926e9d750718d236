import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentLattice } from "@agentlattice/sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeApi, type Reply } from "../../sdk/src/testing/fake-api.ts";
import {
  APPROVAL,
  APPROVAL_URL,
  actionResult,
  approval,
  collected,
  EVENT,
  KEY,
  problem,
  requested,
} from "../../sdk/src/testing/fixtures.ts";
import { answerHook, type HookContext } from "./answer-hook.ts";
import { openCallStore } from "./call-store.ts";

const SHELL = { action_type: "shell.exec" } as const;
const allowed = { body: actionResult(SHELL) };
const pending = { status: 202, body: { ...requested(), ...SHELL } };
const REPORTED = { status: 201, body: { id: EVENT, audit_event_id: EVENT, status: "success", reported_at: "2026-11-21T08:00:00.000Z" } };
let api: FakeApi;
let folder: string;

const input = (extra: Record<string, unknown> = {}) =>
  JSON.stringify({
    session_id: "s1",
    cwd: "/work/shop",
    hook_event_name: "PreToolUse",
    tool_name: "Bash",
    tool_input: { command: "git push" },
    tool_use_id: "toolu_01",
    ...extra,
  });

function answer(text: string, { ms = 5_000, ...context }: Partial<HookContext> & { ms?: number } = {}) {
  const connect = () => new AgentLattice({ apiKey: KEY, baseUrl: api.url, maxAttempts: 1, gatePollTimeoutMs: ms, gatePollIntervalMs: 50 });
  return answerHook(text, { host: "claude", store: openCallStore(folder), signal: AbortSignal.timeout(ms * 2), connect, ...context });
}
const serve = (submit: Reply, poll: Reply = { body: approval("pending", SHELL) }) =>
  api.on(({ path }) => {
    if (path.endsWith("/report")) return REPORTED;
    if (path.endsWith("/collect")) return { body: { ...collected(), ...SHELL } };
    return path.endsWith("/actions") ? submit : poll;
  });
const eventIds = () => api.requests.filter(({ path }) => path.endsWith("/actions")).map(({ headers }) => headers["x-al-event-id"]);

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), "al-hooks-")), "state");
  api = await FakeApi.start(() => allowed);
  serve(allowed);
});
afterEach(async () => {
  await api.down();
  rmSync(folder, { recursive: true, force: true });
});

describe("before a call", () => {
  it("allows only with exit code 0 and without output", async () => {
    expect(await answer(input())).toEqual({ exitCode: 0 });
    expect(api.requests[0]?.body).toMatchObject({
      action_type: "shell.exec",
      session_id: "s1",
      tool: { arguments: { command: "git push" } },
    });
  });

  it.each<[string, Reply, string]>([
    [
      "a denial",
      { body: actionResult({ ...SHELL, status: "denied", denial_reason: "CONDITIONS_DENIED", message: "Too many lines." }) },
      "Denied: Too many lines. ",
    ],
    ["500", { status: 500, raw: "oops" }, "cannot be reached or failed to answer"],
    ["503 with a problem", problem("OVERLOADED", 503), "cannot be reached or failed to answer"],
    ["an HTML answer", { raw: "<html>ok</html>" }, "not a valid decision"],
    ["nonsense JSON", { raw: '{"status":"executed"}' }, "not a valid decision"],
    ["an allow of another action", { body: actionResult({ action_type: "file.read" }) }, "not a valid decision"],
    ["an unknown status", { body: { ...actionResult(SHELL), status: "maybe" } }, "not a valid decision"],
    ["a cut answer", "cut", "cannot be reached or failed to answer"],
    ["a closed connection", "drop", "cannot be reached or failed to answer"],
    ["an expired key", problem("UNAUTHENTICATED", 401), "create a key in the console"],
    ["a refused request", problem("VALIDATION_FAILED", 422), "VALIDATION_FAILED"],
  ])("blocks after %s", async (_, reply, text) => {
    serve(reply);
    const { exitCode, stderr = "" } = await answer(input());
    expect(exitCode).toBe(2);
    expect(stderr).toContain(text);
    for (const secret of [KEY, api.url, "127.0.0.1", "    at "]) expect(stderr).not.toContain(secret);
  });

  it("blocks when the API is down", async () => {
    await api.down();
    const { exitCode, stderr } = await answer(input());
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("agentlattice doctor")]);
    expect(stderr).not.toContain("127.0.0.1");
  });

  it("blocks when the answer is slower than the deadline, and asks for the same request first", async () => {
    serve("hang");
    const { exitCode, stderr } = await answer(input(), { signal: AbortSignal.timeout(100) });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("no decision in time")]);
    serve(allowed);
    expect(await answer(input({ tool_use_id: "toolu_02" }))).toEqual({ exitCode: 0 });
    const [first, repeat, own] = eventIds();
    expect([repeat, own === first]).toEqual([first, false]);
  });

  it.each<[string, string, string]>([
    ["nothing", "", "no input"],
    ["a line", "\n", "no input"],
    ["other text", "hello", "not JSON"],
    ["a list", "[]", "not a JSON object"],
    ["an unknown event", input({ hook_event_name: "Stop" }), "no known hook event"],
    ["no session", input({ session_id: undefined }), "no session_id"],
    ["no call id", input({ tool_use_id: 7 }), "no tool_use_id"],
    ["no tool", input({ tool_name: "" }), "no tool_name"],
    ["arguments that are no object", input({ tool_input: "git push" }), "no tool_input"],
    ["the same key twice", '{"tool_name":"Read","tool_name":"Bash"}', "same key twice"],
    ["5 MB of brackets", "[".repeat(5_000_000), "nested deeper"],
  ])("blocks %s without a request", async (_, text, sentence) => {
    expect(await answer(text)).toEqual({ exitCode: 2, stderr: expect.stringContaining(sentence) });
    expect(api.requests).toHaveLength(0);
  });

  it("sends the same id for the same call, and another one for other arguments, calls and sessions", async () => {
    const calls = [{}, {}, { tool_input: { command: "ls" } }, { tool_use_id: "toolu_02" }, { session_id: "s2" }];
    for (const call of calls) await answer(input(call));
    const [first, retry, ...others] = eventIds();
    expect(retry).toBe(first);
    expect(new Set([first, ...others]).size).toBe(4);
  });
});

describe("a request that a person decides", () => {
  it("is waited for, then denied with the link, and continued by the next equal call", async () => {
    serve(pending);
    const { exitCode, stderr = "" } = await answer(input(), { ms: 150 });
    expect(exitCode).toBe(2);
    for (const text of [APPROVAL_URL, APPROVAL, String(eventIds()[0])]) expect(stderr).toContain(text);
    serve(pending, { body: approval("approved", SHELL) });
    expect(await answer(input({ tool_use_id: "toolu_02" }))).toEqual({ exitCode: 0 });
    expect(new Set(eventIds()).size).toBe(1);
    await answer(input({ tool_use_id: "toolu_03" }));
    expect(new Set(eventIds()).size).toBe(2);
  });

  it("is asked for anew when its approval was used, whatever the state folder says", async () => {
    serve(pending);
    await answer(input(), { ms: 100 });
    api.on(({ path, headers }) => {
      if (path.endsWith("/collect")) return { body: { ...collected(), ...SHELL } };
      if (!path.endsWith("/actions")) return { body: approval("used", SHELL) };
      const isOld = headers["x-al-event-id"] === eventIds()[0];
      return isOld ? pending : { body: actionResult({ ...SHELL, status: "denied", message: "Asked anew." }) };
    });
    expect(await answer(input({ tool_use_id: "toolu_02" }))).toEqual({ exitCode: 2, stderr: expect.stringContaining("Asked anew") });
  });

  it("is not continued by another command or session", async () => {
    serve(pending);
    await answer(input(), { ms: 100 });
    serve(allowed);
    await answer(input({ tool_use_id: "toolu_02", tool_input: { command: "git push --force" } }));
    await answer(input({ tool_use_id: "toolu_02", session_id: "s2" }));
    expect(new Set(eventIds()).size).toBe(3);
  });

  it("is blocked when the person denies", async () => {
    serve(pending, { body: approval("denied", { ...SHELL, reason: "Wait for the release" }) });
    expect(await answer(input())).toEqual({ exitCode: 2, stderr: expect.stringContaining("Wait for the release") });
  });

  it("names the link when the API fails during the wait", async () => {
    serve(pending, "drop");
    expect((await answer(input(), { ms: 200 })).stderr).toContain(APPROVAL_URL);
  });

  it("says so when the state folder cannot be written", async () => {
    serve(pending);
    expect((await answer(input(), { ms: 100, store: openCallStore("/dev/null/state") })).stderr).toContain("a repeat is a new request");
  });
});

describe("after a call", () => {
  it.each([
    ["PostToolUse", "success"],
    ["PostToolUseFailure", "failure"],
  ])("reports %s as %s, once", async (hook_event_name, status) => {
    await answer(input());
    const after = input({ hook_event_name, duration_ms: 12, tool_response: { stdout: "private" } });
    expect(await answer(after)).toEqual({ exitCode: 0 });
    expect(api.requests.at(-1)).toMatchObject({ path: `/api/v1/actions/${EVENT}/report`, body: { status, metadata: { duration_ms: 12 } } });
    expect(JSON.stringify(api.requests.at(-1)?.body)).not.toContain("private");
    expect(readdirSync(folder)).toEqual([]);
    expect(await answer(after)).toEqual({ exitCode: 0 });
    expect(api.requests).toHaveLength(2);
  });

  it("does not block when the report fails", async () => {
    await answer(input());
    await api.down();
    expect(await answer(input({ hook_event_name: "PostToolUse" }))).toEqual({ exitCode: 1, stderr: expect.stringContaining("doctor") });
  });
});
