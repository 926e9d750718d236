import { AgentLatticeError } from "../errors.ts";

/**
 * Encodes a body as JSON without changing its meaning. `JSON.stringify` alone turns `NaN` and an invalid date into `null`, drops
 * functions and empties a `Map`: the reviewer would then approve something other than what runs.
 * @throws AgentLatticeError INVALID_OPTION for a value that JSON cannot represent
 */
export function encodeBody(body: unknown): string {
  try {
    return JSON.stringify(body, refuseNonJson);
  } catch (error) {
    if (error instanceof AgentLatticeError) throw error;
    throw new AgentLatticeError("INVALID_OPTION", "The options contain a value that JSON cannot represent, such as a circular reference.", {
      cause: error,
    });
  }
}

/** @param this the object or list that holds `key`. `value` is the result of its `toJSON`, when it has one. */
function refuseNonJson(this: unknown, key: string, value: unknown): unknown {
  const problem = problemOf(value, (this as Record<string, unknown>)[key], Array.isArray(this));
  if (problem === null) return value;
  throw new AgentLatticeError(
    "INVALID_OPTION",
    `"${key}" is ${problem}, which JSON cannot represent. Pass a finite number, a string, an array or a plain object, or leave it out.`,
  );
}

/** Returns the problem of a value that JSON cannot represent, or null. */
function problemOf(value: unknown, original: unknown, inList: boolean): string | null {
  switch (typeof value) {
    case "bigint":
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    case "number":
      return Number.isFinite(value) ? null : String(value);
    case "undefined":
      return inList ? "undefined in a list" : null;
    case "object":
      return value === null ? (original instanceof Date ? "an invalid date" : null) : problemOfObject(value);
    default:
      return null;
  }
}

const JSON_KINDS = new Set(["Object", "Array", "String", "Number", "Boolean"]);

/** Returns the problem of objects such as `Map`, `Set`, `Error` and typed arrays, whose content JSON would drop. */
function problemOfObject(value: object): string | null {
  const kind = Object.prototype.toString.call(value).slice("[object ".length, -1);
  return JSON_KINDS.has(kind) ? null : `of the kind ${kind}`;
}
