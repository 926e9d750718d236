import { expect, it } from "vitest";
import { describeObserved, describeUsual, hoursOf, namePattern } from "./anomaly-words.ts";

it.each([
  ["weekend_00_04", null, "Weekend, 00 to 04 h"],
  ["refund.issue", "refund.issue", "refund.issue"],
  ["", null, ""],
])("the pattern %j is named %j", (pattern, action_type, name) => {
  expect(namePattern({ pattern, action_type })).toBe(name);
});

it.each([
  [1, "reports", "1 report per hour"],
  [44, "requests", "44 requests per hour"],
] as const)("%i %s are described", (observed, unit, text) => {
  expect(describeObserved({ observed, unit })).toBe(text);
});

it.each([
  [0, 0, "usual 0"],
  [0, 2_400, "usual up to 2,400"],
  [6, 14, "usual 6 to 14"],
])("the usual numbers from %i to %i", (low, high, text) => {
  expect(describeUsual({ baseline: { median: low, low, high, days: 7, requests: 200 } })).toBe(text);
});

it("has all 24 hours up to the end of the window", () => {
  const window = { from: "2026-11-23T06:00:00.000Z", to: "2026-11-23T07:00:00.000Z" };
  const hours = hoursOf({ series: [{ hour: "2026-11-23T06:00:00.000Z", value: 44 }], window });
  expect(hours).toHaveLength(24);
  expect(hours.at(-1)).toEqual({ hour: Date.parse("2026-11-23T06:00:00.000Z"), value: 44 });
  expect(hours[0]).toEqual({ hour: Date.parse("2026-11-22T07:00:00.000Z"), value: 0 });
});
