import type { Json } from "../model/json.ts";

/** Members that name the columns of the rows beside them. */
const COLUMNS = ["columns", "headers", "header", "fields"] as const;
const NAME = /^(?!.*\d{4})[#\p{L}][\p{L}\p{N} ._#()/'-]{0,47}$/u;
/** A shorter row may be a name with its value. */
const MIN_COLUMNS = 3;

/** Returns true for a list of rows. */
export function isTable(value: Json | undefined): value is Json[] {
  return Array.isArray(value) && Array.isArray(value[0]);
}

/** Returns the column names from a member of the same object: `{columns: ["name", "phone"], rows: [[…], […]]}`. */
export function columnsBeside(members: Readonly<Record<string, Json>>): readonly string[] | undefined {
  for (const key of COLUMNS) {
    const list = members[key];
    if (!Array.isArray(list)) continue;
    const names = list.map(nameOfColumn);
    if (names.every((name) => name !== undefined)) return names;
  }
  return undefined;
}

/** Returns the column names from the first row: `[["name", "plan", "phone"], […], […]]`. */
export function headerOf(rows: readonly Json[]): readonly string[] | undefined {
  const [first, second] = rows;
  if (!Array.isArray(first) || !Array.isArray(second) || first.length < MIN_COLUMNS || second.length !== first.length) return undefined;
  return first.every((name) => typeof name === "string" && NAME.test(name)) ? first : undefined;
}

function nameOfColumn(column: Json): string | undefined {
  if (typeof column === "string") return column;
  if (typeof column !== "object" || column === null || Array.isArray(column)) return undefined;
  const { name } = column as Readonly<Record<string, Json>>;
  return typeof name === "string" ? name : undefined;
}
