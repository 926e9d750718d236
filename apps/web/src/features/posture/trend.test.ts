import { expect, test } from "vitest";
import { byDay, dayTicks, formatDelta, scoreAxis, trendEvents, trendPoints } from "./trend.ts";

type Days = Parameters<typeof trendEvents>[0];
const day = (day: string, score: number, moved: [string, number, string][] = []) =>
  ({
    day,
    score,
    components: {},
    moved: moved.map(([component, delta, because]) => ({ component, delta, because })),
  }) as unknown as Days[number];

test("changes of one day share a diamond", () => {
  const days = [
    day("2026-11-01", 67, [
      ["human_oversight", 12, ""],
      ["outcome_reporting", 2, ""],
    ]),
    day("2026-11-02", 64, [["least_privilege", -3, ""]]),
  ];
  expect(byDay(trendEvents(days)).map(({ letters, delta }) => [letters, delta])).toEqual([
    ["a b", 14],
    ["c", -3],
  ]);
});

test("letters the largest changes in chronological order", () => {
  const days = [
    day("2026-11-01", 60),
    day("2026-11-02", 63, [["enforcement", 3, "watching 1 → 0"]]),
    day("2026-11-03", 64, [["outcome_reporting", 1, ""]]),
    day("2026-11-04", 57, [
      ["least_privilege", -5, "unused 2 → 5"],
      ["human_oversight", -2, "expired 0 → 3"],
    ]),
    day("2026-11-05", 59, [["ledger_integrity", 2, "exported 0 → 1"]]),
  ];
  expect(
    trendEvents(days).map(({ letter, delta, component, because }) => `${letter} ${formatDelta(delta)} ${component}: ${because}`),
  ).toEqual([
    "a +3 Enforcement: watching 1 → 0",
    "b −5 Least privilege: unused 2 → 5",
    "c −2 Human oversight: expired 0 → 3",
    "d +2 Ledger integrity: exported 0 → 1",
  ]);
  expect(trendPoints(days).at(-1)).toEqual({ at: Date.UTC(2026, 10, 5), score: 59, day: "2026-11-05" });
});

test.each([
  [[63, 64, 66], { domain: [60, 70], ticks: [60, 65, 70] }],
  [[98, 99], { domain: [95, 100], ticks: [95, 100] }],
  [[0], { domain: [0, 10], ticks: [0, 5, 10] }],
  [[10, 90], { domain: [5, 95], ticks: [5, 25, 45, 65, 85] }],
])("the axis of %j", (scores, axis) => expect(scoreAxis(scores)).toEqual(axis));

test("the day axis labels its first and last day", () => {
  const points = Array.from({ length: 8 }, (_, i) => ({ at: Date.UTC(2026, 10, 1 + i) }));
  const ticks = dayTicks(points);
  expect(ticks[0]).toBe(points[0]?.at);
  expect(ticks.at(-1)).toBe(points[7]?.at);
  expect(dayTicks(points.slice(0, 1))).toEqual([points[0]?.at]);
  expect(dayTicks([])).toEqual([]);
});
