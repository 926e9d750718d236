import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexKeywords } from "./keyword-index.ts";

/** Every occurrence of every word, by looking for each at each place. */
function naive(words: readonly string[], text: string): string[] {
  return words.flatMap((word, w) =>
    Array.from({ length: text.length }, (_, at) => at)
      .filter((at) => text.slice(at, at + word.length).replace(/[A-Z]/g, (letter) => letter.toLowerCase()) === word.toLowerCase())
      .map((at) => `${at + word.length}:${w}`),
  );
}

function scan(words: readonly string[], text: string): { found: string[]; ends: number[]; ascii: boolean } {
  const found: string[] = [];
  const ends: number[] = [];
  const ascii = indexKeywords(words).scan(text, (word, end) => {
    found.push(`${end}:${word}`);
    ends.push(end);
  });
  return { found, ends, ascii };
}

const few = fc.constantFrom("a", "b", "B", "c", "_", "-", " ", "1", "2", '"', "=");
const word = fc.string({ unit: few, minLength: 1, maxLength: 9 });

describe("an index of keywords", () => {
  it("finds what looking for each word at each place finds, in order of the end", () => {
    const text = fc.string({
      unit: fc.oneof({ weight: 12, arbitrary: few }, fc.constantFrom("é", "\u212a", "ı", "\u0000")),
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), text, (words, around) => {
        // The words themselves stand in the text too, one after the other and overlapping.
        for (const one of [around, `${around}${words.join("")}`, `${words.map((w) => w.slice(1)).join("")}${around}`]) {
          const { found, ends, ascii } = scan(words, one);
          expect(found.toSorted()).toEqual(naive(words, one).toSorted());
          expect(ends).toEqual(ends.toSorted((a, b) => a - b));
          expect(ascii).toBe(!/[^\x00-\x7f]/.test(one));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("finds in a long text what it finds in short ones, over the borders of what is read at once and beside what is not ASCII", () => {
    const words = ["token", "ok", "secret_key", "e"];
    for (const filler of ["x", "\u00e9"]) {
      const text = `${filler.repeat(65_533)}token secret_key${"x".repeat(70_000)}SECRET_KEY${filler}`;
      const { found, ends, ascii } = scan(words, text);
      const at = text.indexOf("token");
      const far = text.indexOf("SECRET_KEY");
      expect(found.slice(0, 3).toSorted()).toEqual([`${at + 3}:1`, `${at + 4}:3`, `${at + 5}:0`].toSorted());
      expect(found).toContain(`${at + 16}:2`);
      expect(found).toContain(`${far + 10}:2`);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      expect(ascii).toBe(filler === "x");
    }
  });

  it("finds words of every length, at the first character too", () => {
    expect(scan(["a", "ab", "abc", "abcd", "bcde"], "abcde").found.toSorted()).toEqual(["1:0", "2:1", "3:2", "4:3", "5:4"]);
  });

  it("has room for more beginnings than fit into 15 bits", () => {
    const words = Array.from({ length: 1_500 }, (_, i) => `${i.toString(26).padStart(4, "z")}${"abcdefghijklmnopqrstuvwxyz".slice(i % 3)}`);
    expect(scan(words, `x${words[1_499]} ${words[7]?.toUpperCase()}`).found).toContain(`${1 + (words[1_499]?.length ?? 0)}:1499`);
    expect(scan(words, ` ${words[7]?.toUpperCase()}`).found).toEqual([`${1 + (words[7]?.length ?? 0)}:7`]);
  });

  it("refuses words that it could not find", () => {
    expect(() => indexKeywords(["é"])).toThrow(RangeError);
    expect(() => indexKeywords(["a", ""])).toThrow(RangeError);
  });
});
