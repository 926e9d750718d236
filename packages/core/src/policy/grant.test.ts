import { describe, expect, test } from "vitest";
import type { Condition } from "../conditions/condition.ts";
import type { Facts, Submission } from "../model/facts.ts";
import { type GrantTerms, isSpent, isUsedUp } from "./grant.ts";
import { findBoundReached, findTermMismatch, grantCovers } from "./grant-coverage.ts";

const approved = {
  action_type: "pay.run",
  metadata: { target: "acme", amount: 10, path: "/a" },
  tool: { name: "pay", server: "bank", arguments: { amount: 10, iban: "GOOD" } },
  data_accessed: [{ type: "card", count: 5 }],
  after: { x: 1, y: 2 },
} as unknown as Submission;

function covers(where: Condition[], changes: object, terms: Partial<GrantTerms> = {}): boolean {
  const submission = { ...approved, ...changes } as Submission;
  const facts = {
    submission,
    agent: { id: "agt_1", name: "a", labels: {}, capabilities: [] },
    environment: "prod",
    time: { now: "2026-11-23T10:00:00.000Z", zone: "UTC" },
  } as unknown as Facts;
  return grantCovers({ for: 3600, count: 5, sum: null, sum_field: "amount", where, ...terms }, approved, facts);
}

const condition = (field: string, operator: string, value?: unknown) =>
  ({ field, operator, ...(value === undefined ? {} : { value }) }) as Condition;
const tool = (part: object, args: object = {}) => ({
  tool: { name: "pay", server: "bank", ...part, arguments: { amount: 10, iban: "GOOD", ...args } },
});

describe("a grant with a condition", () => {
  const cheap = [condition("tool.arguments.amount", "lte", 50)];

  test("covers the value that the condition bounds", () => {
    expect(covers(cheap, tool({}, { amount: 50 }))).toBe(true);
    expect(covers(cheap, tool({}, { amount: 51 }))).toBe(false);
  });

  test.each<[string, object]>([
    ["another argument of the tool", tool({}, { iban: "EVIL" })],
    ["another tool", tool({ name: "wipe" })],
    ["another server", tool({ server: "evil" })],
    ["an argument that was added", tool({}, { force: true })],
    ["an argument that was left out", { tool: { name: "pay", server: "bank", arguments: { amount: 10 } } }],
    ["an object instead of the value", tool({}, { amount: { valueOf: 1 } })],
    ["other metadata", { metadata: { target: "acme", amount: 10, path: "/b" } }],
    ["more metadata", { metadata: { target: "acme", amount: 10, path: "/a", url: "x" } }],
    ["another target", { metadata: { target: "other", amount: 10, path: "/a" } }],
    [
      "more data",
      {
        data_accessed: [
          { type: "card", count: 5 },
          { type: "key", count: 1 },
        ],
      },
    ],
  ])("does not cover %s", (_name, changes) => {
    expect(covers(cheap, changes)).toBe(false);
  });

  test("on a member of an object does not relax other members", () => {
    expect(covers([condition("after.x", "lte", 9)], { after: { x: 9, y: 2 } })).toBe(true);
    expect(covers([condition("after.x", "lte", 9)], { after: { x: 1, y: 3 } })).toBe(false);
    const counted = [condition("data_accessed[every].count", "lte", 9)];
    expect(covers(counted, { data_accessed: [{ type: "card", count: 9 }] })).toBe(true);
    expect(covers(counted, { data_accessed: [{ type: "secret", count: 9 }] })).toBe(false);
  });

  test.each<[string, Condition]>([
    ["a whole object", condition("tool.arguments", "exists")],
    ["one of several alternatives", { any: [condition("tool.arguments.iban", "exists"), condition("amount", "eq", 10)] } as Condition],
    ["a negation", { not: condition("tool.arguments.iban", "eq", "GOOD") } as Condition],
    ["some items of a list", condition("data_accessed[any].type", "exists")],
  ])("that names %s relaxes nothing", (_name, loose) => {
    expect(covers([loose], { ...tool({}, { iban: "EVIL" }), data_accessed: [{ type: "secret", count: 5 }] })).toBe(false);
  });

  test("accepts any value of an argument that it names with exists", () => {
    expect(covers([condition("path", "exists")], { metadata: { target: "acme", amount: 10, path: "/other" } })).toBe(true);
  });
});

test("a sum bounds its amount, also without a condition on it", () => {
  const changes = { metadata: { target: "acme", amount: 40, path: "/other" } };
  expect(covers([condition("path", "exists")], changes, { sum: 100_000_000 })).toBe(true);
  expect(covers([condition("path", "exists")], changes)).toBe(false);
});

test.each<[Partial<GrantTerms>, number, boolean]>([
  [{ where: null }, 90, false],
  [{ where: null }, 91, true],
  [{ where: [condition("amount", "lte", 50)] }, 91, false],
  [{ where: [condition("amount", "eq", 30)] }, 70, false],
  [{ where: [condition("amount", "eq", 30)] }, 71, true],
])("a grant of 100 with %j, of which %d are used, is spent: %j", (terms, used, expected) => {
  const all = { for: 3600, count: 5, sum: 100_000_000, sum_field: "amount", where: null, ...terms };
  expect(isSpent(all, approved, { uses: 1, sum: used * 1_000_000 })).toBe(expected);
});

test("a grant is used up when its count or its sum is reached", () => {
  const terms = { count: 5, sum: 100 };
  expect(isUsedUp(terms, { uses: 4, sum: 99 })).toBe(false);
  expect(isUsedUp(terms, { uses: 5, sum: 0 })).toBe(true);
  expect(isUsedUp(terms, { uses: 1, sum: 100 })).toBe(true);
  expect(isUsedUp({ count: 5, sum: null }, { uses: 4, sum: 100 })).toBe(false);
});

test("without conditions every argument is that of the request", () => {
  expect(covers([], {}, { where: null })).toBe(true);
  expect(covers([], { metadata: { target: "acme", amount: 11, path: "/a" } }, { where: null, sum: 100_000_000 })).toBe(false);
  expect(covers([], { summary: "Another text" }, { where: null })).toBe(true);
});

describe("the first term that a submission does not match", () => {
  const facts = (changes: object) =>
    ({
      submission: { ...approved, ...changes },
      agent: { id: "agt_1", name: "a", labels: {}, capabilities: [] },
      environment: "prod",
      time: { now: "2026-11-23T10:00:00.000Z", zone: "UTC" },
    }) as unknown as Facts;
  const terms = { for: 3600, count: 5, sum: null, sum_field: "amount", where: null };
  const metadata = (more: object) => ({ metadata: { target: "acme", amount: 10, path: "/a", ...more } });

  test.each<[string, Partial<GrantTerms>, object, string, RegExp]>([
    ["a condition", { where: [condition("amount", "lte", 50)] }, metadata({ amount: 51 }), "metadata.amount", /requires amount lte 50/],
    ["an argument", {}, metadata({ amount: 11 }), "metadata.amount", /differs/],
    ["an added argument", {}, metadata({ url: "x" }), "metadata.url", /has no metadata.url/],
    ["a left out argument", {}, { tool: { name: "pay", server: "bank", arguments: { amount: 10 } } }, "tool.arguments.iban", /is missing/],
    ["an item of a list", {}, { data_accessed: [{ type: "card", count: 6 }] }, "data_accessed[0].count", /differs/],
    [
      "a number to add up",
      { sum: 5, where: [condition("amount", "exists")] },
      metadata({ amount: "x" }),
      "metadata.amount",
      /not a number/,
    ],
    ["a nested condition", { where: [{ any: [condition("amount", "lte", 5)] } as Condition] }, {}, "where[0]", /does not hold/],
  ])("is %s", (_name, changed, changes, term, reason) => {
    expect(findTermMismatch({ ...terms, ...changed }, approved, facts(changes))).toEqual({ term, reason: expect.stringMatching(reason) });
  });

  test("is none when the grant covers it", () => {
    expect(findTermMismatch(terms, approved, facts({}))).toBeNull();
  });

  test("is the count or the sum when every argument matches", () => {
    expect(findBoundReached(terms, 0, { uses: 5, sum: 0 })).toMatchObject({ term: "count" });
    expect(findBoundReached({ ...terms, sum: 10_000_000 }, 6_000_000, { uses: 1, sum: 5_000_000 })).toEqual({
      term: "sum",
      reason: "The grant allows 10 of amount in all, and 5 is left.",
    });
    expect(findBoundReached({ ...terms, sum: 10_000_000 }, 5_000_000, { uses: 1, sum: 5_000_000 })).toBeNull();
  });
});
