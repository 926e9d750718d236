import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldText } from "./fold-text.ts";

describe("texts that look the same", () => {
  it.each([
    ["twin", "Twin"],
    ["release-bot", "r\u0435lease-bot"],
    ["release-bot", "RELEASE-BOT"],
    ["release-bot", "release\u200b-bot "],
    ["release-bot", "\uff52elease\u2011bot"],
    ["zo\u00eb@example.com", "zoe\u0308@example.com"],
    ["rm -rf", "rm \u00a0 -rf"],
    ["file", "\ufb01le"],
    ["\u0432\u043e\u0440", "\u0412\u041e\u0420"],
  ])("%s and %s are one", (one, other) => expect(foldText(other)).toBe(foldText(one)));

  it.each([
    ["twin", "twins"],
    ["zoe", "zo\u00eb"],
    ["a b", "ab"],
  ])("%s and %s are two", (one, other) => expect(foldText(other)).not.toBe(foldText(one)));

  it("are folded once", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
    );
  });
});
