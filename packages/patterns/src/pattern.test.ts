import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { budgetFor } from "./budget.ts";
import { compilePattern, type Pattern } from "./pattern.ts";
import { makeUp } from "./testing/made-up-patterns.ts";
import { randomNumbers } from "./testing/random-numbers.ts";

const PLENTY = 1e12;
const { pattern, text, almost } = makeUp(randomNumbers(20_261_121));
/** Far more than what steps stand for: it tells a loop without end from a machine that is busy. */
const HUNG_MS = 1_000;

function compiled(source: string): { ours: Pattern; theirs: RE2JS } | undefined {
  try {
    return { ours: compilePattern(source), theirs: RE2JS.compile(source) };
  } catch {
    return undefined;
  }
}

function ours({ find, groups }: Pattern, subject: string): string[] | undefined {
  return find(subject, { left: PLENTY })?.map((match) =>
    Array.from({ length: groups + 1 }, (_, i) => `${match[2 * i]}-${match[2 * i + 1]}`).join(),
  );
}

function theirs(regex: RE2JS, subject: string): string[] {
  const matcher = regex.matcher(subject);
  const found: string[] = [];
  while (matcher.find())
    found.push(Array.from({ length: regex.groupCount() + 1 }, (_, i) => `${matcher.start(i)}-${matcher.end(i)}`).join());
  return found;
}

const spent = (use: (steps: { left: number }) => unknown): number => {
  const steps = { left: PLENTY };
  use(steps);
  return PLENTY - steps.left;
};

describe("a pattern", () => {
  it("finds the matches and groups that RE2JS finds", () => {
    let matches = 0;
    for (let i = 0; i < 700; i++) {
      const source = pattern(1 + (i % 4));
      const both = compiled(source);
      if (!both) continue;
      for (const subject of [text(i % 30), text(12), almost(20)]) {
        const expected = theirs(both.theirs, subject);
        matches += expected.length;
        expect({ source, subject, found: ours(both.ours, subject) }).toEqual({ source, subject, found: expected });
        expect({ source, subject, found: both.ours.test(subject, { left: PLENTY }) }).toEqual({
          source,
          subject,
          found: expected.length > 0,
        });
      }
    }
    expect(matches).toBeGreaterThan(2_500);
  });

  it.each(["[ab].{120}[bc]", "(?:[ab].{0,12}){3}k", "\\b.{3,40}\\w{2}[ab1].{60}\\B", "(a|b)*a(a|b){12}[kK]"])(
    "%s: also when it has more states than are kept",
    (source) => {
      const both = compiled(source);
      if (!both) throw new Error("does not compile");
      for (const length of [300, 900]) {
        const subject = text(length);
        expect(ours(both.ours, subject)).toEqual(theirs(both.theirs, subject));
      }
    },
  );

  it("sees of a part of a text nothing beside it", () => {
    const word = compilePattern("^\\bab?$");
    const steps = { left: PLENTY };
    expect(word.find("xabx", steps, { from: 1, to: 3 })?.map(([start, end]) => [start, end])).toEqual([[1, 3]]);
    expect(word.find("xabx", steps)).toEqual([]);
    expect(compilePattern("ab").find("aab", steps, { from: 0, to: 2 })).toEqual([]);
    expect(compilePattern("[😀]").find("x😀", steps, { from: 0, to: 2 })).toEqual([]);
    expect(compilePattern("a").find("aaaa", steps, { most: 2 })).toHaveLength(2);
  });

  it("finds as much as steps allow, and says when they do not", () => {
    const steps = { left: 100_000 };
    expect(compilePattern("a+b").find("a".repeat(50_000), steps)).toBeUndefined();
    expect(steps.left).toBeLessThan(0);
    expect(compilePattern("a").test("a", steps)).toBeUndefined();
    expect(compilePattern("b").find("", steps)).toBeUndefined();
  });
});

describe("steps", () => {
  it("are the same whatever was read before", () => {
    for (let i = 0; i < 150; i++) {
      const source = pattern(3);
      const cold = compiled(source)?.ours;
      const warm = compiled(source)?.ours;
      if (!cold || !warm) continue;
      for (let k = 0; k < 6; k++) warm.find(text(600), { left: PLENTY });
      const subject = text(400);
      const expected = spent((steps) => cold.find(subject, steps));
      expect({ source, steps: spent((steps) => warm.find(subject, steps)) }).toEqual({ source, steps: expected });
      expect({ source, steps: spent((steps) => cold.find(subject, steps)) }).toEqual({ source, steps: expected });
    }
  });

  it("are bound to the text, whatever the pattern and however many matches", () => {
    for (let i = 0; i < 80; i++) {
      const source = pattern(1 + (i % 5));
      const found = compiled(source)?.ours;
      if (!found) continue;
      const piece = almost(500);
      const some = spent((steps) => found.find(piece.repeat(8), steps));
      const more = spent((steps) => found.find(piece.repeat(32), steps));
      expect({ source, piece, linear: more <= 5 * some + 100_000 }).toEqual({ source, piece, linear: true });
    }
  });

  it("end every search of texts made to be slow", () => {
    const slow = [
      "(a+)+$",
      "(a|aa)+b",
      "(.*a){8}",
      "a(?:.*z)?",
      "a.{0,40}b.{0,40}",
      "(?:[ab].{0,30}){6}",
      "[ab].{200}a",
      "(?:(?:a{0,20}){0,15}b?){2}",
    ];
    for (const source of [...slow, ...Array.from({ length: 12 }, () => pattern(5))]) {
      const found = compiled(source)?.ours;
      if (!found) continue;
      for (const subject of [almost(20_000), text(20_000), "a".repeat(20_000), "ab".repeat(10_000)]) {
        const steps = budgetFor(subject.length);
        const began = performance.now();
        const matches = found.find(subject, steps);
        expect({ source, hung: performance.now() - began > HUNG_MS }).toEqual({ source, hung: false });
        expect({ source, says: (matches === undefined) === steps.left < 0 }).toEqual({ source, says: true });
      }
    }
  });
});

describe("what cannot be used", () => {
  it.each([
    ["(?:(?:a?){20}){20}b", /repeats optional repeats/],
    ["(?:(?:a?b?){15}){15}", /write one repeat/],
    ["(a", /missing closing/],
    ["(?=a)b", /invalid/],
  ])("%s is refused with a sentence", (source, message) => {
    expect(() => compilePattern(source)).toThrow(message);
  });

  it.each(["[A-Za-z0-9_-]{400}", "x{0,500}y", "(?:[a-z]{1,20}\\s){1,20}", "(?:[0-9a-f]{2}:){5}[0-9a-f]{2}"])("%s is not", (source) => {
    expect(compilePattern(source).test("y", { left: PLENTY })).toBeDefined();
  });
});
