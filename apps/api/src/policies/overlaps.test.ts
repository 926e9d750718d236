import { describe, expect, it } from "vitest";
import { overlapsAny } from "./overlaps.ts";

describe("whether a capability and a pattern share an action", () => {
  it.each([
    ["pr.merge", "pr.merge", true],
    ["pr.merge", "pr.close", false],
    ["pr.*", "pr.merge", true],
    ["pr.merge", "pr.*", true],
    ["pr.*", "pr.*", true],
    ["pr.*", "pr", false],
    ["pr.*", "pr.review.*", true],
    ["pr.review.*", "pr.*", true],
    ["pr.*", "prod.*", false],
    ["*", "pr.*", true],
    ["pr.merge", "*", true],
    ["*", "*", true],
  ])("%s and %s: %s", (capability, pattern, expected) => {
    expect(overlapsAny([capability], [pattern])).toBe(expected);
    expect(overlapsAny([], [pattern])).toBe(false);
  });
});
