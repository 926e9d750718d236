import { expect, it } from "vitest";
import { InlineTime } from "./inline-time.ts";

it("limits the main-thread time of each organisation per second", () => {
  let now = 0;
  const time = new InlineTime({ now: () => now });
  const work = (orgId: string, ms: number) =>
    time.spend(orgId, () => {
      now += ms;
      return ms;
    });
  expect(work("a", 60)).toBe(60);
  expect(time.isLeft("a")).toBe(true);
  work("a", 50);
  expect(time.isLeft("a")).toBe(false);
  expect(time.isLeft("b")).toBe(true);
  now = 1_000;
  expect(time.isLeft("a")).toBe(true);
});

it("counts failed evaluations too", () => {
  let now = 0;
  const time = new InlineTime({ now: () => now });
  const fail = () =>
    time.spend("a", () => {
      now += 200;
      throw new Error("no");
    });
  expect(fail).toThrow("no");
  expect(time.isLeft("a")).toBe(false);
});
