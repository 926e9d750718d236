import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice, AgentLatticeDeniedError, AgentLatticeTimeoutError, type GateOptions } from "../index.ts";
import { FakeApi, type Reply } from "../testing/fake-api.ts";
import {
  APPROVAL,
  APPROVAL_URL,
  actionResult,
  approval,
  approvalScript,
  EVENT,
  KEY,
  problem,
  requested,
  stillPending,
} from "../testing/fixtures.ts";
import { virtual } from "../testing/virtual-clock.ts";

vi.mock("../transport/clock.ts", () => import("../testing/virtual-clock.ts"));

let api: FakeApi;
const client = (options = {}) => new AgentLattice({ apiKey: KEY, baseUrl: api.url, ...options });
const cancels = () => api.requests.filter(({ path }) => path.endsWith("/cancel"));

function serve(poll: Parameters<typeof approvalScript>[0]["poll"], cancel: Reply = { body: approval("cancelled") }): void {
  const answer = approvalScript({ poll });
  api.on((request) => {
    if (request.path.endsWith("/cancel")) return cancel;
    return request.path === `/api/v1/actions/${EVENT}` ? { body: requested() } : answer(request);
  });
}

beforeEach(async () => {
  virtual.reset();
  api = await FakeApi.start(() => problem("NOT_FOUND", 404));
});
afterEach(() => api.down());
afterEach(() => void vi.restoreAllMocks());

describe("approval", () => {
  it("reads an approval with the page where people decide", async () => {
    serve([{ body: approval("pending") }]);
    expect(await client().approval(APPROVAL)).toMatchObject({ id: APPROVAL, status: "pending", approvalUrl: APPROVAL_URL });
    await expect(client().approval("../keys")).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});

describe("wait", () => {
  it("collects an existing approval", async () => {
    serve([stillPending, stillPending, { body: approval("approved") }]);
    const result = await client().wait(APPROVAL, { audience: "deployer" });
    expect(result).toMatchObject({ status: "executed", permit: "prm_secret", approval: { decidedBy: { name: "Ana" } } });
    expect(api.requests.find(({ path }) => path.endsWith("/collect"))?.body).toEqual({ audience: "deployer" });
  });

  it("rejects with the reason, as gate does", async () => {
    serve([{ body: approval("denied", { reason: "Not today" }) }]);
    const error = await client()
      .wait(APPROVAL)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AgentLatticeDeniedError);
    expect(error).toMatchObject({ reason: "DENIED_BY_REVIEWER", reviewerReason: "Not today", approvalUrl: APPROVAL_URL, policy: "merges" });
  });

  it("ends at its deadline and names the way to continue", async () => {
    serve([{ body: approval("pending") }]);
    const error = await client({ gatePollTimeoutMs: 1_000 })
      .wait(APPROVAL)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AgentLatticeTimeoutError);
    expect(error).toMatchObject({ code: "GATE_TIMEOUT", approvalId: APPROVAL, approvalUrl: APPROVAL_URL, eventId: undefined });
    expect((error as Error).message).toContain(`at ${APPROVAL_URL}: wait() continues waiting`);
  });

  it("refuses an action with another approval", async () => {
    const answer = approvalScript({ poll: [{ body: approval("approved") }] });
    api.on((request) => (request.path === `/api/v1/actions/${EVENT}` ? { body: actionResult() } : answer(request)));
    await expect(client().wait(APPROVAL)).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  });
});

describe("an aborted wait", () => {
  const abortWhenPending = (options: GateOptions) => {
    const stop = new AbortController();
    return client().gate("pr.merge", { ...options, signal: stop.signal, onPending: () => stop.abort(new Error("shutting down")) });
  };

  it("leaves the request open", async () => {
    serve(["hang"]);
    await expect(abortWhenPending({})).rejects.toThrow("shutting down");
    expect(cancels()).toHaveLength(0);
  });

  it("withdraws the request first with cancelOnAbort", async () => {
    serve(["hang"]);
    await expect(abortWhenPending({ cancelOnAbort: true })).rejects.toThrow("shutting down");
    expect(cancels()).toHaveLength(1);
  });

  it("withdraws a request whose submission was in progress", async () => {
    const stop = new AbortController();
    serve(["hang"]);
    const answer = approvalScript({ poll: ["hang"] });
    api.on(async (request) => {
      if (request.path.endsWith("/cancel")) return { body: approval("cancelled") };
      if (request.path === "/api/v1/actions") {
        stop.abort(new Error("shutting down"));
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      return answer(request);
    });
    await expect(client().gate("pr.merge", { signal: stop.signal, cancelOnAbort: true })).rejects.toThrow("shutting down");
    expect(cancels()).toHaveLength(1);
  });

  it("prints nothing when a person decided first, and one line when the request stays open", async () => {
    const complained = vi.spyOn(console, "error").mockImplementation(() => {});
    const answer = approvalScript({ poll: [{ body: approval("approved") }] });
    api.on((request) => (request.path.endsWith("/cancel") ? problem("APPROVAL_NOT_PENDING", 409) : answer(request)));
    await expect(abortWhenPending({ cancelOnAbort: true })).rejects.toThrow("shutting down");
    expect(complained).not.toHaveBeenCalled();
    serve(["hang"], problem("FORBIDDEN", 403));
    await expect(abortWhenPending({ cancelOnAbort: true })).rejects.toThrow("shutting down");
    expect(complained).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("stays open"));
  });

  it("withdraws the request of wait", async () => {
    const stop = new AbortController();
    let reads = 0;
    serve([
      () => {
        if (reads++ === 0) return { body: approval("pending") };
        stop.abort(new Error("shutting down"));
        return "hang";
      },
    ]);
    await expect(client().wait(APPROVAL, { signal: stop.signal, cancelOnAbort: true })).rejects.toThrow("shutting down");
    expect(cancels()).toHaveLength(1);
  });
});
