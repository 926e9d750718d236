import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice, AgentLatticeDeniedError, type AgentLatticeError, AgentLatticeTimeoutError } from "../index.ts";
import { FakeApi, type Reply } from "../testing/fake-api.ts";
import {
  APPROVAL,
  actionResult,
  approval,
  approvalScript,
  collected,
  condition,
  EVENT,
  EXECUTED,
  KEY,
  problem,
  requested,
  stillPending,
} from "../testing/fixtures.ts";
import { virtual } from "../testing/virtual-clock.ts";

vi.mock("../transport/clock.ts", () => import("../testing/virtual-clock.ts"));

let api: FakeApi;
const client = (options = {}) => new AgentLattice({ apiKey: KEY, baseUrl: api.url, ...options });
const failure = async (options = {}) =>
  (await client(options)
    .gate("pr.merge", { eventId: "e1" })
    .catch((error: unknown) => error)) as AgentLatticeError;
const serve = (script: Parameters<typeof approvalScript>[0]) => api.on(approvalScript(script));
const polls = () => api.requests.filter(({ method }) => method === "GET");
const collects = () => api.requests.filter(({ path }) => path.endsWith("/collect"));

beforeEach(async () => {
  virtual.reset();
  api = await FakeApi.start(() => "drop");
});
afterEach(() => api.down());

describe("an approval", () => {
  it("is awaited, collected and returned with its permit and its reviewer", async () => {
    serve({ poll: [stillPending, stillPending, { body: approval("approved") }] });
    const onPending = vi.fn();
    const result = await client().gate("pr.merge", { audience: "deployer", onPending });
    expect(result).toMatchObject({
      status: "executed",
      auditEventId: EVENT,
      executedEventId: EXECUTED,
      approvalId: APPROVAL,
      permit: "prm_secret",
    });
    expect(result.approval?.decidedBy).toEqual({ id: "usr_01h455vb4pex5vsknk084sn02q", name: "Ana", role: "operator" });
    expect(onPending).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: "requested", approvalId: APPROVAL }));
    expect(polls().map(({ headers }) => headers.prefer)).toEqual(["wait=25", "wait=25", "wait=25"]);
    expect(collects().map(({ body }) => body)).toEqual([{ audience: "deployer" }]);
    expect(virtual.slept.every((ms) => ms <= 250)).toBe(true);
  });

  it("is not needed when policy allows at once", async () => {
    api.on(() => ({ body: actionResult() }));
    expect((await client().gate("pr.merge")).status).toBe("executed");
    expect(api.requests).toHaveLength(1);
  });

  it("is found by the event id after a restart of the agent", async () => {
    serve({ poll: [{ body: approval("approved") }] });
    await client().gate("pr.merge", { eventId: "merge-42" });
    expect(api.requests[0]?.headers["x-al-event-id"]).toBe("merge-42");
  });

  it("that was collected before the restart is returned with its permit", async () => {
    serve({ submit: { body: { ...collected(), permit: undefined } }, poll: [{ body: approval("used") }] });
    const onPending = vi.fn();
    expect(await client().gate("pr.merge", { eventId: "merge-42", onPending })).toMatchObject({ status: "executed", permit: "prm_secret" });
    expect(onPending).not.toHaveBeenCalled();
  });
});

describe("waiting", () => {
  it("polls at the interval when the server does not wait, or slower with Retry-After", async () => {
    const plain: Reply = { body: approval("pending") };
    serve({ poll: [plain, { ...plain, headers: { "retry-after": "9" } }, { body: approval("approved") }] });
    await client({ gatePollIntervalMs: 2_000 }).gate("pr.merge");
    expect(virtual.slept).toEqual([2_000, 9_000]);
  });

  it("polls without waiting when the server is full, then waits again", async () => {
    const full: Reply = { ...problem("TOO_MANY_WAITERS", 429), headers: { "retry-after": "5" } };
    serve({ poll: [full, { body: approval("pending") }, stillPending, { body: approval("approved") }] });
    await client().gate("pr.merge");
    expect(polls().map(({ headers }) => headers.prefer)).toEqual(["wait=25", undefined, "wait=25", "wait=25"]);
  });

  it("survives every kind of outage with pauses of 1 to 2 seconds, and collects", async () => {
    const outages: Reply[] = [
      "drop",
      problem("SHUTTING_DOWN", 503),
      "cut",
      { status: 502, raw: "<html>" },
      problem("DATABASE_UNAVAILABLE", 503),
      "drop",
      "drop",
    ];
    serve({
      poll: [...outages, { body: approval("approved") }],
      collect: ["drop", problem("OUTCOME_UNKNOWN", 503), { body: collected() }],
    });
    expect((await client().gate("pr.merge")).permit).toBe("prm_secret");
    const seconds = virtual.slept.map((ms) => Math.floor(ms / 1000));
    expect(seconds.slice(0, 6)).toEqual([1, 2, 2, 2, 2, 2]);
    expect(collects()).toHaveLength(3);
  });

  it("continues after a restart of the server", async () => {
    serve({
      poll: [
        async (): Promise<Reply> => {
          setTimeout(async () => {
            await api.down();
            setTimeout(() => api.up(), 40);
          }, 5);
          return "hang";
        },
        { body: approval("approved") },
      ],
    });
    expect((await client().gate("pr.merge")).permit).toBe("prm_secret");
    expect(virtual.slept.length).toBeGreaterThan(1);
  });

  it("ends at its deadline and leaves the request open", async () => {
    serve({ poll: [{ body: approval("pending") }] });
    const error = await failure({ gatePollTimeoutMs: 3_500, gatePollIntervalMs: 2_000 });
    expect(error).toBeInstanceOf(AgentLatticeTimeoutError);
    expect(error).toMatchObject({ code: "GATE_TIMEOUT", approvalId: APPROVAL, eventId: "e1", retryable: false });
    expect(polls().map(({ headers }) => headers.prefer)).toEqual(["wait=4", "wait=2"]);
    expect(virtual.slept).toEqual([2_000, 1_500]);
  });

  it("ends at its deadline without an answer, and names the last failure", async () => {
    serve({ poll: ["drop"] });
    expect(await failure({ gatePollTimeoutMs: 20_000 })).toMatchObject({ code: "GATE_TIMEOUT", cause: { code: "CONNECTION_FAILED" } });
  });

  it.each([
    ["a key that was revoked", problem("UNAUTHENTICATED", 401), "UNAUTHENTICATED"],
    ["an approval that is not there", problem("NOT_FOUND", 404), "NOT_FOUND"],
    ["nonsense", { body: { status: "approved" } }, "INVALID_RESPONSE"],
    ["a state that does not exist", { body: { ...approval("pending"), status: "waved through" } }, "INVALID_RESPONSE"],
    ["another approval", { body: { ...approval("approved"), id: "apr_01h455vb4pex5vsknk084sn02r" } }, "INVALID_RESPONSE"],
    ["another action", { body: approval("approved", { action_type: "pr.close" }) }, "INVALID_RESPONSE"],
  ] as [string, Reply, string][])("ends at once with %s", async (_, reply, code) => {
    serve({ poll: [reply] });
    expect(await failure()).toMatchObject({ code });
    expect(polls()).toHaveLength(1);
    expect(collects()).toHaveLength(0);
  });
});

describe("a refusal", () => {
  it("by policy names the reason, the policy and the remedy", async () => {
    api.on(() => ({ body: actionResult({ status: "denied", denial_reason: "CONDITIONS_DENIED", message: "too many lines" }) }));
    const error = await failure();
    expect(error).toBeInstanceOf(AgentLatticeDeniedError);
    expect(error).toMatchObject({
      code: "ACTION_DENIED",
      reason: "CONDITIONS_DENIED",
      policy: "merges",
      conditions: [condition],
      approvalId: undefined,
    });
    expect(error.message).toBe("too many lines");
  });

  const ENDINGS = [
    [
      "denied",
      { reason: "not today" },
      { code: "ACTION_DENIED", reason: "DENIED_BY_REVIEWER", reviewerReason: "not today", conditions: [condition] },
    ],
    ["expired", {}, { code: "APPROVAL_EXPIRED", name: "AgentLatticeTimeoutError" }],
    ["cancelled", {}, { code: "ACTION_DENIED", reason: "APPROVAL_CANCELLED" }],
    ["lapsed", {}, { code: "ACTION_DENIED", reason: "APPROVAL_LAPSED" }],
    ["revoked", {}, { code: "ACTION_DENIED", reason: "APPROVAL_REVOKED" }],
    ["refused", { refusal: "AGENT_HALTED" }, { code: "ACTION_DENIED", reason: "AGENT_HALTED", conditions: [] }],
  ] as const;

  it.each(ENDINGS)("while waiting: %s", async (status, words, expected) => {
    serve({ poll: [stillPending, { body: approval(status, words) }] });
    expect(await failure()).toMatchObject({ approvalId: APPROVAL, ...expected });
    expect(collects()).toHaveLength(0);
  });

  it.each(ENDINGS)("found by a repeated event id: %s", async (status, words, expected) => {
    serve({ submit: { body: { ...requested(), status } }, poll: [{ body: approval(status, words) }] });
    expect(await failure()).toMatchObject({ approvalId: APPROVAL, ...expected });
  });

  it.each(ENDINGS)("when collecting: %s, even while the approval is still approved", async (status, words, expected) => {
    const conflict = problem(`APPROVAL_${status.toUpperCase()}`, 409, { retryable: false });
    serve({ poll: [{ body: approval("approved") }, { body: approval("approved", words) }], collect: [conflict] });
    expect(await failure()).toMatchObject({ approvalId: APPROVAL, ...expected });
  });

  it("contains the request id", async () => {
    const headers = { "x-request-id": "req_denied" };
    api.on(() => ({ body: actionResult({ status: "denied", denial_reason: "POLICY_DENIED" }), headers }));
    expect((await failure()).requestId).toBe("req_denied");
    for (const [status] of ENDINGS) {
      serve({ poll: [stillPending, { body: approval(status), headers }] });
      expect((await failure()).requestId, status).toBe("req_denied");
    }
    serve({ submit: { status: 202, body: requested(), headers }, poll: [stillPending] });
    expect(await failure({ gatePollTimeoutMs: 1_000 })).toMatchObject({ code: "GATE_TIMEOUT", requestId: "req_denied" });
  });

  it("is a refusal even when its reason cannot be read", async () => {
    serve({
      poll: [{ body: approval("approved") }, problem("NOT_FOUND", 404)],
      collect: [problem("APPROVAL_REVOKED", 409, { retryable: false })],
    });
    expect(await failure()).toMatchObject({ code: "ACTION_DENIED", reason: "APPROVAL_REVOKED" });
  });
});

describe("never resolves without a successful collect", () => {
  it.each([
    ["requested", { body: requested() }],
    ["denied", { body: { ...collected(), status: "denied" } }],
    ["another action", { body: { ...collected(), action_type: "pr.close" } }],
    ["another submission", { body: { ...collected(), audit_event_id: EXECUTED } }],
    ["nothing", { status: 204 }],
    ["nonsense", { raw: "ok" }],
    ["another audience", problem("PERMIT_WRONG_AUDIENCE", 409, { retryable: false })],
  ] as [string, Reply][])("collect answers %s", async (_, reply) => {
    serve({ poll: [{ body: approval("approved") }], collect: [reply] });
    expect(["INVALID_RESPONSE", "PERMIT_WRONG_AUDIENCE"]).toContain((await failure()).code);
  });

  it("refuses a pending answer without an approval id", async () => {
    api.on(() => ({ status: 202, body: { ...requested(), approval_id: undefined } }));
    expect(await failure()).toMatchObject({ code: "INVALID_RESPONSE" });
  });

  it("limits the attempts of a submission without an answer", async () => {
    expect(await failure()).toMatchObject({ code: "CONNECTION_FAILED" });
    expect(api.requests).toHaveLength(3);
  });
});
