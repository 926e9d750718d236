import { expect, it } from "vitest";
import { daysBetween, projectDays } from "./spend-days.ts";

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

const projection = { until: "2026-12-01T00:00:00.000Z", usd: "60.00", low: "50.00", high: "70.00", days: 7 };

it("spreads the projected costs over the days that are left of the month", () => {
  const range = { from: "2026-10-30T00:00:00.000Z", to: "2026-11-28T10:00:00.000Z" };
  const days = daysBetween({ ...range, groups: [group("2026-10-31", "9.00"), group("2026-11-20", "40.00")] });
  expect(projectDays(days, projection)).toEqual([
    { day: "2026-11-29", usd: 10 },
    { day: "2026-11-30", usd: 10 },
  ]);
});

it("projects nothing without a projection, or when the beginning of the month is not shown", () => {
  const days = [{ day: "2026-11-21", usd: "1" }];
  expect(projectDays(days, projection)).toEqual([]);
  expect(projectDays([{ day: "2026-11-01", usd: "1" }], null)).toEqual([]);
});
