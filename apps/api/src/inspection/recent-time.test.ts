import { expect, it } from "vitest";
import { RecentTime } from "./recent-time.ts";

it("adds the time of each organisation, and halves it every second", () => {
  let now = 0;
  const time = new RecentTime(() => now);
  time.add("a", 300);
  time.add("a", 100);
  expect(time.of("a")).toBe(400);
  expect(time.of("b")).toBe(0);
  now = 1_000;
  expect(time.of("a")).toBe(200);
  time.add("b", 1);
  now = 20_000;
  time.add("b", 1);
  expect(time.of("a")).toBe(0);
});
