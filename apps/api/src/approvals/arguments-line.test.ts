import { expect, test } from "vitest";
import { argumentsLine } from "./arguments-line.ts";

test("names the arguments of the tool call, otherwise the metadata", () => {
  const metadata = { repo: "acme/web", pr: 12 };
  expect(argumentsLine({ metadata })).toBe("repo: acme/web, pr: 12");
  expect(argumentsLine({ metadata, tool: { name: "merge_pr", arguments: { pull: 7, squash: true } } })).toBe("pull: 7, squash: true");
  expect(argumentsLine({ tool: { name: "run", arguments: "rm -rf build" } })).toBe("rm -rf build");
});

test("is absent without arguments", () => {
  expect([argumentsLine({}), argumentsLine({ metadata: {} }), argumentsLine({ tool: { name: "list" } })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("is one short line, also for nested, long and broken texts", () => {
  const nested = argumentsLine({ metadata: { where: { b: 1, a: [2] }, note: "first\nsecond\t third" } });
  expect(nested).toBe('where: {"a":[2],"b":1}, note: first second third');
  const long =
    argumentsLine({ metadata: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`field_${n}`, "😀".repeat(200)])) }) ?? "";
  expect(long.length).toBeLessThanOrEqual(160);
  expect(long.isWellFormed()).toBe(true);
  expect(long.endsWith("…")).toBe(true);
});
