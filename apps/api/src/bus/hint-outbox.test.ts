import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Hint } from "./bus.ts";
import { HintOutbox } from "./hint-outbox.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const head = (org: string, size: number): Hint => ({ kind: "head", org, size });

it("sends a single head immediately, and those of a burst together after a pause", () => {
  const sent: (readonly Hint[])[] = [];
  const outbox = new HintOutbox((hints) => void sent.push(hints));
  outbox.put(head("a", 1));
  expect(sent).toEqual([[head("a", 1)]]);
  for (const hint of [head("a", 2), head("b", 7), head("a", 3)]) outbox.put(hint);
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(50);
  expect(sent[1]).toEqual([head("a", 3), head("b", 7)]);
  outbox.put(head("a", 4));
  expect(sent).toHaveLength(2);
  vi.advanceTimersByTime(50);
  expect(sent[2]).toEqual([head("a", 4)]);
  vi.advanceTimersByTime(50);
  outbox.put(head("a", 5));
  expect(sent).toHaveLength(4);
});
