import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice, type GuardOptions } from "../index.ts";
import { FakeApi, type Reply } from "../testing/fake-api.ts";
import { actionResult, approval, approvalScript, EVENT, KEY, problem } from "../testing/fixtures.ts";
import { virtual } from "../testing/virtual-clock.ts";

vi.mock("../transport/clock.ts", () => import("../testing/virtual-clock.ts"));

const REPORTED: Reply = {
  status: 201,
  body: { id: EVENT, audit_event_id: EVENT, status: "success", reported_at: "2026-11-21T08:00:00.000Z" },
};
let api: FakeApi;
let reply: Reply;
const guard = <T>(fn: () => T | Promise<T>, options?: GuardOptions) =>
  new AgentLattice({ apiKey: KEY, baseUrl: api.url }).guard("pr.merge", fn, options);
const reports = () => api.requests.filter(({ path }) => path === `/api/v1/actions/${EVENT}/report`);

beforeEach(async () => {
  virtual.reset();
  reply = REPORTED;
  const gate = approvalScript({ poll: [{ body: approval("approved") }] });
  api = await FakeApi.start((request) => (request.path.endsWith("/report") ? reply : gate(request)));
});
afterEach(() => api.down());

describe("guard", () => {
  it("gates, runs and reports success", async () => {
    const fn = vi.fn(() => "sha");
    expect(await guard(fn)).toBe("sha");
    expect(fn).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: "executed", permit: "prm_secret" }), expect.anything());
    expect(reports().map(({ body }) => body)).toEqual([{ status: "success" }]);
  });

  it.each<[string, unknown, GuardOptions | undefined, object | undefined]>([
    [
      "the usage of the result",
      { text: "hi", usage: { inputTokens: 120, outputTokens: 40, usd: "0.002" } },
      undefined,
      { input_tokens: 120, output_tokens: 40, usd: "0.002" },
    ],
    [
      "a model client's own names",
      { usage: { input_tokens: 3, output_tokens: 4, cache: "x" } },
      undefined,
      { input_tokens: 3, output_tokens: 4 },
    ],
    [
      "nothing of a usage with an invalid value",
      { usage: { inputTokens: Number.NaN, outputTokens: 4, totalTokens: 9 } },
      undefined,
      undefined,
    ],
    ["nothing of another shape", { usage: "a lot" }, undefined, undefined],
    ["nothing of no result", undefined, undefined, undefined],
    ["the result of usageOf", "text", { usageOf: () => ({ maxTokens: 9, seconds: 2 }) }, { max_tokens: 9, seconds: 2 }],
    ["usageOf before the result's own", { usage: { inputTokens: 1 } }, { usageOf: () => undefined }, undefined],
  ])("reports as the cost %s", async (_, value, options, usage) => {
    await guard(() => value, options);
    expect(reports().map(({ body }) => body)).toEqual([{ status: "success", ...(usage ? { usage } : {}) }]);
  });

  it("reports the cost of a failed call when its error states it", async () => {
    await guard(() => Promise.reject(Object.assign(new Error("cut off"), { usage: { outputTokens: 7 } }))).catch(() => {});
    expect(reports()[0]?.body).toEqual({ status: "failure", message: "cut off", usage: { output_tokens: 7 } });
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no usage");
      },
      "no usage",
    ],
    [
      "returns an unknown field",
      () => ({ input_tokens: 1 }) as never,
      'usageOf: usage has no field "input_tokens". Did you mean inputTokens?',
    ],
    ["returns a number as money", () => ({ usd: 1 }) as never, "usage.usd must be a decimal string"],
  ])("reports the outcome without its cost when usageOf %s", async (_, usageOf, message) => {
    const onReportError = vi.fn();
    expect(await guard(() => 7, { usageOf, onReportError })).toBe(7);
    expect(reports().map(({ body }) => body)).toEqual([{ status: "success" }]);
    expect(onReportError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: expect.stringContaining(message) }));
  });

  it("reports a failure with its message and rethrows the same error", async () => {
    const failure = new Error("merge conflict");
    await expect(guard(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(reports().map(({ body }) => body)).toEqual([{ status: "failure", message: "merge conflict" }]);
  });

  it.each([
    [
      "a synchronous throw",
      () => {
        throw new TypeError("sync");
      },
      "sync",
    ],
    ["a thrown string", () => Promise.reject("text"), "text"],
    ["an error without words", () => Promise.reject(new RangeError()), "RangeError"],
    ["a message that is too long", () => Promise.reject(new Error("x".repeat(9_000))), "x".repeat(8_192)],
    ["half a character", () => Promise.reject(new Error("a\ud83d")), "a\ufffd"],
    ["a whole one", () => Promise.reject(new Error("a😀")), "a😀"],
  ])("reports %s", async (_, fn, message) => {
    await guard(fn as () => never).catch(() => {});
    expect(reports()[0]?.body).toEqual({ status: "failure", message });
  });

  it("does not run a denied action, and sends no report", async () => {
    api.on(() => ({ body: actionResult({ status: "denied", denial_reason: "POLICY_DENIED" }) }));
    const fn = vi.fn();
    await expect(guard(fn)).rejects.toMatchObject({ code: "ACTION_DENIED" });
    expect(fn).not.toHaveBeenCalled();
    expect(api.requests).toHaveLength(1);
  });

  it("repeats a lost report with the same idempotency key", async () => {
    let lost = true;
    const gate = approvalScript({ poll: [{ body: approval("approved") }] });
    api.on((request) => {
      if (!request.path.endsWith("/report")) return gate(request);
      const answer = lost ? "drop" : REPORTED;
      lost = false;
      return answer;
    });
    await guard(() => 1);
    expect(reports()).toHaveLength(2);
    expect(new Set(reports().map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  });

  it("returns the result when the report fails, and calls onReportError", async () => {
    reply = problem("INTERNAL", 500);
    const onReportError = vi.fn();
    expect(await guard(() => 7, { onReportError })).toBe(7);
    expect(onReportError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "INTERNAL" }));
    const failure = new Error("own");
    await expect(guard(() => Promise.reject(failure), { onReportError })).rejects.toBe(failure);
    expect(
      await guard(() => 8, {
        onReportError: () => {
          throw new Error("listener");
        },
      }),
    ).toBe(8);
  });

  it("prints a failed report without onReportError", async () => {
    reply = problem("NOT_FOUND", 404);
    const complain = vi.spyOn(console, "error").mockImplementation(() => {});
    expect(await guard(() => 9)).toBe(9);
    expect(complain).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("could not be reported: NOT_FOUND happened"));
    complain.mockRestore();
  });

  it("sends the report even when the signal aborted during the function", async () => {
    const controller = new AbortController();
    await guard(() => controller.abort(), { signal: controller.signal });
    expect(reports()).toHaveLength(1);
  });
});
