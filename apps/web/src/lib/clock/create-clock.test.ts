import { expect, test } from "vitest";
import { createClock } from "./create-clock.ts";

test("a browser that runs late still counts by the server", () => {
  let local = 1_000;
  const clock = createClock(60_000, () => local);
  local += 250;
  expect(clock.now()).toBe(60_250);
});

test("slow answers do not set the clock back, fast ones set it right", () => {
  const clock = createClock(9_000, () => 0);
  clock.note(8_200);
  expect(clock.now()).toBe(9_000);
  clock.note(9_400);
  expect(clock.now()).toBe(9_400);
});

test("a browser clock that was set anew is followed", () => {
  let local = 0;
  const clock = createClock(50_000, () => local);
  local = 3_600_000;
  clock.note(51_000);
  expect(clock.now()).toBe(51_000);
});
