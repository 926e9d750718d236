import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeApi, type Reply } from "../../../sdk/src/testing/fake-api.ts";
import {
  APPROVAL,
  APPROVAL_URL,
  actionResult,
  approval,
  approvalScript,
  condition,
  EVENT,
  KEY,
  problem,
  stillPending,
} from "../../../sdk/src/testing/fixtures.ts";
import { type GateRequest, performGate } from "./perform-gate.ts";

vi.mock("../../../sdk/src/transport/clock.ts", () => import("../../../sdk/src/testing/virtual-clock.ts"));

const REPORTED = { status: 201, body: { id: EVENT, audit_event_id: EVENT, status: "success", reported_at: "2026-11-21T08:00:00.000Z" } };
const folder = mkdtempSync(join(tmpdir(), "al-perform-"));
const seen = join(folder, "seen.json");
/** Writes down the environment it was given, then exits as told. */
const command = (code: string) => [
  process.execPath,
  "-e",
  `const { AL_PERMIT, AL_AUDIT_EVENT_ID } = process.env; require("node:fs").writeFileSync(${JSON.stringify(seen)}, JSON.stringify({ AL_PERMIT, AL_AUDIT_EVENT_ID })); ${code}`,
];
let api: FakeApi;
const reports = () => api.requests.filter(({ path }) => path.endsWith("/report")).map(({ body }) => body);

async function gate(overrides: Partial<GateRequest> = {}, options: { isTTY?: boolean; env?: NodeJS.ProcessEnv } = {}) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({ isTTY: options.isTTY ?? false, write: (text: string) => (written[name] += text) });
  const connection = { apiKey: KEY, baseUrl: api.url };
  const request = {
    actionType: "pr.merge",
    options: {},
    eventId: "e1",
    connection,
    command: [],
    json: false,
    passMetadata: false,
    ...overrides,
  };
  rmSync(seen, { force: true });
  const code = await performGate(request, { stdout: stream("stdout"), stderr: stream("stderr"), env: options.env ?? process.env });
  return { code, ...written };
}
const serve = (script: Parameters<typeof approvalScript>[0], report: Reply = REPORTED) => {
  const answer = approvalScript(script);
  api.on((request) => (request.path.endsWith("/report") ? report : answer(request)));
};
const approved = () => serve({ poll: [stillPending, { body: approval("approved") }] });

beforeEach(async () => {
  api = await FakeApi.start(() => problem("NOT_FOUND", 404));
});
afterEach(async () => {
  await api.down();
});

describe("allowed", () => {
  it("shows the console page and the reviewer, and prints one line", async () => {
    approved();
    const { code, stdout, stderr } = await gate({ options: { metadata: { target: "acme/shop#42" } } });
    expect(code).toBe(0);
    expect(stdout).toBe(`executed pr.merge ${EVENT} approved by Ana (operator)\n`);
    expect(stderr).toBe(
      `Requesting pr.merge on acme/shop#42\nWaiting for a decision. Approve at ${APPROVAL_URL}\nApproved by Ana (operator).\n`,
    );
  });

  it("shows the elapsed time on a terminal only, and removes it", async () => {
    approved();
    const { stderr } = await gate({}, { isTTY: true });
    expect(stderr).toContain("… 0:00");
    expect(stderr.endsWith("\r\u001b[2KApproved by Ana (operator).\n")).toBe(true);
  });

  it("by policy at once", async () => {
    api.on(() => ({ body: actionResult() }));
    expect(await gate()).toMatchObject({
      code: 0,
      stdout: `executed pr.merge ${EVENT} allowed by policy merges\n`,
      stderr: expect.not.stringContaining("Waiting"),
    });
  });

  it("prints one JSON object with the permit", async () => {
    approved();
    const { stdout } = await gate({ json: true });
    expect(stdout.split("\n")).toHaveLength(2);
    expect(JSON.parse(stdout)).toMatchObject({
      status: "executed",
      event_id: "e1",
      audit_event_id: EVENT,
      approval_id: APPROVAL,
      permit: "prm_secret",
      decided_by: { name: "Ana" },
    });
  });
});

describe("a command", () => {
  it("runs with the permit in its environment, and its success is reported", async () => {
    approved();
    expect(await gate({ command: command("") })).toMatchObject({ code: 0, stdout: "" });
    expect(JSON.parse(readFileSync(seen, "utf8"))).toEqual({ AL_PERMIT: "prm_secret", AL_AUDIT_EVENT_ID: EVENT });
    expect(reports()).toEqual([{ status: "success", metadata: { exit_code: 0 }, usage: { seconds: expect.any(Number) } }]);
  });

  it("states its cost in the file that AL_USAGE_FILE names", async () => {
    approved();
    const cost = JSON.stringify({ input_tokens: 120, output_tokens: 40, usd: "0.0125", seconds: 9 });
    await gate({ command: command(`require("node:fs").writeFileSync(process.env.AL_USAGE_FILE, ${JSON.stringify(cost)})`) });
    expect(reports()).toMatchObject([{ usage: JSON.parse(cost) }]);
  });

  it("is reported without an unreadable cost, with a message", async () => {
    approved();
    const { stderr } = await gate({ command: command('require("node:fs").writeFileSync(process.env.AL_USAGE_FILE, "a lot")') });
    expect(reports()).toEqual([{ status: "success", metadata: { exit_code: 0 }, usage: { seconds: expect.any(Number) } }]);
    expect(stderr).toContain("The cost of the command is not reported: AL_USAGE_FILE must contain one JSON object");
  });

  it("does not inherit the permit of an outer gate", async () => {
    api.on(({ path }) => (path.endsWith("/report") ? REPORTED : { body: actionResult() }));
    await gate({ command: command("") }, { env: { ...process.env, AL_PERMIT: "prm_outer" } });
    expect(JSON.parse(readFileSync(seen, "utf8"))).toEqual({ AL_AUDIT_EVENT_ID: EVENT });
  });

  it.each([
    ["its own code", command("process.exit(7)"), 7, "exited with 7"],
    ["a signal", command("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)"), 137, "ended by SIGKILL"],
    ["not found", [join(folder, "nowhere")], 127, "could not start (ENOENT)"],
    ["not executable", [folder], 126, "could not start (EACCES)"],
  ])("passes on %s and reports the failure", async (_, words, exitCode, message) => {
    approved();
    expect((await gate({ command: words })).code).toBe(exitCode);
    expect(reports()).toMatchObject([{ status: "failure", message, metadata: { exit_code: exitCode } }]);
  });

  it("keeps its exit code when the report fails, with a message", async () => {
    serve({ poll: [{ body: approval("approved") }] }, problem("NOT_FOUND", 404));
    const { code, stderr, stdout } = await gate({ command: command("process.exit(7)"), json: true });
    expect(code).toBe(7);
    expect(stderr).toContain("could not be reported: NOT_FOUND happened");
    expect(JSON.parse(stdout)).toMatchObject({ status: "executed", command: { exit_code: 7, reported: false } });
    expect(stdout).not.toContain("prm_secret");
  });
});

describe("refused: the command does not run", () => {
  const denied = { body: actionResult({ status: "denied", denial_reason: "CONDITIONS_DENIED" }) };
  it.each([
    ["denied by policy", () => api.on(() => denied), 3, "Split the change"],
    ["denied by a person", () => serve({ poll: [{ body: approval("denied", { reason: "not today" }) }] }), 3, "not today"],
    ["revoked", () => serve({ poll: [{ body: approval("revoked") }] }), 3, "APPROVAL_REVOKED"],
    ["expired", () => serve({ poll: [{ body: approval("expired") }] }), 4, "Expired"],
    ["no decision in time", () => serve({ poll: ["hang"] }), 4, "continue waiting with --event-id e1"],
    ["a bad key", () => api.on(() => problem("UNAUTHENTICATED", 401)), 2, "UNAUTHENTICATED"],
    [
      "a bad request",
      () => api.on(() => problem("INVALID_REQUEST", 422, { errors: [{ path: "action_type", message: "is odd" }] })),
      2,
      "action_type: is odd",
    ],
    ["nonsense", () => api.on(() => ({ raw: "<html>" })), 5, "INVALID_RESPONSE"],
    ["a final failure", () => api.on(() => problem("LEDGER_DIVERGED", 503, { retryable: false })), 5, "LEDGER_DIVERGED"],
  ] as const)("%s", async (_, script, exitCode, sentence) => {
    script();
    const { code, stdout, stderr } = await gate({ command: command(""), timeoutMs: 150, json: true });
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: expect.stringContaining(sentence) });
    expect(() => readFileSync(seen)).toThrow("ENOENT");
    expect(JSON.parse(stdout)).toMatchObject({
      status: { 3: "denied", 4: "timeout" }[exitCode as 3 | 4] ?? "error",
      action_type: "pr.merge",
      event_id: "e1",
    });
    expect(stderr + stdout).not.toContain(KEY);
  });

  it("has the text and the names of every other path in its JSON", async () => {
    serve({ poll: [{ body: approval("denied", { reason: "not today" }) }] });
    const { stdout, stderr } = await gate({ json: true });
    const message = "pr.merge was denied by a reviewer. not today";
    expect(JSON.parse(stdout)).toMatchObject({
      message,
      reason: "DENIED_BY_REVIEWER",
      policy: "merges",
      conditions: [condition],
      reviewer_reason: "not today",
    });
    expect(stderr).toContain(message);
  });

  it("shows the failed clauses with actual values and remedies", async () => {
    api.on(() => denied);
    expect((await gate()).stderr).toContain('because   metadata.lines_changed lte 100: found {"lines_changed":250}. Split the change');
  });

  it("unreachable", async () => {
    await api.down();
    const { code, stderr } = await gate({ command: command("") });
    expect([code, stderr]).toEqual([5, expect.stringContaining("cannot be reached (ECONNREFUSED)")]);
  });
});

describe("text from servers and people", () => {
  const EVIL = "\u001b[2Jok\u202egnp\u200b\u0007\u009b31m";
  const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/;
  it.each([false, true])("is escaped (--json: %s)", async (json) => {
    const bad = { ...condition, field: EVIL, remedy: EVIL, actual: EVIL };
    const replies: Reply[] = [
      {
        body: actionResult({
          status: "denied",
          denial_reason: EVIL as never,
          policy_name: EVIL,
          message: EVIL,
          conditions_evaluated: [bad],
        }),
      },
      problem("INVALID_REQUEST", 422, { code: EVIL, detail: EVIL, request_id: EVIL, errors: [{ path: EVIL, message: EVIL }] }),
      { body: actionResult({ policy_name: EVIL }) },
    ];
    for (const reply of replies) {
      api.on(() => reply);
      const { stdout, stderr } = await gate({ json, options: { metadata: { target: EVIL } } });
      expect(stdout + stderr).not.toMatch(CONTROL);
      if (json) expect(JSON.parse(stdout)).toHaveProperty("status");
    }
    serve({ poll: [{ body: approval("approved", { decided_by: { id: "usr_1", name: EVIL, role: EVIL } }) }] });
    const { stdout, stderr } = await gate({ json });
    expect(stdout + stderr).not.toMatch(CONTROL);
  });
});
