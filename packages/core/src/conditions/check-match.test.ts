import { describe, expect, it } from "vitest";
import type { Json } from "../model/json.ts";
import { parsePolicy } from "../policy/document/parse-policy.ts";
import type { ValueType } from "./field-types.ts";
import { listFields } from "./fields.ts";
import { OPERATOR_NAMES, type Operator, operatorRule } from "./operators.ts";

function issuesOf(when: unknown, origin: "authored" | "stored" = "authored") {
  const policy = {
    apiVersion: "agentlattice/v1",
    kind: "Policy",
    metadata: { name: "test" },
    spec: { match: { actions: ["*"] }, when, effect: "deny" },
  };
  const parsed = parsePolicy(policy, origin);
  return parsed.ok ? [] : parsed.issues;
}
const messagesOf = (when: unknown) => issuesOf(when).map(({ message }) => message);

describe("a comparison that can never match", () => {
  it.each<[string, Operator, Json, RegExp]>([
    ["time.weekday", "in", ["Sat", "Sun"], /time.weekday is one of mon, tue, wed, thu, fri, sat, sun; did you mean sat, sun\?/],
    ["time.weekday", "eq", "Saturday", /did you mean sat\?/],
    ["time.hour", "gt", 23, /from 0 to 23/],
    ["time.hour", "eq", 24, /from 0 to 23/],
    ["time.hour", "eq", "9", /is a number/],
    ["time.date", "before", "2026-11-21T00:00:00Z", /before compares time/],
    ["time.date", "eq", "21.11.2026", /a date such as 2026-11-21/],
    ["time.now", "eq", "today", /before, after or between/],
    ["environment", "eq", "production", /prod, staging, dev/],
    ["environment", "starts_with", "st-", /prod, staging, dev/],
    ["memory.class", "eq", "secret", /public, internal, confidential, restricted/],
    ["action.type", "eq", "pr.*", /starts_with/],
    ["agent.name", "gt", 5, /gt compares number/],
    ["agent.name", "eq", 5, /is a text: write "5"/],
    ["usage.usd", "lt", 0, /at least 0/],
    ["risk.score", "gt", 100, /from 0 to 100/],
    ["content", "matches", "/drop table/i", /write \(\?i\)drop table/],
    ["command", "matches", "/^rm /", /without slashes/],
  ])("%s %s %j is refused", (field, operator, value, message) => {
    expect(messagesOf({ field, operator, value })).toEqual([expect.stringMatching(message)]);
    expect(messagesOf({ not: { any: [{ field, operator, value }] } })).toHaveLength(1);
    // A policy that an earlier release accepted keeps its effect.
    expect(issuesOf({ field, operator, value }, "stored")).toEqual([]);
  });

  it.each<[string, Operator, Json]>([
    ["time.weekday", "in", ["sat", "sun"]],
    ["time.weekday", "starts_with", "s"],
    ["environment", "matches", "^(prod|dev)$"],
    ["time.hour", "gte", 0],
    ["time.now", "starts_with", "2026-11"],
    ["action.type", "starts_with", "pr."],
    ["path", "matches", "/etc/"],
    ["path", "matches", "/etc/passwd"],
    ["pr_size", "eq", 5],
    ["metadata.weekday", "eq", "Sat"],
  ])("%s %s %j is accepted", (field, operator, value) => expect(messagesOf({ field, operator, value })).toEqual([]));

  it.each<[readonly object[], boolean]>([
    [
      [
        { field: "n", operator: "gt", value: 5 },
        { field: "n", operator: "lt", value: 3 },
      ],
      false,
    ],
    [
      [
        { field: "n", operator: "gt", value: 5 },
        { field: "n", operator: "lte", value: 5 },
      ],
      false,
    ],
    [
      [
        { field: "n", operator: "gte", value: 5 },
        { field: "n", operator: "lte", value: 5 },
      ],
      true,
    ],
    [
      [
        { field: "n", operator: "gt", value: 4 },
        { field: "n", operator: "eq", value: 5 },
      ],
      true,
    ],
    [
      [
        { field: "repo", operator: "eq", value: "a" },
        { field: "repo", operator: "eq", value: "b" },
      ],
      false,
    ],
    [
      [
        { field: "n[any]", operator: "gt", value: 5 },
        { field: "n[any]", operator: "lt", value: 3 },
      ],
      true,
    ],
    [
      [
        { field: "a", operator: "gt", value: 5 },
        { field: "b", operator: "lt", value: 3 },
      ],
      true,
    ],
  ])("all of %j can hold: %s", (all, canHold) => {
    expect(messagesOf({ all })).toHaveLength(canHold ? 0 : 1);
    expect(messagesOf({ any: all })).toEqual([]);
  });
});

/** Returns a value that the field may have. */
function sampleOf({ type, values, min = 1, form }: ValueType): string | number {
  if (type === "number") return min;
  if (type === "time") return "2026-11-21T08:00:00Z";
  if (values) return values[0] as string;
  const texts = ["x", "2026-11-21", "UTC", "pr.merge", ...["agt", "del", "run"].map((prefix) => `${prefix}_01h455vb4pex5vsknk084sn02q`)];
  return texts.find((text) => form?.accepts(text) ?? true) as string;
}

/** Wraps a value as the operator takes it. */
function operandOf(operator: Operator, value: Json): Json | undefined {
  if (operator === "exists" || operator === "not_exists") return undefined;
  if (["in", "not_in", "subset_of"].includes(operator)) return [value];
  return operator === "between" ? [value, value] : value;
}

describe("every field and operator of the table", () => {
  const pairs = listFields().flatMap(({ field, type, isList }) =>
    OPERATOR_NAMES.filter((operator) => operatorRule(operator).takesList === true || !isList)
      .filter((operator) => operator !== "subset_of" || isList)
      .map((operator) => [field, operator, type] as const),
  );
  it("has every field", () => expect(new Set(pairs.map(([field]) => field)).size).toBeGreaterThan(40));

  it.each(pairs)("%s %s takes values of its type and refuses others", (field, operator, type) => {
    const right = operandOf(operator, sampleOf(type));
    const leaf = { field, operator, ...(right === undefined ? {} : { value: right }) };
    const isComparable = operatorRule(operator).types.some((name) => name === type.type);
    const excluded = (operator === "lt" && type.min !== undefined) || operator === "within_cidr";
    if (!excluded) expect(messagesOf(leaf)).toHaveLength(isComparable ? 0 : 1);
    if (right === undefined) return;
    const wrong = type.type === "number" ? "many" : 7;
    expect(messagesOf({ field, operator, value: operandOf(operator, wrong) }).length).toBeGreaterThan(0);
  });
});
