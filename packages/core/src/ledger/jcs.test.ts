import fc from "fast-check";
import { canonicalize as oracle } from "json-canonicalize";
import { describe, expect, it } from "vitest";
import { canonicalize } from "./jcs.ts";

/** Allows for a busy machine. */
const SLOW = { timeout: 60_000 };
/** RFC 8785 appendix B: IEEE 754 bits and the text. */
const NUMBERS: readonly (readonly [string, string])[] = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
];

const fromBits = (hex: string) =>
  new DataView(Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)).buffer).getFloat64(0);

describe("canonicalize", () => {
  it.each(NUMBERS)("writes the double %s as %s", (bits, text) => {
    expect(canonicalize(fromBits(bits))).toBe(text);
  });

  it.each(["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"])("refuses the double %s", (bits) => {
    expect(() => canonicalize(fromBits(bits))).toThrow(TypeError);
  });

  it("writes the sample of RFC 8785 §3.2.2", () => {
    const sample = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
    const canonical = String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`;
    expect(canonicalize(JSON.parse(sample))).toBe(canonical);
  });

  it("sorts members by UTF-16 code units, as the sample of §3.2.3", () => {
    const sample = { "\u20ac": 0, "\r": 0, "\ufb33": 0, "1": 0, "\ud83d\ude00": 0, "\u0080": 0, "\u00f6": 0 };
    expect(canonicalize(sample)).toBe('{"\\r":0,"1":0,"\u0080":0,"\u00f6":0,"\u20ac":0,"\ud83d\ude00":0,"\ufb33":0}');
  });

  it("escapes only what it must, in the shortest way", () => {
    expect(canonicalize('\b\t\n\f\r\u0000\u001f\u007f"\\/<>\u2028')).toBe('"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\\"\\\\/<>\u2028"');
  });

  it("leaves out undefined members and accepts objects without a prototype", () => {
    expect(canonicalize({ b: undefined, a: 1 })).toBe('{"a":1}');
    expect(canonicalize(Object.assign(Object.create(null), { a: [] }))).toBe('{"a":[]}');
    expect(canonicalize(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
  });

  it.each([
    ["undefined", undefined],
    ["undefined in an array", [undefined]],
    ["a bigint", 1n],
    ["a function", () => 1],
    ["a symbol", Symbol("s")],
    ["a lone surrogate", "a\ud800"],
    ["a lone surrogate in a key", { "\udc00x": 1 }],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["bytes", new Uint8Array(1)],
    ["NaN deep inside", { a: [{ b: Number.NaN }] }],
  ])("refuses %s", (_, value) => {
    expect(() => canonicalize(value)).toThrow(TypeError);
  });

  it("agrees with json-canonicalize on any JSON value", SLOW, () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme", maxDepth: 5 }), (value) => {
        expect(canonicalize(value)).toBe(oracle(value));
      }),
      { numRuns: 2000 },
    );
  });

  it("is a fixed point: parsing and writing again gives the same text", SLOW, () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const text = canonicalize(value);
        expect(canonicalize(JSON.parse(text))).toBe(text);
      }),
    );
  });
});
