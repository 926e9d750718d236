import { crc32Base62 } from "./normalize/crc32.ts";
import { compileExpressions } from "./rules/compile-expressions.ts";
import LETTER_PAIRS from "./rules/letter-pairs.json" with { type: "json" };
import TRAITS from "./rules/traits.json" with { type: "json" };
import WORDS from "./rules/words.json" with { type: "json" };

/** Measurements of a candidate value, each 0 to 1 unless stated otherwise. */
export interface ValueFeatures {
  readonly length: number;
  /** Shannon entropy, bits per character. */
  readonly entropy: number;
  readonly digits: number;
  readonly lower: number;
  readonly upper: number;
  readonly special: number;
  /** Number of character classes (digit, lower, upper, special), 1 to 4. */
  readonly classes: number;
  /** Changes between letters and digits, per character. */
  readonly turns: number;
  /** Changes between lower and upper case, per character. */
  readonly caseTurns: number;
  /** Share of letter pairs that are common in words. */
  readonly wordPairs: number;
  /** Share of characters covered by dictionary words. */
  readonly dictionary: number;
}

const DICTIONARY: ReadonlySet<string> = new Set(WORDS);
const LETTERS = 26;
const COMMON_PAIRS = new Uint8Array(LETTERS * LETTERS);
for (const pair of LETTER_PAIRS.split(" ")) COMMON_PAIRS[(pair.charCodeAt(0) - 97) * LETTERS + pair.charCodeAt(1) - 97] = 1;

const MAX_MEASURED = 256;
const [DIGIT, LOWER, UPPER, SPECIAL] = [0, 1, 2, 3] as const;

/** Measures a value. Only the first 256 characters are read. */
export function measure(value: string): ValueFeatures {
  const length = Math.max(1, Math.min(value.length, MAX_MEASURED));
  const counts = new Map<number, number>();
  const kinds: [number, number, number, number] = [0, 0, 0, 0];
  let turns = 0;
  let caseTurns = 0;
  let pairs = 0;
  let common = 0;
  let before: number = SPECIAL;
  let letterBefore = -1;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const kind = kindOf(code);
    kinds[kind]++;
    if (kind !== before && kind !== SPECIAL && before !== SPECIAL) {
      if (kind === DIGIT || before === DIGIT) turns++;
      else caseTurns++;
    }
    before = kind;
    const letter = kind === LOWER || kind === UPPER ? (code | 32) - 97 : -1;
    if (letter >= 0 && letterBefore >= 0) {
      pairs++;
      common += COMMON_PAIRS[letterBefore * LETTERS + letter] as number;
    }
    letterBefore = letter;
  }
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / length) * Math.log2(count / length);
  return {
    length: value.length,
    entropy,
    digits: kinds[DIGIT] / length,
    lower: kinds[LOWER] / length,
    upper: kinds[UPPER] / length,
    special: kinds[SPECIAL] / length,
    classes: kinds.filter((count) => count > 0).length,
    turns: turns / length,
    caseTurns: caseTurns / length,
    wordPairs: pairs === 0 ? 0 : common / pairs,
    dictionary: dictionaryShare(value.slice(0, MAX_MEASURED)),
  };
}

function kindOf(code: number): 0 | 1 | 2 | 3 {
  if (code >= 48 && code <= 57) return DIGIT;
  if (code >= 97 && code <= 122) return LOWER;
  return code >= 65 && code <= 90 ? UPPER : SPECIAL;
}

const PART = /[A-Z]?[a-z]{2,}|[A-Z]{3,}(?![a-z])/g;

/** Share of the letters of a value that belong to dictionary words. */
function dictionaryShare(value: string): number {
  let letters = 0;
  let covered = 0;
  for (const char of value) if (/[A-Za-z]/.test(char)) letters++;
  for (const [part] of value.matchAll(PART)) {
    const word = part.toLowerCase();
    if (isWord(word)) covered += part.length;
    else covered += splitWord(word);
  }
  return letters === 0 ? 0 : covered / letters;
}

/** Returns true for a word of the dictionary, or its plural. */
export const isWord = (word: string) =>
  word.length >= 3 && (DICTIONARY.has(word) || (word.endsWith("s") && DICTIONARY.has(word.slice(0, -1))));

/** Letters of a compound (`dbpassword`, `mysecretkey`) that two words cover. */
function splitWord(word: string): number {
  if (word.length < 6 || word.length > 24) return 0;
  for (let at = word.length - 3; at >= 3; at--) if (isWord(word.slice(0, at)) && isWord(word.slice(at))) return word.length;
  return 0;
}

const PATTERNS = compileExpressions(TRAITS);
const TRAIT_PATTERNS = Object.entries(PATTERNS);
const REFERENCE_START = /\$\{|\$\(|\{\{|%\(\w+\)s|process\.env|os\.environ|getenv|^ENC\[/;
const MAX_TRAIT = 600;

/** Returns the ids of the properties that a candidate value has. */
export function traitsOf(value: string): readonly string[] {
  const short = value.length > MAX_TRAIT ? value.slice(0, MAX_TRAIT) : value;
  return TRAIT_PATTERNS.filter(([, pattern]) => pattern.test(short)).map(([id]) => id);
}

/** Returns true for a value that stands in for a credential: an example, a template variable, a mask. */
export const isPlaceholder = (value: string) => PATTERNS.placeholder.test(value) || REFERENCE_START.test(value);
/** Returns true for a value with a run such as `12345` or `aaaaaa`. */
export const isPatterned = (value: string) => PATTERNS.sequence.test(value) || PATTERNS.repeated.test(value);
/** Returns true for a password that thousands use, or one that is only its own name. */
export const isCommonPassword = (value: string) => PATTERNS.common.test(value) || PATTERNS.mentions.test(value);

/** Returns true when the last six characters are the CRC-32 of the rest, with or without its prefix, in base 62. */
export function hasChecksum(value: string): boolean {
  const body = value.slice(0, -6);
  return [body, body.slice(body.lastIndexOf("_") + 1)].some((text) => crc32Base62(text) === value.slice(-6));
}
