import fc from "fast-check";
import { expect, it } from "vitest";
import { ACTION_OR_PREFIX, ACTION_PATTERN, actionPrefixOf, matchesCapability, patternsOf } from "./action-pattern.ts";
import { ACTION_TYPE } from "./action-type.ts";

it.each(["pr.merge", "pr.*", "tool.mcp__github__*", "tool.mcp__github__get_*", "db_*", "a.b:c-d_*", "mcp__x__.*"])("accepts %s", (text) => {
  expect([ACTION_PATTERN.test(text), ACTION_OR_PREFIX.test(text)]).toEqual([true, true]);
});

it.each([
  "",
  "pr*",
  "pr.me*",
  "*.merge",
  "pr.*.x",
  "**",
  "pr.**",
  "_*",
  ".*",
  "tool.mcp__*__get",
  "tool..a_*",
  "Tool.mcp__a__*",
  "a:*",
  "a-*",
])("refuses %s", (text) => expect(ACTION_PATTERN.test(text)).toBe(false));

it("accepts * only as a pattern", () => {
  expect([ACTION_PATTERN.test("*"), ACTION_OR_PREFIX.test("*"), actionPrefixOf("*"), actionPrefixOf("a.b")]).toEqual([
    true,
    false,
    undefined,
    undefined,
  ]);
});

const action = fc.stringMatching(/^[a-c][a_1]{0,3}([.:-][a_1]{1,4}){0,3}$/).filter((text) => ACTION_TYPE.test(text));
const pattern = fc.oneof(
  fc.constant("*"),
  action,
  action.map((stem) => `${stem}.*`),
  action.map((stem) => `${stem}_*`),
);

it("lists exactly the patterns that cover an action", () => {
  fc.assert(
    fc.property(action, pattern, (one, other) => patternsOf(one).includes(other) === matchesCapability(other, one)),
    { numRuns: 5_000 },
  );
});

it("takes linear time for a long text that is no pattern", () => {
  const started = performance.now();
  ACTION_PATTERN.test(`${"a_".repeat(50_000)}!`);
  expect(performance.now() - started).toBeLessThan(1_000);
});
