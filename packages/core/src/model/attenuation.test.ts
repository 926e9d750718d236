import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCapable } from "./action-pattern.ts";
import { exceedingCapabilities } from "./attenuation.ts";

describe("exceedingCapabilities", () => {
  it.each([
    { held: ["*"], wanted: ["*", "pr.*", "pr.merge"], exceeding: [] },
    { held: ["pr.*"], wanted: ["pr.merge", "pr.*", "pr.review.*", "pr.review.ask"], exceeding: [] },
    { held: ["pr.*"], wanted: ["*", "pr", "prod.deploy", "prx.*", "p.*"], exceeding: ["*", "pr", "prod.deploy", "prx.*", "p.*"] },
    { held: ["pr.merge"], wanted: ["pr.*", "pr.merge", "pr.merge.force"], exceeding: ["pr.*", "pr.merge.force"] },
    { held: ["pr.review.*", "pr.merge"], wanted: ["pr.*"], exceeding: ["pr.*"] },
    { held: ["tool.read-file"], wanted: ["tool.read-file", "tool.read"], exceeding: ["tool.read"] },
    { held: ["tool.mcp__github__*"], wanted: ["tool.mcp__github__get_*", "tool.mcp__github__merge.now"], exceeding: [] },
    {
      held: ["tool.mcp__github__*"],
      wanted: ["tool.mcp__github__", "tool.mcp__*", "tool.*", "tool.mcp__gitlab__*"],
      exceeding: ["tool.mcp__github__", "tool.mcp__*", "tool.*", "tool.mcp__gitlab__*"],
    },
    { held: ["tool.*"], wanted: ["tool.mcp__github__*", "tool_*"], exceeding: ["tool_*"] },
    { held: ["a.b"], wanted: ["a.c", "a.b", "z"], exceeding: ["a.c", "z"] },
  ])("$wanted of $held is $exceeding", ({ held, wanted, exceeding }) => {
    expect(exceedingCapabilities(held, wanted)).toEqual(exceeding);
  });
});

const words = fc.constantFrom("a", "b", "ab", "c_1", "c__d_");
const action = fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
const pattern = fc.oneof(
  fc.constant("*"),
  action,
  action.map((stem) => `${stem}.*`),
  action.map((stem) => `${stem}_*`),
);
const patterns = fc.array(pattern, { minLength: 1, maxLength: 4 });

describe("delegation only narrows", () => {
  it("a child without exceeding capabilities can do nothing that its parent cannot", () => {
    fc.assert(
      fc.property(patterns, patterns, action, (held, wanted, asked) => {
        const granted = wanted.filter((capability) => exceedingCapabilities(held, [capability]).length === 0);
        expect(!isCapable(granted, asked) || isCapable(held, asked)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("a refused capability covers some action that the parent's do not", () => {
    fc.assert(
      fc.property(patterns, pattern, (held, wanted) => {
        if (exceedingCapabilities(held, [wanted]).length === 0) return;
        // A literal is its own witness; below a prefix there is always a word that nobody has named.
        const witness = wanted === "*" ? "unheard.of" : wanted.endsWith("*") ? `${wanted.slice(0, -1)}unheard_of` : wanted;
        expect(isCapable([wanted], witness)).toBe(true);
        expect(isCapable(held, witness)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it("through any number of generations", () => {
    fc.assert(
      fc.property(fc.array(patterns, { minLength: 2, maxLength: 8 }), action, (generations, asked) => {
        let held = generations[0] as string[];
        for (const wanted of generations.slice(1)) held = wanted.filter((one) => exceedingCapabilities(held, [one]).length === 0);
        expect(!isCapable(held, asked) || isCapable(generations[0] as string[], asked)).toBe(true);
      }),
    );
  });
});
