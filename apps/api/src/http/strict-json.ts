import type { JsonValue } from "@agentlattice/contract";
import { AppError } from "./app-error.ts";

const MAX_DEPTH = 32;
const MAX_VALUES = 100_000;
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Parses a body that can mean only one thing: valid UTF-8, no duplicate keys, no lone surrogates, no numbers that lose
 * digits, no `__proto__`, no deep nesting.
 * @throws AppError MALFORMED_JSON with the reason, PAYLOAD_TOO_LARGE for more than 100,000 values and names
 */
export function parseStrictJson(bytes: Uint8Array): JsonValue {
  const text = decode(bytes);
  assertFewValues(text);
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    throw malformed("The body is not JSON.");
  }
  const tokens = scanTokens(text);
  const keys = countKeys(value, 0);
  // INVARIANT: every key has one colon. A duplicate (however it is escaped) leaves fewer keys than colons.
  if (keys !== tokens.colons) throw malformed("An object has the same key twice.");
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformed("The body is not valid UTF-8.");
  }
}

/** Everything that looks at a body takes time for each of its values, however short they are: a megabyte of them would be half a million. */
function assertFewValues(text: string): void {
  if (text.length < 2 * MAX_VALUES) return;
  let values = 1;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x22) i = endOfString(text, i);
    else if (char === 0x2c || char === 0x3a) values++;
  }
  if (values > MAX_VALUES)
    throw new AppError("PAYLOAD_TOO_LARGE", { detail: `A body may have ${MAX_VALUES} values and names: send less at once, or as a text.` });
}

/** One pass over valid JSON, outside strings: counts colons, checks that numbers survive being read. */
function scanTokens(text: string): { colons: number } {
  let colons = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x22) i = endOfString(text, i);
    else if (char === 0x3a) colons++;
    else if (char === 0x2d || (char >= 0x30 && char <= 0x39)) i = checkNumber(text, i);
  }
  return { colons };
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

function checkNumber(text: string, start: number): number {
  NUMBER.lastIndex = start;
  const token = NUMBER.exec(text)?.[0] ?? "";
  if (token.length > SAFE_DIGITS || /[eE]|^-0/.test(token)) assertRoundTrips(token);
  return start + token.length - 1;
}

function assertRoundTrips(token: string): void {
  const value = Number(token);
  const unsafeInteger = Number.isInteger(value) && !Number.isSafeInteger(value);
  const digits = token
    .replace(/[eE].*$/, "")
    .replace(/[-.]/g, "")
    .replace(/^0+/, "")
    .replace(/0+$/, "");
  if (!Number.isFinite(value) || unsafeInteger || Object.is(value, -0) || digits.length > 17 || (value === 0 && digits !== "")) {
    throw malformed("A number cannot be read without losing digits. Send it as a string.");
  }
}

function countKeys(value: JsonValue, depth: number): number {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw malformed("A string has a lone surrogate.");
    return 0;
  }
  if (typeof value !== "object" || value === null) return 0;
  if (depth >= MAX_DEPTH) throw malformed(`The body is nested deeper than ${MAX_DEPTH}.`);
  if (Array.isArray(value)) {
    let keys = 0;
    for (const item of value) keys += countKeys(item, depth + 1);
    return keys;
  }
  return countObjectKeys(value, depth);
}

function countObjectKeys(value: { [key: string]: JsonValue }, depth: number): number {
  if (Object.getPrototypeOf(value) !== Object.prototype) throw malformed("A key has a forbidden name.");
  let count = 0;
  for (const key of Object.keys(value)) {
    if (FORBIDDEN_KEYS.has(key)) throw malformed("A key has a forbidden name.");
    if (!key.isWellFormed()) throw malformed("A key has a lone surrogate.");
    count += 1 + countKeys(value[key] as JsonValue, depth + 1);
  }
  return count;
}

function malformed(detail: string): AppError {
  return new AppError("MALFORMED_JSON", { detail });
}
