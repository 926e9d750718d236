import { expect, test } from "vitest";
import { movedBetween } from "./moved.ts";

const day = (least: [number, Record<string, number>], coverage: [number, Record<string, number>]) => ({
  least_privilege: { score: least[0], counts: least[1] },
  policy_coverage: { score: coverage[0], counts: coverage[1] },
});

test("the largest change comes first, with the count that changed most in proportion", () => {
  const before = day([9, { unused: 3, exact: 100 }], [10, { specific: 1_000, open: 1_000 }]);
  const after = day([7, { unused: 5, exact: 104 }], [15, { specific: 3_000, open: 1_000 }]);
  expect(movedBetween(before, after)).toEqual([
    { component: "policy_coverage", delta: 5, because: "specific 1000 → 3000" },
    { component: "least_privilege", delta: -2, because: "unused 3 → 5" },
  ]);
});

test("unchanged points and missing components are no move", () => {
  const before = day([9, { unused: 3 }], [10, {}]);
  expect(movedBetween(before, day([9, { unused: 4 }], [10, {}]))).toEqual([]);
  expect(movedBetween({}, before)).toEqual([]);
});
