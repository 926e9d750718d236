/** The stored fields of a form: texts, and lists of selected options. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** Reads a stored form. Missing or malformed fields keep their value in `empty`. */
export function readDraft<Draft extends Fields>(stored: string | null, empty: Draft): Draft {
  const found = parse(stored);
  if (found === null) return empty;
  const fields = Object.entries(empty).map(([name, value]) => [name, isLike(found[name], value) ? found[name] : value]);
  return Object.fromEntries(fields) as Draft;
}

function parse(stored: string | null): Record<string, unknown> | null {
  try {
    const found: unknown = JSON.parse(stored ?? "null");
    return typeof found === "object" && found !== null ? { ...found } : null;
  } catch {
    return null;
  }
}

function isLike(found: unknown, value: Fields[string]): boolean {
  if (typeof value === "string") return typeof found === "string";
  return Array.isArray(found) && found.every((item) => typeof item === "string");
}
