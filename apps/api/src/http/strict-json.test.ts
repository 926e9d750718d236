import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "./app-error.ts";
import { parseStrictJson } from "./strict-json.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parseStrictJson(bytes(text));
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("refuses", () => {
  test.each([
    ["a text that is not JSON", "{a:1}"],
    ["an empty text", ""],
    ["a trailing comma", '{"a":1,}'],
    ["a second value", "{} {}"],
    ["a byte order mark", "\ufeff{}"],
    ["the same key twice", '{"a":1,"a":1}'],
    ["the same key twice, once escaped", '{"a":1,"\\u0061":2}'],
    ["the same key twice in a deep object", '[{"x":{"b":1,"c":2,"b":3}}]'],
    ["__proto__", '{"__proto__":{"admin":true}}'],
    ["an escaped __proto__", '{"__prot\\u006f__":1}'],
    ["constructor", '{"a":{"constructor":1}}'],
    ["prototype", '{"prototype":1}'],
    ["a lone high surrogate", '"\\ud800"'],
    ["a lone low surrogate in a key", '{"\\udc00":1}'],
    ["an integer beyond 2^53", "9007199254740993"],
    ["a large integer that happens to be even", "90071992547409920"],
    ["1e400", "1e400"],
    ["minus zero", "-0"],
    ["minus zero as a decimal", "-0.0"],
    ["a number that underflows", "1e-400"],
    ["more digits than a double holds", "0.1234567890123456789"],
    ["nesting beyond 32", nested(34)],
  ])("%s", (_, text) => {
    expect(() => parse(text)).toThrow(AppError);
  });

  test("bytes that are not UTF-8", () => {
    expect(() => parseStrictJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow("UTF-8");
    expect(() => parseStrictJson(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toThrow("UTF-8");
  });

  test.each([
    ["values", `[${"1,".repeat(100_000)}1]`],
    ["names", `{${Array.from({ length: 50_001 }, (_, i) => `"k${i}":1`).join(",")}}`],
    ["values, though it ends in a text that is open", `[${"1,".repeat(100_000)}"a`],
  ])("too many %s", (_, text) => {
    expect(() => parse(text)).toThrow("The body may have at most 100000 values and names");
  });

  test("depth before the text is parsed", () => {
    for (const open of ["[", '{"a":', '[{"a":[']) expect(() => parse(open.repeat(100_000))).toThrow("The body is nested deeper than 32.");
  });

  test("too many values in containers that share a comma", () => {
    expect(() => parse(`[${Array.from({ length: 4_000 }, () => nested(31)).join(",")}]`)).toThrow(
      "The body may have at most 100000 values and names",
    );
  });

  test.each(["0", "1"])("a number of a million digits that ends in %s, quickly", (last) => {
    const began = performance.now();
    expect(() => parse(`1${"0".repeat(1_000_000)}${last}`)).toThrow("A number cannot be read");
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test("without repeating the input", () => {
    try {
      parse('{"al_live_secret":1,"al_live_secret":2}');
    } catch (error) {
      expect((error as Error).message).not.toContain("secret");
    }
    expect.assertions(1);
  });
});

describe("accepts", () => {
  test("the maximum number of values, and commas and colons in texts", () => {
    expect(parse(`[${"1,".repeat(99_999)}1]`)).toHaveLength(100_000);
    expect(parse(JSON.stringify('",:'.repeat(100_000)))).toHaveLength(300_000);
  });

  test.each([
    '{"a":1,"b":{"a":1}}',
    '{"a:b":"c:\\"d\\":e"}',
    "[1,2.5,-3,1e3,0,0.1]",
    '"\\ud83d\\ude00"',
    "null",
    nested(31),
    '{"a\\\\":1,"a":2}',
    "9007199254740991",
  ])("%s", (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  test("the output of JSON.stringify for safe values, unchanged", () => {
    const key = fc.string().filter((text) => text.isWellFormed() && !["__proto__", "constructor", "prototype"].includes(text));
    const leaf = fc.oneof(
      fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie("node"), { maxLength: 5 }),
        fc.dictionary(key, tie("node"), { maxKeys: 5, noNullPrototype: true }),
      ),
    })).node;
    fc.assert(
      fc.property(value, (original) => {
        expect(parse(JSON.stringify(original))).toEqual(original);
      }),
    );
  });
});

test.each([
  ['{"metadata":{"a":[{"__proto__":1}]}}', "metadata.a.0.__proto__: this name is not allowed in JSON. Choose another name."],
  ['{"constructor":1}', "constructor: this name is not allowed in JSON. Choose another name."],
  ['{"a":["\\ud800"]}', "The text at a.0 has a lone surrogate."],
])("%s names the path", (text, message) => {
  expect(() => parseStrictJson(new TextEncoder().encode(text))).toThrow(message);
});
