import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice, AgentLatticeCleanupError, AgentLatticeDelegationError, AgentLatticeError, type DelegatedAgent } from "../index.ts";
import { FakeApi, type FakeRequest, type Reply } from "../testing/fake-api.ts";
import { AT, actionResult, CHILD_KEY, createdDelegation, KEY, problem } from "../testing/fixtures.ts";
import { virtual } from "../testing/virtual-clock.ts";

vi.mock("../transport/clock.ts", () => import("../testing/virtual-clock.ts"));

const ids = ["q", "r", "s"].map((tail) => `del_01h455vb4pex5vsknk084sn02${tail}`);

let api: FakeApi;
let create: (request: FakeRequest) => Reply | Promise<Reply>;
let revoke: (request: FakeRequest) => Reply | Promise<Reply>;
let made = 0;
const options = { capabilities: ["pr.*"], ttl: 60 };
const al = () => new AgentLattice({ apiKey: KEY, baseUrl: api.url });
const revocations = () =>
  api.requests.filter(({ method }) => method === "DELETE").map(({ path }) => path.slice("/api/v1/delegations/".length));

beforeEach(async () => {
  virtual.reset();
  made = 0;
  create = () => ({ status: 201, body: createdDelegation({ id: ids[made++] }) });
  revoke = () => ({ body: { revoked: true, cascaded: 0 } });
  api = await FakeApi.start((request) => {
    if (request.method === "DELETE") return revoke(request);
    return request.path === "/api/v1/delegations" ? create(request) : { body: actionResult() };
  });
});
afterEach(() => api.down());
afterEach(() => void vi.restoreAllMocks());

describe("delegate", () => {
  it("runs with the child's own key and revokes with the parent's", async () => {
    const value = await al().delegate("reviewer", options, async (sub) => {
      expect(sub).toBeInstanceOf(AgentLattice);
      expect(sub.delegation).toMatchObject({ id: ids[0], depth: 1, parentDelegationId: null, child: { name: "release-bot/reviewer" } });
      await sub.execute("pr.merge");
      return 42;
    });
    expect(value).toBe(42);
    expect(api.requests.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ["POST", `Bearer ${KEY}`],
      ["POST", `Bearer ${CHILD_KEY}`],
      ["DELETE", `Bearer ${KEY}`],
    ]);
    expect(api.requests[0]?.body).toEqual({ name: "reviewer", capabilities: ["pr.*"], ttl: 60 });
  });

  it("revokes when the function throws, and rethrows the same error", async () => {
    const failure = new Error("review failed");
    await expect(al().delegate("reviewer", options, () => Promise.reject(failure))).rejects.toBe(failure);
    const sync = () => {
      throw failure;
    };
    await expect(al().delegate("reviewer", options, sync)).rejects.toBe(failure);
    expect(revocations()).toEqual([ids[0], ids[1]]);
  });

  it("creates one child for several attempts", async () => {
    const answer = create;
    let lost = 2;
    create = (request) => (lost-- > 0 ? "drop" : answer(request));
    await al().delegate("reviewer", options, () => undefined);
    const keys = api.requests.filter(({ path }) => path === "/api/v1/delegations").map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it("does not run the function when the delegation is refused, and names the excess", async () => {
    const body = {
      ...problem("CAPABILITY_EXCEEDED", 403).body,
      error: { code: "CAPABILITY_EXCEEDED", message: "", details: { exceeding: "doc.* prod.deploy" } },
    };
    create = () => ({ status: 403, body });
    const fn = vi.fn();
    const error = await al()
      .delegate("reviewer", options, fn)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AgentLatticeDelegationError);
    expect(error).toMatchObject({ code: "CAPABILITY_EXCEEDED", exceeding: ["doc.*", "prod.deploy"] });
    expect(fn).not.toHaveBeenCalled();
    expect(revocations()).toEqual([]);
  });

  it.each([
    [{ capabilities: [], ttl: 60 }, /capabilities/],
    [{ capabilities: "pr.*" as unknown as string[], ttl: 60 }, /capabilities/],
    [{ capabilities: ["pr.*"], ttl: 0 }, /ttl/],
    [{ capabilities: ["pr.*"], ttl: 1.5 }, /ttl/],
    [{ capabilities: ["pr.*"], ttl: 86_401 }, /ttl/],
    [{ capabilities: ["pr.*"], ttl: Number.NaN }, /ttl/],
  ])("refuses %o before asking", async (bad, said) => {
    await expect(al().delegate("x", bad)).rejects.toMatchObject({ code: "INVALID_OPTION", message: expect.stringMatching(said) });
    expect(api.requests).toEqual([]);
  });

  it("prints no key", async () => {
    const sub = await al().delegate("reviewer", options);
    const { inspect } = await import("node:util");
    expect(inspect(sub, { depth: 9, showHidden: true }) + JSON.stringify(sub)).not.toContain(CHILD_KEY);
  });
});

describe("a failed revocation", () => {
  beforeEach(() => {
    revoke = () => problem("INTERNAL", 500);
  });

  it("is thrown when no other error is", async () => {
    const error = await al()
      .delegate("reviewer", options, () => 42)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AgentLatticeCleanupError);
    expect(error).toMatchObject({ code: "CLEANUP_FAILED", delegationId: ids[0], expiresAt: AT, cause: { code: "INTERNAL" } });
    expect(revocations()).toHaveLength(3);
  });

  it("goes to onCleanupError, and the result is returned", async () => {
    const onCleanupError = vi.fn();
    expect(await al().delegate("reviewer", { ...options, onCleanupError }, () => 42)).toBe(42);
    expect(onCleanupError).toHaveBeenCalledExactlyOnceWith(expect.any(AgentLatticeCleanupError));
  });

  it("never replaces the error of the function, and is printed in one line", async () => {
    const complained = vi.spyOn(console, "error").mockImplementation(() => {});
    const failure = new Error("review failed");
    await expect(al().delegate("reviewer", options, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(complained).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(`${ids[0]} could not be revoked`));
    expect(complained.mock.calls.join()).not.toContain(KEY);
    const onCleanupError = vi.fn(() => {
      throw new Error("the listener fails too");
    });
    await expect(al().delegate("reviewer", { ...options, onCleanupError }, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(onCleanupError).toHaveBeenCalledOnce();
  });

  it("can be repeated", async () => {
    const sub = await al().delegate("reviewer", options);
    await expect(sub.end()).rejects.toBeInstanceOf(AgentLatticeCleanupError);
    revoke = () => ({ body: { revoked: true, cascaded: 3 } });
    expect(await sub.end()).toEqual({ revoked: true, cascaded: 3 });
    const sent = revocations().length;
    expect(await sub.end()).toEqual({ revoked: true, cascaded: 3 });
    expect(revocations()).toHaveLength(sent);
  });
});

describe("await using", () => {
  it("ends the child at the end of the block, also after an error", async () => {
    const failure = new Error("in the block");
    const block = async () => {
      await using sub = await al().delegate("reviewer", options);
      expect(sub.delegation.id).toBe(ids[0]);
      expect(revocations()).toEqual([]);
      throw failure;
    };
    await expect(block()).rejects.toBe(failure);
    expect(revocations()).toEqual([ids[0]]);
  });
});

describe("an abort", () => {
  it("ends the delegation and rejects at once, while the function still runs", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let late: (error: Error) => void = () => {};
    const running = al().delegate("reviewer", { ...options, signal: controller.signal }, () => {
      controller.abort(reason);
      return new Promise<never>((_, reject) => {
        late = reject;
      });
    });
    await expect(running).rejects.toBe(reason);
    expect(revocations()).toEqual([ids[0]]);
    late(new Error("nobody waits for this"));
  });

  it("before the request sends no request", async () => {
    await expect(al().delegate("reviewer", { ...options, signal: AbortSignal.abort() }, () => 1)).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(api.requests).toEqual([]);
  });

  it("during the creation revokes the created child", async () => {
    const controller = new AbortController();
    const answer = create;
    let release = () => {};
    create = async (request) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return answer(request);
    };
    const fn = vi.fn();
    const running = al().delegate("reviewer", { ...options, signal: controller.signal }, fn);
    await vi.waitFor(() => expect(api.requests).toHaveLength(1), 10_000);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    release();
    await vi.waitFor(() => expect(revocations()).toEqual([ids[0]]), 10_000);
    expect(fn).not.toHaveBeenCalled();
  });

  it("ends a child without a function, and removes its listener from the signal", async () => {
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    const added = vi.spyOn(controller.signal, "addEventListener");
    const first = await al().delegate("reviewer", { ...options, signal: controller.signal });
    await first.end();
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
    await al().delegate("reviewer", { ...options, signal: controller.signal });
    controller.abort();
    await vi.waitFor(() => expect(revocations()).toEqual([ids[0], ids[1]]), 10_000);
  });
});

describe("parallel", () => {
  it("passes the children in order and ends all of them", async () => {
    const client = al();
    const value = await AgentLattice.parallel(client.delegate("a", options), client.delegate("b", options), async ([a, b]) => {
      expect(revocations()).toEqual([]);
      return [a.delegation.id, b.delegation.id];
    });
    expect(value).toHaveLength(2);
    expect(revocations().sort()).toEqual(ids.slice(0, 2));
  });

  it("ends all when one cannot be created", async () => {
    const answer = create;
    create = (request) => ((request.body as { name: string }).name === "b" ? problem("DELEGATION_TOO_DEEP", 422) : answer(request));
    const client = al();
    const fn = vi.fn();
    const running = AgentLattice.parallel(client.delegate("a", options), client.delegate("b", options), client.delegate("c", options), fn);
    await expect(running).rejects.toMatchObject({ name: "AgentLatticeDelegationError", code: "DELEGATION_TOO_DEEP" });
    expect(fn).not.toHaveBeenCalled();
    expect(revocations().sort()).toEqual(ids.slice(0, 2));
  });

  it("ends the others when one cannot be revoked, and reports it", async () => {
    revoke = (request) => (request.path.endsWith(ids[0] ?? "") ? problem("INTERNAL", 500) : { body: { revoked: true, cascaded: 0 } });
    const client = al();
    const running = AgentLattice.parallel(client.delegate("a", options), client.delegate("b", options), () => 1);
    await expect(running).rejects.toMatchObject({ code: "CLEANUP_FAILED", delegationId: ids[0] });
    expect(revocations()).toContain(ids[1]);
  });

  it("ends all when the function throws, and rethrows the same error", async () => {
    const client = al();
    const failure = new Error("one branch failed");
    const running = AgentLattice.parallel(client.delegate("a", options), client.delegate("b", options), () => {
      throw failure;
    });
    await expect(running).rejects.toBe(failure);
    expect(revocations().sort()).toEqual(ids.slice(0, 2));
  });

  it("reports every delegation that cannot be created, and every one that cannot be revoked", async () => {
    const client = al();
    revoke = () => problem("INTERNAL", 500);
    const ran = AgentLattice.parallel(client.delegate("a", options), client.delegate("b", options), () => 1);
    const failed = (index: number) => expect.objectContaining({ code: "CLEANUP_FAILED", delegationId: ids[index] });
    await expect(ran).rejects.toMatchObject({ name: "AgentLatticeParallelError", code: "CLEANUP_FAILED", errors: [failed(0), failed(1)] });
    create = () => problem("DELEGATION_TOO_DEEP", 422);
    const fn = vi.fn();
    const refused = AgentLattice.parallel(client.delegate("a", options), client.delegate("b", options), fn);
    await expect(refused).rejects.toMatchObject({
      code: "DELEGATIONS_FAILED",
      errors: [{ code: "DELEGATION_TOO_DEEP" }, { code: "DELEGATION_TOO_DEEP" }],
    });
    expect(fn).not.toHaveBeenCalled();
  });

  it("ends the children of a call with wrong arguments", async () => {
    const client = al();
    const forgotten = AgentLattice.parallel(client.delegate("a", options), client.delegate("b", options) as unknown as () => void);
    await expect(forgotten).rejects.toMatchObject({ code: "INVALID_OPTION" });
    const notOne = {} as unknown as DelegatedAgent;
    await expect(AgentLattice.parallel(client.delegate("c", options), notOne, () => 1)).rejects.toMatchObject({ code: "INVALID_OPTION" });
    expect(revocations().sort()).toEqual(ids);
  });
});

describe("delegations and revoke", () => {
  it("list active delegations by default", async () => {
    api.on(() => ({ body: { data: [createdDelegation()], has_more: true, next_cursor: "next" } }));
    const page = await al().delegations({ role: "parent", limit: 5 });
    expect(page).toMatchObject({
      hasMore: true,
      nextCursor: "next",
      delegations: [{ id: ids[0], active: true, expiresAt: AT, endedAt: null }],
    });
    await al().delegations({ activeOnly: false, cursor: "next" });
    expect(api.requests.map(({ path }) => path.split("?")[1])).toEqual([
      "active_only=true&role=parent&limit=5",
      "active_only=false&cursor=next",
    ]);
  });

  it("refuse a value that is not an id", async () => {
    for (const id of ["../agents", "", "apr_01h455vb4pex5vsknk084sn02q"]) {
      await expect(al().revoke(id)).rejects.toMatchObject({ code: "INVALID_OPTION" });
    }
    expect(api.requests).toEqual([]);
    expect(await al().revoke(ids[0] as string)).toEqual({ revoked: true, cascaded: 0 });
  });

  it("refuse a malformed answer", async () => {
    revoke = () => ({ body: { revoked: "yes" } });
    await expect(al().revoke(ids[0] as string)).rejects.toBeInstanceOf(AgentLatticeError);
  });
});
