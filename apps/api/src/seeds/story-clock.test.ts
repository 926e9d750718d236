import { expect, test } from "vitest";
import { StoryClock } from "./story-clock.ts";

test("tells whole milliseconds that never go back, until the story is over", () => {
  const clock = new StoryClock();
  expect(clock.told()).toBeNull();
  clock.moveTo(1_000.4999);
  expect(clock.told()).toBe(1_000);
  clock.moveTo(999);
  expect(clock.told()).toBe(1_000);
  clock.pass(500);
  expect(clock.told()).toBe(1_500);
  clock.backToPresent();
  expect(clock.told()).toBeNull();
});
