import { expect, test } from "vitest";
import { createClock } from "./create-clock.ts";

test("uses the server's time when the browser's clock is slow", () => {
  let local = 1_000;
  const clock = createClock(60_000, () => local);
  local += 250;
  expect(clock.now()).toBe(60_250);
});

test("ignores offsets of slow responses and adopts those of fast ones", () => {
  const clock = createClock(9_000, () => 0);
  clock.sync(8_200);
  expect(clock.now()).toBe(9_000);
  clock.sync(9_400);
  expect(clock.now()).toBe(9_400);
});

test("follows a reset of the browser's clock", () => {
  let local = 0;
  const clock = createClock(50_000, () => local);
  local = 3_600_000;
  clock.sync(51_000);
  expect(clock.now()).toBe(51_000);
});
