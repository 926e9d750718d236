import { describe, expect, it } from "vitest";
import { OP, readProgram } from "./program.ts";

/** These tests fail when a new version of RE2JS changes the internals that `program.ts` reads. */
describe("the internals of RE2JS", () => {
  it.each([
    ["a", [OP.RUNE1]],
    ["[ab]", [OP.RUNE]],
    ["(?s).", [OP.ANY]],
    [".", [OP.ANY_BUT_NEWLINE]],
    ["a|bc", [OP.ALT, OP.RUNE1, OP.RUNE1, OP.RUNE1]],
    ["(a)", [OP.CAPTURE, OP.RUNE1, OP.CAPTURE]],
    ["\\ba", [OP.EMPTY, OP.RUNE1]],
  ])("number the instructions of %s as before", (source, expected) => {
    const ops = readProgram(source).instructions.map(({ op }) => op);
    expect(ops).toContain(OP.MATCH);
    for (const op of new Set(expected)) expect(ops.filter((one) => one === op).length).toBe(expected.filter((one) => one === op).length);
  });

  it("number the conditions of positions as before", () => {
    const conditions = ["(?m:^)", "(?m:$)", "\\A", "\\z", "\\b", "\\B"].map(
      (source) => readProgram(source).instructions.find(({ op }) => op === OP.EMPTY)?.arg,
    );
    expect(conditions).toEqual([1, 2, 4, 8, 16, 32]);
  });

  it("give the fixed prefix, the groups and the classes of characters", () => {
    const { prefix, groups, classOf, classes, start, consumers } = readProgram("acme_([a-f]+)x");
    expect(prefix).toBe("acme_");
    expect(groups).toBe(1);
    expect(start).toBeGreaterThan(0);
    expect(consumers.length).toBeGreaterThanOrEqual(7);
    expect(classOf("a".charCodeAt(0))).not.toBe(classOf("z".charCodeAt(0)));
    expect(classOf("y".charCodeAt(0))).toBe(classOf("z".charCodeAt(0)));
    expect(classes).toBeGreaterThan(5);
  });

  it("accept the runes of an instruction", () => {
    const { consumers, instructions } = readProgram("[a-c\\x{1F600}]");
    const instruction = instructions[consumers[0] as number];
    expect([97, 99, 0x1f600, 100].map((rune) => instruction?.matchRune(rune))).toEqual([true, true, true, false]);
  });
});
