import { expect, test } from "vitest";
import { readPreferences } from "./prefer.ts";

test.each([
  [undefined, 0, false],
  ["wait=25", 25, false],
  ["wait=600", 25, false],
  ["Wait = 10", 10, false],
  ["wait=-1", 0, false],
  ["wait=abc", 0, false],
  ["return=minimal", 0, true],
  ["return=minimal, wait=3", 3, true],
  ["respond-async; wait=3", 3, false],
  ["return=representation", 0, false],
])("%s", (header, wait, minimal) => {
  expect(readPreferences(header)).toEqual({ wait, minimal });
});
