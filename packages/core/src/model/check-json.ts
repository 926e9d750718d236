import type { Report } from "./issue.ts";
import type { Path } from "./path.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;
/** Characters that change the direction in which text is displayed. */
export const DIRECTION_CONTROL = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** Keys that reach into JavaScript's object model. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reports everything in a value that has no single JSON meaning: unrepresentable numbers, invalid Unicode, forbidden keys, values that are
 * not JSON, and nesting beyond `maxDepth`.
 */
export function checkJson(value: unknown, maxDepth: number, report: Report, path: Path = []): void {
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "number") checkNumber(value, report, path);
  else if (typeof value === "string") checkText(value, report, path);
  else if (typeof value !== "object") report(path, `a policy cannot contain a ${typeof value}`);
  else if (path.length >= maxDepth) report(path, `nested deeper than ${maxDepth} levels`);
  else if (Array.isArray(value)) for (let i = 0; i < value.length; i++) checkJson(value[i], maxDepth, report, [...path, i]);
  else checkObject(value, maxDepth, report, path);
}

function checkObject(object: object, maxDepth: number, report: Report, path: Path): void {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    report(path, "a policy contains plain objects only");
    return;
  }
  for (const key of Object.keys(object)) {
    const at = [...path, key];
    if (FORBIDDEN_KEYS.has(key)) {
      report(at, `${key} cannot be a key`);
      continue;
    }
    checkText(key, report, at);
    checkJson((object as Record<string, unknown>)[key], maxDepth, report, at);
  }
}

function checkNumber(value: number, report: Report, path: Path): void {
  if (!Number.isFinite(value)) report(path, `${value} is not a number that a policy can contain`);
  else if (Object.is(value, -0)) report(path, "-0 is not supported, write 0", "0");
  else if (Number.isInteger(value) && !Number.isSafeInteger(value))
    report(path, "integers beyond 2^53 lose digits, write a string or a smaller number");
}

function checkText(value: string, report: Report, path: Path): void {
  if (value.includes("\u0000")) report(path, "text cannot contain a null character");
  if (LONE_SURROGATE.test(value)) report(path, "text contains half of a surrogate pair");
  const hidden = DIRECTION_CONTROL.exec(value);
  if (hidden)
    report(
      path,
      `text contains a hidden direction character (${codePoint(hidden[0])}), which makes the displayed text differ from the stored text`,
    );
}

/** Returns `U+202E`. */
export function codePoint(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
