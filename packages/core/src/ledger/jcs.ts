const NEEDS_ESCAPE = /[\u0000-\u001f"\\\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Returns the canonical text of a JSON value (RFC 8785, JCS): members sorted by UTF-16 code units, no white space, shortest numbers.
 * Members that are `undefined` are left out, as `JSON.stringify` does.
 * @throws TypeError for a value without a JSON form: NaN, infinities, lone surrogates, bigint, functions, symbols, `undefined` in an array
 * or alone, and objects that are not plain (a Date or a Map would become `{}`)
 */
export function canonicalize(value: unknown): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}`);
      return `${value}`;
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
    default:
      throw new TypeError(`JSON has no ${typeof value}`);
  }
}

function quote(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return `"${text}"`;
  if (LONE_SURROGATE.test(text)) throw new TypeError("JSON text cannot contain a lone surrogate");
  // JSON.stringify escapes exactly as RFC 8785 §3.2.2.2 asks: \b \t \n \f \r \" \\ and \u00xx in lower case.
  return JSON.stringify(text);
}

function canonicalArray(items: readonly unknown[]): string {
  let text = "[";
  for (let i = 0; i < items.length; i++) {
    if (i > 0) text += ",";
    text += canonicalize(items[i]);
  }
  return `${text}]`;
}

function canonicalObject(object: object): string {
  assertPlain(object);
  let text = "";
  for (const key of sortedKeys(object)) {
    const member = object[key];
    if (member === undefined) continue;
    text += `${text === "" ? "{" : ","}${quote(key)}:${canonicalize(member)}`;
  }
  return text === "" ? "{}" : `${text}}`;
}

/** Accepts objects without a prototype, or with the root prototype of any realm (workers and frames have their own `Object`). */
function assertPlain(object: object): asserts object is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null) return;
  throw new TypeError("only plain objects have a canonical form");
}

/** Skips sorting for keys that are already in order, as those of stored entries are. */
function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  for (let i = 1; i < keys.length; i++) {
    if ((keys[i - 1] as string) > (keys[i] as string)) return keys.sort();
  }
  return keys;
}
