import { expect, test } from "vitest";
import { describeRange, isDate, lastDay, periodsAt } from "./periods.ts";

const named = (now: string) => Object.fromEntries(periodsAt(Date.parse(now)).map(({ name, from, to }) => [name, [from, to]]));

test("periods are whole months, quarters and years in UTC", () => {
  expect(named("2026-11-23T07:40:00Z")).toEqual({
    "Last 30 days": [null, null],
    "This month": ["2026-11-01", "2026-11-30"],
    "Last month": ["2026-10-01", "2026-10-31"],
    "This quarter": ["2026-10-01", "2026-12-31"],
    "Last quarter": ["2026-07-01", "2026-09-30"],
    "This year": ["2026-01-01", "2026-12-31"],
    "Last year": ["2025-01-01", "2025-12-31"],
  });
});

test("periods before January are of the year before", () => {
  expect(named("2027-01-31T23:59:59Z")).toMatchObject({
    "Last month": ["2026-12-01", "2026-12-31"],
    "Last quarter": ["2026-10-01", "2026-12-31"],
  });
});

test.each([
  ["2026-11-01", true],
  ["2028-02-29", true],
  ["2026-02-29", false],
  ["0202-11-01", false],
  ["2026-13-01", false],
  ["2026-11-01T00:00:00Z", false],
  ["", false],
])("%s is a date: %s", (text, is) => expect(isDate(text)).toBe(is));

test("a range is described by its days, of which the end is excluded", () => {
  const range = { from: "2026-11-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z" };
  expect(describeRange(range)).toBe("1 November 2026 to 30 November 2026");
  expect(describeRange({ from: range.from, to: "2026-11-02T00:00:00.000Z" })).toBe("1 November 2026");
  expect(lastDay(range.to)).toBe("2026-11-30");
});
