import { expect, it } from "vitest";
import { diffLines } from "./diff-lines.ts";

const text = (...lines: string[]) => `${lines.join("\n")}\n`;
const long = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`);

it.each([
  ["nothing", text("a"), text("a"), ""],
  ["a line that changes", text("a", "b", "c"), text("a", "x", "c"), "@@ -1,4 +1,4 @@\n a\n-b\n+x\n c\n "],
  ["a line that comes", text("a"), text("a", "b"), "@@ -1,2 +1,3 @@\n a\n+b\n "],
  ["a line that goes", text("a", "b"), text("b"), "@@ -1,3 +1,2 @@\n-a\n b\n "],
  ["everything", "a", "b", "@@ -1,1 +1,1 @@\n-a\n+b"],
])("%s", (_, before, after, diff) => {
  expect(diffLines(before, after)).toBe(diff);
});

it("keeps three lines around each change and counts the rest", () => {
  const after = ["first", ...long.slice(0, 10), "eleven", "line 12"];
  expect(diffLines(long.join("\n"), after.join("\n")).split("\n")).toEqual([
    ...["@@ -1,3 +1,4 @@", "+first", " line 1", " line 2", " line 3"],
    ...["@@ -8,5 +9,5 @@", " line 8", " line 9", " line 10", "-line 11", "+eleven", " line 12"],
  ]);
});
