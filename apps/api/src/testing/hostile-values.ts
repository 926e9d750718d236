/** A pseudo-random generator with the same sequence for the same seed (mulberry32). */
export interface Dice {
  /** Returns an integer from 0 to `below`, exclusive. */
  number(below: number): number;
  pick<T>(from: readonly T[]): T;
  chance(percent: number): boolean;
}

export function createDice(seed: number): Dice {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const number = (below: number) => Math.floor(next() * below);
  return { number, pick: (from) => from[number(from.length)] as (typeof from)[number], chance: (percent) => number(100) < percent };
}

/** Texts that often break parsers and storage. */
export const HOSTILE_TEXTS: readonly string[] = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udfff\ud800",
  "\u202eevil\u2066",
  "\ufeff",
  "\r\nx: y",
  "'; DROP TABLE app.agent; --",
  "%",
  "_%\\",
  "\\",
  "../../etc/passwd",
  "{}",
  "null",
  "-1",
  "1e309",
  "99999999999999999999",
  "9223372036854775808",
  "2147483648",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "-271821-04-20T00:00:00.000Z",
  "00000000-0000-0000-0000-000000000000",
  "evt_00000000000000000000000000",
  "pol_7zzzzzzzzzzzzzzzzzzzzzzzzz",
  "agt_01h455vb4pex5vsknk084sn02q",
  "apr_8zzzzzzzzzzzzzzzzzzzzzzzzz",
  "*",
  "pr.*",
  "a:",
  "team:\u0000",
  "__proto__",
  "constructor",
  "{{7*7}}",
  "x".repeat(300),
  "x".repeat(20_000),
  "é".repeat(5_000),
  "\u{1f600}".repeat(2_000),
  "a,".repeat(1_500),
];

/** Valid and invalid JSON texts. */
const HOSTILE_JSON: readonly string[] = [
  ...["null", "true", "false", "0", "-0", "-1", "1.5", "1e308", "1e400", "1e-400", "9007199254740991", "9007199254740993", "2147483648"],
  ...['""', "[]", "{}", "[null]", "[[]]", "[{}]", '{"a":{}}', '{"__proto__":1}', '{"a":1,"a":2}', '"\\ud800"', '"\\u0000"', "NaN", "'a'"],
  `1${"0".repeat(5_000)}1`,
  "[".repeat(40) + "]".repeat(40),
  "[".repeat(20_000),
  `[${"{},".repeat(500)}{}]`,
  `{${Array.from({ length: 500 }, (_, i) => `"k${i}":"\\u0000"`).join(",")}}`,
];

export const hostileJson = (dice: Dice): string => (dice.chance(50) ? dice.pick(HOSTILE_JSON) : JSON.stringify(dice.pick(HOSTILE_TEXTS)));
