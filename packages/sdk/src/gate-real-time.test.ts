import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice } from "./index.ts";
import { FakeApi } from "./testing/fake-api.ts";
import { approval, approvalScript, KEY, requested, stillPending } from "./testing/fixtures.ts";

let api: FakeApi;
const client = (options = {}) => new AgentLattice({ apiKey: KEY, baseUrl: api.url, ...options });
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
const elapsed = async (run: Promise<unknown>) => {
  const start = performance.now();
  const error = await run.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return { ms: performance.now() - start, error };
};

beforeEach(async () => {
  api = await FakeApi.start(() => "drop");
});
afterEach(() => api.down());

describe("a gate in real time", () => {
  it("ends a waiting request at its deadline", async () => {
    api.on(approvalScript({ poll: ["hang"] }));
    const { ms, error } = await elapsed(client({ gatePollTimeoutMs: 150 }).gate("pr.merge"));
    expect(error).toMatchObject({ code: "GATE_TIMEOUT" });
    expect(ms).toBeLessThan(3_000);
  });

  it("rejects promptly with the signal's reason while it waits, and leaves the request open", async () => {
    const controller = new AbortController();
    api.on(
      approvalScript({
        poll: [
          () => {
            setTimeout(() => controller.abort(), 10);
            return "hang";
          },
        ],
      }),
    );
    const { ms, error } = await elapsed(client().gate("pr.merge", { signal: controller.signal }));
    expect(error).toMatchObject({ name: "AbortError" });
    expect(ms).toBeLessThan(3_000);
    expect(api.requests.map(({ path }) => path).filter((path) => path.endsWith("/cancel"))).toEqual([]);
  });

  it.each([
    ["between two polls", { body: approval("pending") }],
    ["during a backoff", "drop"],
  ] as const)("rejects promptly %s", async (_, reply) => {
    api.on(approvalScript({ poll: [reply] }));
    const reason = new Error("the user went away");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 60);
    const { ms, error } = await elapsed(client().gate("pr.merge", { signal: controller.signal }));
    expect(error).toBe(reason);
    expect(ms).toBeLessThan(3_000);
  });

  it("sets only short timers and clears them", async () => {
    const before = timers();
    const set = vi.spyOn(globalThis, "setTimeout");
    api.on(approvalScript({ poll: [stillPending, { body: approval("approved") }] }));
    await client({ gatePollTimeoutMs: 30 * 24 * 3_600_000 }).gate("pr.merge");
    expect(Math.max(...set.mock.calls.map(([, ms]) => ms ?? 0))).toBeLessThanOrEqual(35_000);
    set.mockRestore();
    await pause(5);
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it("leaves no listener on a signal that is used for many calls", async () => {
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, "addEventListener");
    const remove = vi.spyOn(signal, "removeEventListener");
    api.on(approvalScript({ poll: [stillPending, { body: approval("approved") }] }));
    await client().gate("pr.merge", { signal });
    await client().execute("pr.merge", { signal });
    expect(add).toHaveBeenCalled();
    expect(remove).toHaveBeenCalledTimes(add.mock.calls.length);
  });

  it("pauses between polls of a server that answers at once and claims to wait", async () => {
    api.on(approvalScript({ submit: { status: 202, body: requested() }, poll: [stillPending] }));
    await elapsed(client({ gatePollTimeoutMs: 600 }).gate("pr.merge"));
    expect(api.requests.length).toBeLessThanOrEqual(5);
  });
});
