import { expect, it } from "vitest";
import { sizeOf } from "./size-of.ts";

it("counts texts, names and values", () => {
  expect(sizeOf("abc", 100)).toBe(11);
  expect(sizeOf({ ab: "cd", e: [1, null, true] }, 1_000)).toBe(8 + 2 + 10 + 1 + 8 + 3 * 8);
  expect(sizeOf(undefined, 100)).toBe(8);
});

it("stops at the given size", () => {
  const many = Array.from({ length: 100_000 }, () => 1);
  expect(sizeOf(many, 100)).toBeLessThan(200);
  expect(sizeOf({ before: many, after: many }, 100)).toBeLessThan(300);
});
