/** A form as it is kept: texts, and choices of several. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** A kept form; fields that are missing or of another shape are as in `empty`. */
export function readDraft<Draft extends Fields>(kept: string | null, empty: Draft): Draft {
  const found = parse(kept);
  if (found === null) return empty;
  const fields = Object.entries(empty).map(([name, value]) => [name, isLike(found[name], value) ? found[name] : value]);
  return Object.fromEntries(fields) as Draft;
}

function parse(kept: string | null): Record<string, unknown> | null {
  try {
    const found: unknown = JSON.parse(kept ?? "null");
    return typeof found === "object" && found !== null ? { ...found } : null;
  } catch {
    return null;
  }
}

function isLike(found: unknown, value: Fields[string]): boolean {
  if (typeof value === "string") return typeof found === "string";
  return Array.isArray(found) && found.every((item) => typeof item === "string");
}
