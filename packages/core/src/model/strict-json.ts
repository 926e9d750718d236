import type { Json } from "./json.ts";
import { toPath } from "./printable-path.ts";

export { toPath };

/** Maximum nesting of a text that a caller sends. */
const MAX_DEPTH = 32;
const MAX_VALUES = 100_000;
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** A text that is not unambiguous JSON. The message says why. */
export class StrictJsonError extends Error {
  /** True for a text with too many values. */
  readonly isTooLarge: boolean;

  constructor(message: string, isTooLarge = false) {
    super(message);
    this.name = "StrictJsonError";
    this.isTooLarge = isTooLarge;
  }
}

/**
 * Parses unambiguous JSON only: no duplicate keys, no lone surrogates, no numbers that lose digits, no `__proto__`, no deep
 * nesting.
 * INVARIANT: depth, number of values and numbers are checked in one linear pass before parsing, so that a rejected body costs no more than
 * reading it.
 * @param subject the name of the text in messages, such as `The body`
 * @throws StrictJsonError
 */
export function parseStrictJson(text: string, subject: string, maxDepth = MAX_DEPTH): Json {
  const names = scanTokens(text, subject, maxDepth);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw malformed(`${subject} is not JSON.`);
  }
  // INVARIANT: every name has one colon, so a duplicate name, however it is escaped, leaves fewer names than colons.
  if (countNames(value, []) !== names) throw malformed("An object has the same key twice.");
  return value;
}

/** Counts the names in a text that may not be valid JSON. @throws StrictJsonError when it is too deep or has too many values */
function scanTokens(text: string, subject: string, maxDepth: number): number {
  let names = 0;
  let values = 0;
  let depth = 0;
  let justOpened = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x20 || char === 0x0a || char === 0x0d || char === 0x09) continue;
    const closes = char === 0x5d || char === 0x7d;
    if (char === 0x2c || (justOpened && !closes)) values++;
    justOpened = char === 0x5b || char === 0x7b;
    if (justOpened) depth++;
    else if (closes) depth--;
    else if (char === 0x22) i = endOfString(text, i);
    else if (char === 0x3a) names++;
    else if (char === 0x2d || (char >= 0x30 && char <= 0x39)) i = checkNumber(text, i);
    if (depth > maxDepth) throw malformed(`${subject} is nested deeper than ${maxDepth}.`);
    if (values + names > MAX_VALUES) throw tooManyValues(subject);
  }
  return names;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x5c) i++;
    else if (char === 0x22) return i;
  }
  return text.length;
}

const NUMBER = /[-+.eE0-9]+/y;
const SAFE_DIGITS = 15;
const MAX_DIGITS = 17;

function checkNumber(text: string, start: number): number {
  NUMBER.lastIndex = start;
  const token = NUMBER.exec(text)?.[0] ?? "";
  if (token.length > SAFE_DIGITS || /[eE]|^-0/.test(token)) assertRoundTrips(token);
  return start + token.length - 1;
}

function assertRoundTrips(token: string): void {
  const value = Number(token);
  const unsafeInteger = Number.isInteger(value) && !Number.isSafeInteger(value);
  const digits = significantDigits(token);
  if (!Number.isFinite(value) || unsafeInteger || Object.is(value, -0) || digits > MAX_DIGITS || (value === 0 && digits > 0)) {
    throw malformed("A number cannot be read without losing digits. Send it as a string.");
  }
}

/** Returns the digits without leading and trailing zeros. It is a loop, because a regular expression takes quadratic time on long numbers. */
function significantDigits(token: string): number {
  let digits = 0;
  let significant = 0;
  for (let i = 0; i < token.length; i++) {
    const char = token.charCodeAt(i);
    if (char === 0x65 || char === 0x45) break;
    if (char < 0x30 || char > 0x39 || (digits === 0 && char === 0x30)) continue;
    digits++;
    if (char !== 0x30) significant = digits;
  }
  return significant;
}

/**
 * Counts the names in a value.
 * @param path the path of the value, changed while its parts are counted
 * @throws StrictJsonError for forbidden names and lone surrogates, with the path
 */
function countNames(value: Json, path: (string | number)[]): number {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw malformed(`The text at ${toPath(path) || "the top"} has a lone surrogate.`);
    return 0;
  }
  if (typeof value !== "object" || value === null) return 0;
  let names = 0;
  const depth = path.length;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      path[depth] = i;
      names += countNames(value[i] as Json, path);
    }
  } else {
    for (const [key, inner] of Object.entries(value)) {
      path[depth] = key;
      if (FORBIDDEN_KEYS.has(key)) throw malformed(`${toPath(path)}: this name is not allowed in JSON. Choose another name.`);
      if (!key.isWellFormed()) throw malformed(`The name at ${toPath(path)} has a lone surrogate.`);
      names += 1 + countNames(inner, path);
    }
  }
  path.length = depth;
  return names;
}

function tooManyValues(subject: string): StrictJsonError {
  return new StrictJsonError(
    `${subject} may have at most ${MAX_VALUES} values and names. Send less at once, or send the data as a text.`,
    true,
  );
}

function malformed(message: string): StrictJsonError {
  return new StrictJsonError(message);
}
