/** A value that differs between two objects, such as an action as it was sent and as it was approved. */
export interface ChangedValue {
  /** Path of the value in the options, such as `metadata.amount`. */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Returns the values that differ, each with its path. */
export function compareValues(field: string, from: unknown, to: unknown): ChangedValue[] {
  if (!isObject(from) || !isObject(to)) return isSame(from, to) ? [] : [{ field, from, to }];
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names].flatMap((name) => compareValues(`${field}.${name}`, from[name], to[name]));
}

function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((item, i) => compareValues("", item, b[i]).length === 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
