import { expect, test } from "vitest";
import { decisionDots, nameTick, type TimeToDecide, timeAxis } from "./decide-times.ts";

const times = (bins: [number, number, number][]): TimeToDecide => ({
  count: bins.reduce((sum, [, , count]) => sum + count, 0),
  href: "/audit",
  median_ms: null,
  p95_ms: null,
  target_ms: 1_800_000,
  past_target: { count: 0, href: "/approvals" },
  bins: bins.map(([from_ms, to_ms, count]) => ({ from_ms, to_ms, count })),
});

test("draws one diamond per decision and marks late ones", () => {
  const { dots, each } = decisionDots(
    times([
      [10_000, 12_589, 2],
      [1_995_262, 2_511_886, 1],
    ]),
  );
  expect(each).toBe(1);
  expect(dots.map(({ height, late }) => [height, late])).toEqual([
    [0.5, false],
    [1.5, false],
    [0.5, true],
  ]);
});

test("one diamond represents several of many decisions", () => {
  const { dots, each } = decisionDots(
    times([
      [10_000, 12_589, 60],
      [12_589, 15_849, 1],
    ]),
  );
  expect(each).toBe(5);
  expect(dots).toHaveLength(13);
});

test("the axis includes all decisions and the target", () => {
  const { domain, ticks } = timeAxis(times([[398, 501, 1]]));
  expect(domain[0]).toBeLessThan(398);
  expect(domain[1]).toBeGreaterThan(3_600_000);
  expect(ticks.map(nameTick)).toEqual(["1 s", "10 s", "1 min", "10 min", "1 h"]);
});
