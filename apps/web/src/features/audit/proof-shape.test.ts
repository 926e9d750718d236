import { expect, test } from "vitest";
import { proofShape } from "./proof-shape.ts";

const roles = (index: number, size: number) => {
  const levels: string[] = [];
  for (const { level, role } of proofShape(index, size).nodes) levels[level] = (levels[level] ?? "") + role[0];
  return levels;
};

test.each([
  { index: 0, size: 1, levels: ["p", "p", "p", "p"] },
  { index: 3, size: 8, levels: ["oosp" + "oooo", "spoo", "ps", "p"] },
  { index: 12, size: 14, levels: ["oooops", "oop", "sp", "p"] },
  { index: 48_289, size: 48_292, levels: ["sp" + "oo", "ps", "p", "p"] },
])("leaf $index of $size", ({ index, size, levels }) => expect(roles(index, size)).toEqual(levels));

test("a tree of up to eight leaves is drawn completely", () => {
  expect([proofShape(0, 8).skips, proofShape(0, 9).skips]).toEqual([false, true]);
});
