import { expect, it } from "vitest";
import { daysBetween } from "./spend-days.ts";

const group = (key: string, usd: string) => ({ key, name: null, usd, requests: 1, unknown: 0, tokens: 0 });

it("has every day, also those without costs and those of another time zone", () => {
  const range = { from: "2026-11-20T10:00:00.000Z", to: "2026-11-22T23:00:00.000Z" };
  expect(daysBetween({ ...range, groups: [group("2026-11-21", "1.50"), group("2026-11-23", "2.00")] })).toEqual([
    { day: "2026-11-20", usd: "0" },
    { day: "2026-11-21", usd: "1.50" },
    { day: "2026-11-22", usd: "0" },
    { day: "2026-11-23", usd: "2.00" },
  ]);
});
