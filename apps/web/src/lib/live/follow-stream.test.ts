import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followStream, SILENCE_MS } from "./follow-stream.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A stream that the test writes to. `log` lists the callbacks that were called. */
function follow(lastEventId: string | null = null) {
  const stop = new AbortController();
  const log: string[] = [];
  const asked: (string | null)[] = [];
  let fail: Error | null = null;
  let sink: ReadableStreamDefaultController<Uint8Array> | null = null;
  void followStream({
    position: { lastEventId },
    open: async (lastEventId, signal) => {
      asked.push(lastEventId);
      if (fail) throw fail;
      return new ReadableStream({
        start(controller) {
          sink = controller;
          signal.addEventListener("abort", () => controller.error(new Error("aborted")));
        },
      });
    },
    onItem: (item) => log.push(item.type === "event" ? `event ${item.id}` : "heartbeat"),
    onOpen: (isResumed) => log.push(isResumed ? "resumed" : "open"),
    onStale: () => log.push("stale"),
    isTooOld: (error) => error instanceof Error && error.message === "CURSOR_EXPIRED",
    signal: stop.signal,
  });
  const settle = () => vi.advanceTimersByTimeAsync(1);
  return {
    stop,
    log,
    asked,
    settle,
    send: (text: string) => {
      sink?.enqueue(new TextEncoder().encode(text));
      return settle();
    },
    end: () => {
      sink?.close();
      return settle();
    },
    failWith: (error: Error | null) => (fail = error),
  };
}

test("a stream that ends is resumed after its last event and does not become stale", async () => {
  const { log, asked, send, end, settle, stop } = follow();
  await settle();
  await send("id: 41\ndata: {}\n\n");
  await end();
  await vi.advanceTimersByTimeAsync(1_300);
  expect(asked).toEqual([null, "41"]);
  expect(log).toEqual(["open", "event 41", "resumed"]);
  stop.abort();
});

test("a silent stream becomes stale; heartbeats keep it live", async () => {
  const { log, send, settle, stop } = follow();
  await settle();
  for (let i = 0; i < 4; i++) {
    await vi.advanceTimersByTimeAsync(15_000);
    await send(": beat\n\n");
  }
  expect(log).not.toContain("stale");
  await vi.advanceTimersByTimeAsync(SILENCE_MS);
  expect(log.at(-1)).toBe("stale");
  stop.abort();
});

test("the second failed attempt makes the stream stale, and it recovers", async () => {
  const { log, end, settle, stop, failWith } = follow();
  await settle();
  failWith(new Error("down"));
  await end();
  expect(log).not.toContain("stale");
  await vi.advanceTimersByTimeAsync(1_300);
  expect(log).toContain("stale");
  failWith(null);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(log.at(-1)).toBe("open");
  stop.abort();
});

test("a stream that is opened after a known entry has missed none", async () => {
  const { log, asked, settle, stop } = follow("40");
  await settle();
  expect([asked, log]).toEqual([["40"], ["resumed"]]);
  stop.abort();
});

test("an event id that is too old is dropped", async () => {
  const { asked, log, send, end, settle, stop, failWith } = follow();
  await settle();
  await send("id: 41\ndata: {}\n\n");
  failWith(new Error("CURSOR_EXPIRED"));
  await end();
  await vi.advanceTimersByTimeAsync(1_300);
  failWith(null);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual([null, "41", null]);
  expect(log.at(-1)).toBe("open");
  stop.abort();
});
