import fc from "fast-check";
import { expect, test } from "vitest";
import { revealInline, revealText } from "./reveal-text.ts";

test.each([
  ["zero width space", "\u200b", "U+200B"],
  ["zero width joiner", "\u200d", "U+200D"],
  ["right-to-left override", "\u202e", "U+202E"],
  ["isolate", "\u2066", "U+2066"],
  ["byte order mark", "\ufeff", "U+FEFF"],
  ["soft hyphen", "\u00ad", "U+00AD"],
  ["Arabic letter mark", "\u061c", "U+061C"],
  ["no-break space", "\u00a0", "U+00A0"],
  ["ideographic space", "\u3000", "U+3000"],
  ["Hangul filler", "\u3164", "U+3164"],
  ["empty braille", "\u2800", "U+2800"],
  ["line separator", "\u2028", "U+2028"],
  ["tag letter", "\u{e0041}", "U+E0041"],
  ["variation selector", "\u{e0100}", "U+E0100"],
  ["escape", "\u001b", "U+001B"],
  ["carriage return", "\r", "U+000D"],
  ["C1 control", "\u009b", "U+009B"],
  ["lone surrogate", "\ud800", "U+D800"],
  ["private use", "\ue000", "U+E000"],
])("a %s is shown", (_, character, code) => {
  expect(revealText(`a${character}b`)).toEqual([
    { at: 0, kind: "text", text: "a" },
    { at: 1, kind: "hidden", code },
    { at: 1 + character.length, kind: "text", text: "b" },
  ]);
});

test.each([
  "plain words, 1,240.00 \u20ac",
  "two\nlines\tand a tab",
  "\u4e2d\u6587, \u05e2\u05d1\u05e8\u05d9\u05ea, \u0440\u0443\u0441\u0441\u043a\u0438\u0439",
  "<b>not markup</b>",
])("%j stays as it is", (text) => {
  expect(revealText(text)).toEqual([{ at: 0, kind: "text", text }]);
});

test("loses no character and leaves no invisible one", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const shown = revealInline(text);
      expect(shown).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/);
      const back = revealText(text).map((part) =>
        part.kind === "text" ? part.text : String.fromCodePoint(Number.parseInt(part.code.slice(2), 16)),
      );
      expect(back.join("")).toBe(text);
    }),
  );
});
