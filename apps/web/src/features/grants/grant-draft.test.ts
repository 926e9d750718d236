import { describe, expect, test } from "vitest";
import {
  amountOf,
  durationsWithin,
  emptyDraft,
  type GrantDraft,
  grantArguments,
  otherFields,
  readGrant,
  toDuration,
} from "./grant-draft.ts";

const rules = { max: 8 * 3600, max_count: 50, max_sum: null, sum_field: "amount", exact: false, target_field: "order" };
const metadata = { order: "A-1", amount: 40, reason: "damaged", customer: { vip: true } };
const args = grantArguments({ metadata }, rules);
const draft = (part: Partial<GrantDraft> = {}): GrantDraft => ({ ...emptyDraft(rules, 40), ...part });
const read = (part: Partial<GrantDraft>, bounds: Partial<typeof rules> | { max_sum: number } = {}) =>
  readGrant(draft(part), { rules: { ...rules, ...bounds }, args, amount: 40 });

describe("the arguments of a grant", () => {
  test("are the members of metadata with nested ones by path; the target is marked", () => {
    expect(args).toEqual([
      { name: "order", value: "A-1", isTarget: true },
      { name: "amount", value: 40, isTarget: false },
      { name: "reason", value: "damaged", isTarget: false },
      { name: "customer.vip", value: true, isTarget: false },
    ]);
  });

  test("outside metadata are the fields that describe what the action does", () => {
    const submission = {
      action_type: "a.b",
      metadata,
      before: { size: 1 },
      after: null,
      tags: undefined,
      justification: "x",
      session_id: "s",
    };
    expect(otherFields(submission)).toEqual(["before", "after"]);
  });

  test.each<[string, object | undefined]>([
    ["none", undefined],
    ["a list", { tags: ["a"] }],
    ["null", { note: null }],
    ["an empty object", { options: {} }],
    ["a name that no condition can name", { "a.b": 1 }],
    ["a reserved name", JSON.parse('{ "__proto__": 1 }')],
    ["a text that is too long for a condition", { text: "x".repeat(5000) }],
  ])("cannot be compared one by one with %s", (_name, given) => {
    expect(grantArguments({ metadata: given as Record<string, never> }, rules)).toBeNull();
  });
});

describe("a grant", () => {
  test("compares every argument exactly by default", () => {
    expect(read({ for: "2h", count: "3", sum: "" }).grant).toEqual({ for: "2h", count: 3 });
  });

  test("names every other argument exactly when one is relaxed", () => {
    const { grant } = read({ sum: "", rules: { amount: "at_most", reason: "any" }, limits: { amount: "50" } });
    expect(grant?.where).toEqual([
      { field: "metadata.order", operator: "eq", value: "A-1" },
      { field: "metadata.amount", operator: "gte", value: 0 },
      { field: "metadata.amount", operator: "lte", value: 50 },
      { field: "metadata.reason", operator: "exists" },
      { field: "metadata.customer.vip", operator: "eq", value: true },
    ]);
  });

  test("never relaxes the target, and only numbers have a maximum", () => {
    expect(read({ rules: { order: "any", reason: "at_most" } }).grant).not.toHaveProperty("where");
  });

  test("has no conditions where the policy allows the same arguments only", () => {
    expect(read({ rules: { amount: "any" } }, { exact: true }).grant).not.toHaveProperty("where");
  });

  test.each<[string, Partial<GrantDraft>, object]>([
    ["a count of 0", { count: "0" }, { count: "Enter a whole number from 1." }],
    ["half a use", { count: "1.5" }, { count: "Enter a whole number from 1." }],
    ["more uses than the policy allows", { count: "51" }, { count: "The policy allows up to 50." }],
    ["a sum of 0", { sum: "0" }, { sum: "Enter a number above 0." }],
    ["no number", { sum: "ten" }, { sum: "Enter a number above 0." }],
    ["a maximum below the request", { rules: { amount: "at_most" }, limits: { amount: "39" } }, { limits: { amount: expect.any(String) } }],
    ["no maximum", { rules: { amount: "at_most" }, limits: { amount: " " } }, { limits: { amount: "Enter a number." } }],
  ])("is refused with %s", (_name, part, problems) => {
    expect(read(part)).toMatchObject({ grant: null, problems });
  });

  test("needs a sum where the policy caps it", () => {
    expect(read({ sum: "" }, { max_sum: 600 }).problems.sum).toBe("Enter a total of up to 600.");
    expect(read({ sum: "601" }, { max_sum: 600 }).problems.sum).toBe("The policy allows up to 600.");
    expect(read({ sum: "600" }, { max_sum: 600 }).grant?.sum).toBe(600);
    const without = readGrant(draft(), { rules: { ...rules, max_sum: 600 as never }, args, amount: null });
    expect(without.problems.sum).toContain("this request has no number amount");
  });
});

test("the amount is the number of the field that the policy adds up", () => {
  expect(amountOf({ metadata }, rules)).toBe(40);
  expect(amountOf({ metadata: { order: { total: 7 } } }, { sum_field: "metadata.order.total" })).toBe(7);
  expect(amountOf({ metadata: { amount: -1 } }, rules)).toBeNull();
  expect(amountOf({ metadata: { amount: "7" } }, rules)).toBeNull();
  expect(amountOf({}, { sum_field: "constructor.length" })).toBeNull();
});

test("the durations end with the longest that the policy allows", () => {
  expect(durationsWithin(8 * 3600)).toEqual(["15m", "1h", "2h", "8h"]);
  expect(durationsWithin(90)).toEqual(["90s"]);
  expect([60, 90, 7200, 604_800].map(toDuration)).toEqual(["1m", "90s", "2h", "7d"]);
});

test("a form opens within the bounds of the policy", () => {
  expect(emptyDraft({ ...rules, max: 600, max_count: 3 }, 40)).toMatchObject({ for: "10m", count: "3" });
  expect(emptyDraft({ ...rules, max_sum: 100 as never }, 40).sum).toBe("100");
});
