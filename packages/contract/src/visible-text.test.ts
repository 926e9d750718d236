import { expect, test } from "vitest";
import { visibleText } from "./primitives.ts";

const isAccepted = (text: string) => visibleText(100).safeParse(text).success;

test.each([
  0x20, 0x85, 0xa0, 0xad, 0x34f, 0x378, 0x115f, 0x17b4, 0x180e, 0x200b, 0x202e, 0x2060, 0x2800, 0x3164, 0xe000, 0xfe0f, 0xfdd0, 0xfeff,
  0xffa0, 0xffff, 0x13441, 0x13442, 0x16fe4, 0x1d159, 0x1fffe, 0xe0041, 0x10ffff,
])("a text of U+%x alone is empty for a reader", (codePoint) => {
  const character = String.fromCodePoint(codePoint);
  expect(isAccepted(character.repeat(3))).toBe(false);
  expect(isAccepted(`a${character}b`)).toBe(true);
});

test.each(["ok", "好的", "نعم", "✓", "👍", "𓀀", "é"])("%s can be seen", (text) => expect(isAccepted(text)).toBe(true));
