import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { QueueOwner } from "./fair-queue.ts";
import { CONNECT_TIMEOUT_MS, FEW_REQUESTS, Share, TooManyInProgressError } from "./share.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Works of named callers on a share. Each ends when the test ends it, in the order in which they were started. */
function worksOn(share: Share) {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const begin = (name: string, owner?: QueueOwner) => {
    const work = share.run(() => {
      started.push(name);
      return new Promise<string>((resolve) => void ends.push(() => resolve(name)));
    }, owner);
    // Only some tests look at a refusal.
    work.catch(() => {});
    return work;
  };
  const endFirst = async () => {
    ends.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { started, begin, endFirst };
}
const of = (orgId: string, caller = "") => ({ orgId, caller });

test("callers of an organisation are served in turn, whatever the length of their queues", async () => {
  const share = new Share(1);
  const { started, begin, endFirst } = worksOn(share);
  for (const name of ["agent 1", "agent 2", "agent 3", "agent 4"]) void begin(name, of("acme", "key/agent"));
  void begin("owner 1", of("acme", "person/owner"));
  void begin("owner 2", of("acme", "person/owner"));
  expect(share.waiting).toBe(5);
  for (let left = 6; left > 0; left -= 1) await endFirst();
  expect(started).toEqual(["agent 1", "agent 2", "owner 1", "agent 3", "owner 2", "agent 4"]);
  expect(share.waiting).toBe(0);
});

test("organisations are served in turn, whatever the number of their callers", async () => {
  const { started, begin, endFirst } = worksOn(new Share(1));
  void begin("first", of("acme", "key/0"));
  for (const n of [1, 2, 3]) void begin(`acme ${n}`, of("acme", `key/${n}`));
  for (const n of [1, 2]) void begin(`globex ${n}`, of("globex", "key/1"));
  for (let left = 6; left > 0; left -= 1) await endFirst();
  expect(started).toEqual(["first", "acme 1", "globex 1", "acme 2", "globex 2", "acme 3"]);
});

test("a caller uses at most its part, even when connections are free; the server may use all", async () => {
  const share = new Share(4, { perCaller: 2, perOrg: 4 });
  const { started, begin, endFirst } = worksOn(share);
  for (const n of [1, 2, 3]) void begin(`agent ${n}`, of("acme", "key/agent"));
  void begin("owner", of("acme", "person/owner"));
  expect(started).toEqual(["agent 1", "agent 2", "owner"]);
  await endFirst();
  expect(started.at(-1)).toBe("agent 3");
  for (const n of [1, 2, 3]) void begin(`server ${n}`);
  expect(started).toHaveLength(5);
  for (let left = 3; left > 0; left -= 1) await endFirst();
  expect(started.slice(4)).toEqual(["server 1", "server 2", "server 3"]);
});

test("an organisation leaves connections to others, however many callers it has", async () => {
  const share = new Share(4, { perCaller: 2, perOrg: 3 });
  const { started, begin, endFirst } = worksOn(share);
  for (const n of [1, 2, 3, 4]) void begin(`acme ${n}`, of("acme", `key/${n}`));
  void begin("globex", of("globex", "person/owner"));
  expect(started).toEqual(["acme 1", "acme 2", "acme 3", "globex"]);
  await endFirst();
  expect(started.at(-1)).toBe("acme 4");
});

test("a request behind many requests of its caller is refused as too many in progress, and the first ones wait longer", async () => {
  const share = new Share(2, { perCaller: 1, perOrg: 2 });
  const { begin, endFirst } = worksOn(share);
  const begun = (count: number) => Array.from({ length: count }, (_, n) => begin(`agent ${n}`, of("acme", "key/agent")));
  begun(1 + FEW_REQUESTS);
  const refused = expect(begin("one more", of("acme", "key/agent"))).rejects.toBeInstanceOf(TooManyInProgressError);
  await endFirst();
  await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS);
  await refused;
  expect(share.waiting).toBe(FEW_REQUESTS - 1);
});

test("work of the server itself is not refused as too many in progress, however much of it waits", async () => {
  const share = new Share(1);
  const { started, begin, endFirst } = worksOn(share);
  for (let n = 0; n < FEW_REQUESTS + 2; n += 1) void begin(`server ${n}`);
  for (let waited = 0; waited < 3; waited += 1) {
    await endFirst();
    await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS - 1);
  }
  for (let left = FEW_REQUESTS; left > 0; left -= 1) await endFirst();
  expect(started.at(-1)).toBe(`server ${FEW_REQUESTS + 1}`);
});

test("a request that waited while nothing of its caller was served fails like a pool without free connections", async () => {
  const share = new Share(1);
  const { begin } = worksOn(share);
  void begin("stuck", of("acme", "key/agent"));
  const waiting = [begin("own", of("acme", "key/agent")), begin("other", of("acme", "person/owner"))];
  const refused = Promise.all(waiting.map((request) => expect(request).rejects.toThrow("timeout exceeded when trying to connect")));
  await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS);
  await refused;
  expect(share.waiting).toBe(0);
});

test("a request of a caller with few requests waits longer while others are served, up to a limit", async () => {
  const share = new Share(1);
  const { started, begin, endFirst } = worksOn(share);
  for (const n of [1, 2, 3, 4, 5, 6]) void begin(`server ${n}`);
  void begin("owner 1", of("acme", "person/owner"));
  const others = [1, 2, 3, 4, 5, 6].map((n) => begin(`other ${n}`, of(`org ${n}`, "key/agent")));
  await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS - 1);
  await endFirst();
  await vi.advanceTimersByTimeAsync(1);
  expect(share.waiting).toBeGreaterThan(0);
  await endFirst();
  expect(started).toContain("owner 1");
  const refused = expect(others[5]).rejects.toThrow("timeout exceeded when trying to connect");
  for (let waited = 0; waited < 5; waited += 1) {
    await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS - 1);
    await endFirst();
    await vi.advanceTimersByTimeAsync(1);
  }
  await refused;
});

test("failed work releases its connection", async () => {
  const share = new Share(1);
  await expect(share.run(async () => Promise.reject(new Error("division by zero")), of("acme", "key/agent"))).rejects.toThrow("division");
  await expect(share.run(async () => "next", of("acme", "person/owner"))).resolves.toBe("next");
});
