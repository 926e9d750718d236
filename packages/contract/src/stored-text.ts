import { z } from "zod";

/** Fields whose text is encrypted, hashed or only read and may contain any character. Other text may be stored in the database. */
const unstored = z.registry<object>();

/** Marks a field whose text is never stored in a text column. */
export function anyCharacters<T extends z.ZodType>(field: T): T {
  unstored.add(field, {});
  return field;
}

const NUL = "\u0000";

/** Returns true when a text or a field name in the value contains NUL. */
export function holdsNul(value: unknown): boolean {
  if (typeof value === "string") return value.includes(NUL);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsNul);
  return Object.entries(value).some(([name, part]) => name.includes(NUL) || holdsNul(part));
}

type Path = readonly PropertyKey[];

/**
 * Finds the paths of texts that cannot be stored, because Postgres text may not contain NUL. Free JSON and fields marked with
 * `anyCharacters` are skipped, because they are stored encrypted.
 */
export function pathsOfNul(schema: z.core.$ZodType, value: unknown, path: Path = []): Path[] {
  if (unstored.has(schema) || !holdsNul(value)) return [];
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "string":
      return [path];
    case "object":
      return entriesOf(value).flatMap(([name, part]) => (def.shape[name] ? pathsOfNul(def.shape[name], part, [...path, name]) : []));
    case "record":
      return entriesOf(value).flatMap(([name, part]) => [
        ...(isFree(def.valueType) ? [] : pathsOfNul(def.keyType, name, [...path, name])),
        ...pathsOfNul(def.valueType, part, [...path, name]),
      ]);
    case "array":
      return entriesOf(value).flatMap(([index, part]) => pathsOfNul(def.element, part, [...path, Number(index)]));
    case "tuple":
      return entriesOf(value).flatMap(([index, part]) =>
        def.items[Number(index)] ? pathsOfNul(def.items[Number(index)] as z.core.$ZodType, part, [...path, Number(index)]) : [],
      );
    case "union": {
      const meant = def.options.find((option) => z.safeParse(option, value).success);
      return meant ? pathsOfNul(meant, value, path) : [];
    }
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
      return pathsOfNul(def.innerType, value, path);
    case "pipe":
      return pathsOfNul(def.in, value, path);
    default:
      return [];
  }
}

function isFree(schema: z.core.$ZodType): boolean {
  return (schema as z.core.$ZodTypes)._zod.def.type === "unknown";
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
