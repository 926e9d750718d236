import { expect, test } from "vitest";
import { HistoryClock } from "./history-clock.ts";

test("returns whole milliseconds that never go backwards", () => {
  const clock = new HistoryClock(1_000.4999);
  expect(clock.now()).toBe(1_000);
  clock.moveTo(999);
  expect(clock.now()).toBe(1_000);
  clock.advance(500);
  expect(clock.now()).toBe(1_500);
  clock.moveTo(2_000.6);
  expect(clock.now()).toBe(2_001);
});
