import { expect, test } from "vitest";
import { ApprovalWaiters } from "./approval-waiters.ts";

const signal = () => new AbortController().signal;

test("wakes everybody who waits for this approval, nobody else, with what the waker knows", async () => {
  const waiters = new ApprovalWaiters<string>(10);
  const parked = [waiters.park("org", "a", 10_000, signal()).woken, waiters.park("org", "a", 10_000, signal()).woken];
  const other = waiters.park("org", "b", 10_000, signal()).woken;
  waiters.wake("a", "approved");
  expect(await Promise.all(parked)).toEqual(["approved", "approved"]);
  expect(waiters.size).toBe(1);
  waiters.close();
  expect(await other).toBeNull();
});

test("lets go when time is up or the caller is gone, and forgets them", async () => {
  const waiters = new ApprovalWaiters<string>(10);
  expect(await waiters.park("org", "a", 1, signal()).woken).toBeNull();
  const abort = new AbortController();
  const parked = waiters.park("org", "a", 10_000, abort.signal).woken;
  abort.abort();
  expect(await parked).toBeNull();
  waiters.park("org", "a", 10_000, signal()).leave();
  expect(waiters.size).toBe(0);
});

test("refuses beyond its limit", () => {
  const waiters = new ApprovalWaiters<string>(1);
  waiters.park("org", "a", 10, signal());
  expect(() => waiters.park("org", "b", 10, signal())).toThrow("parks no more");
});

test("parks nobody after it was closed", async () => {
  const waiters = new ApprovalWaiters<string>(1);
  waiters.close();
  expect(await waiters.park("org", "a", 10_000, signal()).woken).toBeNull();
});
