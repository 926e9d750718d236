import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice, AgentLatticeAuthenticationError, AgentLatticeConnectionError, AgentLatticeError } from "../index.ts";
import { FakeApi, type Reply } from "../testing/fake-api.ts";
import { actionResult, KEY, problem } from "../testing/fixtures.ts";
import { virtual } from "../testing/virtual-clock.ts";

vi.mock("./clock.ts", () => import("../testing/virtual-clock.ts"));

let api: FakeApi;
let replies: Reply[];
const fine: Reply = { body: actionResult() };
const client = (options = {}) => new AgentLattice({ apiKey: KEY, baseUrl: api.url, ...options });
const failure = async (options = {}) =>
  (await client(options)
    .execute("pr.merge")
    .catch((error: unknown) => error)) as AgentLatticeError;

beforeEach(async () => {
  virtual.reset();
  replies = [fine];
  api = await FakeApi.start(() => (replies.length > 1 ? replies.shift() : replies[0]) as Reply);
});
afterEach(() => api.down());

describe("retries", () => {
  it("repeats the same bytes and event id after 5xx, 429 and a lost connection", async () => {
    for (const lost of [
      problem("DATABASE_UNAVAILABLE", 503),
      problem("RATE_LIMITED", 429),
      problem("INTERNAL", 500),
      "drop",
      "cut",
    ] as Reply[]) {
      api.requests.length = 0;
      replies = [lost, fine];
      expect((await client().execute("pr.merge", { metadata: { a: 1 } })).status).toBe("executed");
      expect(api.requests).toHaveLength(2);
      const [first, second] = api.requests;
      expect(second?.body).toEqual(first?.body);
      expect(first?.headers["x-al-event-id"]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(second?.headers["x-al-event-id"]).toBe(first?.headers["x-al-event-id"]);
    }
  });

  it("creates another event id for another submission", async () => {
    await client().execute("pr.merge");
    await client().execute("pr.merge");
    expect(new Set(api.requests.map(({ headers }) => headers["x-al-event-id"])).size).toBe(2);
  });

  it("waits 1 and 2 seconds with jitter, and stops after 3 attempts", async () => {
    replies = [problem("INTERNAL", 500)];
    expect((await failure()).code).toBe("INTERNAL");
    expect(api.requests).toHaveLength(3);
    expect(virtual.slept.map((ms) => Math.floor(ms / 1000))).toEqual([1, 2]);
    expect(virtual.slept.every((ms) => ms % 1000 <= 250)).toBe(true);
  });

  it("waits 4 seconds when more attempts are allowed", async () => {
    replies = ["drop"];
    expect(await failure({ maxAttempts: 4 })).toBeInstanceOf(AgentLatticeConnectionError);
    expect(virtual.slept.map((ms) => Math.floor(ms / 1000))).toEqual([1, 2, 4]);
  });

  it("honours Retry-After in seconds and as a date by the server's clock", async () => {
    replies = [
      { ...problem("RATE_LIMITED", 429), headers: { "retry-after": "7" } },
      {
        ...problem("RATE_LIMITED", 429),
        headers: { "retry-after": "Sat, 21 Nov 2026 08:00:11 GMT", date: "Sat, 21 Nov 2026 08:00:00 GMT" },
      },
      fine,
    ];
    await client().execute("pr.merge");
    expect(virtual.slept.map((ms) => Math.floor(ms / 1000))).toEqual([7, 11]);
  });

  it("returns an error for a Retry-After above a minute", async () => {
    replies = [{ ...problem("RATE_LIMITED", 429), headers: { "retry-after": "3600" } }];
    const error = await failure();
    expect(error).toMatchObject({ code: "RATE_LIMITED", retryable: true, details: { retryAfterMs: 3_600_000 } });
    expect(api.requests).toHaveLength(1);
  });

  it.each([
    ["a 4xx", problem("INVALID_REQUEST", 422)],
    ["a conflict", problem("IDEMPOTENCY_CONFLICT", 409)],
    ["a failure that calls itself final", problem("LEDGER_DIVERGED", 503, { retryable: false })],
    ["a redirect", { status: 307, headers: { location: "http://127.0.0.1:1/" } }],
    ["malformed JSON", { raw: '{"status":' }],
  ] as [string, Reply][])("never repeats %s", async (_, reply) => {
    replies = [reply, fine];
    await failure();
    expect(api.requests).toHaveLength(1);
  });

  it("stops between attempts when aborted", async () => {
    replies = [problem("INTERNAL", 500)];
    const reason = new Error("enough");
    const controller = new AbortController();
    api.on(() => {
      controller.abort(reason);
      return problem("INTERNAL", 500);
    });
    await expect(client().execute("pr.merge", { signal: controller.signal })).rejects.toBe(reason);
    expect(api.requests).toHaveLength(1);
  });
});

describe("errors", () => {
  it("contain code, request id and invalid fields", async () => {
    replies = [
      problem("INVALID_REQUEST", 422, {
        errors: [{ path: "action_type", message: "bad" }],
        error: { code: "x", message: "x", details: { hint: 1 } },
      }),
    ];
    expect(await failure()).toMatchObject({
      name: "AgentLatticeError",
      code: "INVALID_REQUEST",
      requestId: "req_1",
      retryable: false,
      details: { status: 422, errors: [{ path: "action_type", message: "bad" }], facts: { hint: 1 } },
    });
  });

  it("never show the key, even when the server repeats it", async () => {
    replies = [problem("UNAUTHENTICATED", 401, { detail: `No such key: ${KEY}` })];
    const error = await failure();
    expect(error).toBeInstanceOf(AgentLatticeAuthenticationError);
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain(KEY);
    expect(error.message).toContain("[redacted]");
  });

  it("name a connection that fails, and the address but not the key", async () => {
    await api.down();
    const error = await failure({ maxAttempts: 1 });
    expect(error).toMatchObject({ name: "AgentLatticeConnectionError", code: "CONNECTION_FAILED", retryable: true });
    expect(error.message).toMatch(/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/);
  });

  it("limit the time of one request, even when fetch ignores its signal", async () => {
    replies = ["hang"];
    expect(await failure({ requestTimeoutMs: 30, maxAttempts: 1 })).toMatchObject({ code: "REQUEST_TIMEOUT", retryable: true });
    expect(await failure({ requestTimeoutMs: 30, maxAttempts: 1, fetch: () => new Promise<Response>(() => {}) })).toMatchObject({
      code: "REQUEST_TIMEOUT",
    });
  });

  it("use the status of a failure without a problem document", async () => {
    replies = [{ status: 502, raw: "<html>Bad gateway</html>", headers: { "content-type": "text/html", "x-request-id": "edge-1" } }];
    expect(await failure({ maxAttempts: 1 })).toMatchObject({
      code: "INVALID_RESPONSE",
      retryable: true,
      requestId: "edge-1",
      details: { status: 502 },
    });
  });
});

describe("invalid answers are errors", () => {
  it.each([
    ["not JSON", { raw: "<html>Welcome to the hotel</html>" }],
    ["empty", { raw: "" }],
    ["no content", { status: 204 }],
    ["not UTF-8", { raw: Buffer.from([0x22, 0xff, 0x22]) }],
    ["null", { raw: "null" }],
    ["a list", { raw: "[]" }],
    ["larger than 8 MiB", { raw: Buffer.alloc(9 * 1024 * 1024, 0x20) }],
    ["a status that does not exist", { body: { ...actionResult(), status: "allowed" } }],
    ["without a decision", { body: { ...actionResult(), decision: undefined } }],
    ["a condition without result", { body: { ...actionResult(), conditions_evaluated: [{ field: "a" }] } }],
    ["about another action", { body: actionResult({ action_type: "pr.close" }) }],
  ] as [string, Reply][])("%s", async (_, reply) => {
    replies = [reply];
    const error = await failure();
    expect(error).toBeInstanceOf(AgentLatticeError);
    expect(error).toMatchObject({ code: "INVALID_RESPONSE", retryable: false });
  });

  it("ignores fields that a newer server adds", async () => {
    replies = [{ body: { ...actionResult(), invented_later: { a: 1 } } }];
    expect(await client().execute("pr.merge")).not.toHaveProperty("inventedLater");
  });
});

describe("request()", () => {
  it("sends the request unchanged, with one idempotency key for all attempts of a POST", async () => {
    replies = [problem("INTERNAL", 500), { status: 201, body: { id: "pol_1" } }, { status: 204 }];
    expect(await client().request("POST", "/policies", { body: { yaml: "a: 1" } })).toEqual({ id: "pol_1" });
    expect(await client().request("DELETE", "/agents/agt_1/keys/key_1")).toBeNull();
    expect(api.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /api/v1/policies",
      "POST /api/v1/policies",
      "DELETE /api/v1/agents/agt_1/keys/key_1",
    ]);
    const [first, second, third] = api.requests.map(({ headers }) => headers["idempotency-key"]);
    expect([first, third]).toEqual([second, undefined]);
    expect(first).toBeDefined();
  });

  it.each(["policies", "//evil.example/x", "/../admin", "/a/../../b", "/a/./b", "/a b", "/a\\b", "/a#b", "/..?x"])(
    "%s is not a valid path",
    async (path) => {
      await expect(client().request("GET", path)).rejects.toMatchObject({ code: "INVALID_OPTION" });
      expect(api.requests).toEqual([]);
    },
  );
});
