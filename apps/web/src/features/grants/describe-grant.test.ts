import type { GrantBounds } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { describeCoverage, describeLimits, namesTarget, repeatGrant } from "./describe-grant.ts";

const REST = "Everything else is as approved: the target, other arguments, before and after";
const bounds = { for: 7200, count: 20, sum: 600, sum_field: "amount", where: null };

test("the limits of a grant", () => {
  expect(describeLimits(bounds)).toBe("2 h, 20 uses, total of amount up to 600");
  expect(describeLimits({ ...bounds, count: 1, sum: null })).toBe("2 h, 1 use");
});

test("the conditions of a grant, also those that the form cannot make", () => {
  const where: GrantBounds["where"] = [
    { field: "metadata.repo", operator: "eq", value: "acme/web" },
    { field: "amount", operator: "lte", value: 50 },
    { field: "note", operator: "exists" },
    { field: "size", operator: "in", value: ["s", 1] },
    { any: [{ field: "a", operator: "exists" }] },
  ];
  expect(describeCoverage({ ...bounds, where })).toEqual([
    "repo is acme/web",
    "amount at most 50",
    "note has any value",
    "size is one of s, 1",
    '{"any":[{"field":"a","operator":"exists"}]}',
    REST,
  ]);
  expect(describeCoverage(bounds)).toEqual(["Same arguments as the approved request, before and after included"]);
  expect([namesTarget(where, "acme/web"), namesTarget(where, "s"), namesTarget(where, "acme/api"), namesTarget(null, "s")]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("a sum bounds its argument in a grant with conditions, unless a condition names it", () => {
  const where = [{ field: "metadata.currency", operator: "exists" }];
  expect(describeCoverage({ ...bounds, where })).toEqual(["currency has any value", "amount is any number within the total", REST]);
  expect(describeCoverage({ ...bounds, where, sum: null })).toEqual(["currency has any value", REST]);
});

test("a later vote names the same grant", () => {
  const where = [{ field: "amount", operator: "lte", value: 50 }];
  expect(repeatGrant({ ...bounds, where })).toEqual({ for: "2h", count: 20, sum: 600, where });
  expect(repeatGrant({ ...bounds, sum: null })).toEqual({ for: "2h", count: 20 });
});
