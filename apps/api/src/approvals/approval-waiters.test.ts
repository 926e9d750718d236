import { expect, test } from "vitest";
import { ApprovalWaiters } from "./approval-waiters.ts";

const signal = () => new AbortController().signal;

test("wakes every waiter of this approval and no other, with the current approval", async () => {
  const waiters = new ApprovalWaiters<string>(10);
  const waiting = [waiters.wait("org", "a", 10_000, signal()).woken, waiters.wait("org", "a", 10_000, signal()).woken];
  const other = waiters.wait("org", "b", 10_000, signal()).woken;
  waiters.wake("a", "approved");
  expect(await Promise.all(waiting)).toEqual(["approved", "approved"]);
  expect(waiters.size).toBe(1);
  waiters.close();
  expect(await other).toBeNull();
});

test("removes a waiter when its time is up or its caller disconnects", async () => {
  const waiters = new ApprovalWaiters<string>(10);
  expect(await waiters.wait("org", "a", 1, signal()).woken).toBeNull();
  const abort = new AbortController();
  const waiting = waiters.wait("org", "a", 10_000, abort.signal).woken;
  abort.abort();
  expect(await waiting).toBeNull();
  waiters.wait("org", "a", 10_000, signal()).leave();
  expect(waiters.size).toBe(0);
});

test("refuses waiters above its limit", () => {
  const waiters = new ApprovalWaiters<string>(1);
  waiters.wait("org", "a", 10, signal());
  expect(() => waiters.wait("org", "b", 10, signal())).toThrow("limit of waiting requests");
});

test("accepts no waiter after it was closed", async () => {
  const waiters = new ApprovalWaiters<string>(1);
  waiters.close();
  expect(await waiters.wait("org", "a", 10_000, signal()).woken).toBeNull();
});
