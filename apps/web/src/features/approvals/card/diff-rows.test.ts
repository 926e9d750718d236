import fc from "fast-check";
import { expect, test } from "vitest";
import { diffTexts, pairRows } from "./diff-rows.ts";

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}`).join("\n");

test("returns line numbers, signs and counts", () => {
  const { parts, added, removed } = diffTexts("a\nb\nc\n", "a\nB\nc\n");
  expect([added, removed]).toEqual([1, 1]);
  expect(parts).toEqual([
    {
      kind: "rows",
      rows: [
        { sign: " ", text: "a", before: 1, after: 1 },
        { sign: "-", text: "b", before: 2, after: null },
        { sign: "+", text: "B", before: null, after: 2 },
        { sign: " ", text: "c", before: 3, after: 3 },
      ],
    },
  ]);
});

test("folds long unchanged runs and keeps three lines next to a change", () => {
  const { parts } = diffTexts(lines(1, 60), lines(1, 60).replace("line 30\n", "line thirty\n"));
  expect(parts.map(({ kind, rows }) => [kind, rows.length])).toEqual([
    ["fold", 26],
    ["rows", 8],
    ["fold", 27],
  ]);
});

test("never folds a change and never loses a line", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 80 }).map((all) => all.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { parts } = diffTexts(before, after);
      const rows = parts.flatMap((part) => part.rows);
      expect(
        parts
          .filter(({ kind }) => kind === "fold")
          .flatMap((part) => part.rows)
          .every(({ sign }) => sign === " "),
      ).toBe(true);
      const end = before.endsWith("\n") && after.endsWith("\n") ? "\n" : "";
      const side = (sign: "+" | "-") =>
        rows
          .filter((row) => row.sign === " " || row.sign === sign)
          .map((row) => row.text)
          .join("\n") + end;
      expect([side("-"), side("+")]).toEqual([before, after]);
    }),
  );
});

test("pairs a removed line with its replacement", () => {
  const [part] = diffTexts("a\nb\nc\nd\n", "a\nB\nC\nC2\nd\ne\n").parts;
  expect(pairRows(part?.rows ?? []).map(({ left, right }) => [left?.text ?? null, right?.text ?? null])).toEqual([
    ["a", "a"],
    ["b", "B"],
    ["c", "C"],
    [null, "C2"],
    ["d", "d"],
    [null, "e"],
  ]);
});
