import { expect, test } from "vitest";
import { formatAgo, formatClock, formatDuration, formatUtc, formatUtcTime } from "./time.ts";

const s = 1_000;
const min = 60 * s;
const h = 60 * min;
const d = 24 * h;

test.each([
  [-5 * s, "00:00"],
  [999, "00:00"],
  [3 * min + 10 * s, "03:10"],
  [59 * min + 59 * s, "59:59"],
  [h, "1 h 00"],
  [h + 14 * min + 59 * s, "1 h 14"],
  [47 * h, "47 h 00"],
  [3 * d + 4 * h, "3 d 4 h"],
])("clock %i: %s", (ms, text) => expect(formatClock(ms)).toBe(text));

test.each([
  [0, "< 1 s"],
  [400, "< 1 s"],
  [22 * s, "22 s"],
  [min + 52 * s, "1 min 52 s"],
  [2 * h, "2 h"],
  [2 * h + 5 * min + 9 * s, "2 h 5 min"],
  [d + 5 * min, "1 d"],
])("duration %i: %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  [-2 * s, "just now"],
  [3 * s, "3 s ago"],
  [3 * min, "3 min ago"],
  [5 * h, "5 h ago"],
  [9 * d, "9 d ago"],
])("ago %i: %s", (ms, text) => expect(formatAgo(ms)).toBe(text));

test("formats in UTC in every time zone", () => {
  expect(formatUtcTime("2026-11-21T14:31:44.208Z")).toBe("14:31:44");
  expect(formatUtc("2026-11-21T14:31:44.208Z")).toBe("21 Nov 2026, 14:31:44.208 UTC");
});
