import { EVENT_TYPES } from "@agentlattice/core";
import { ENTRY_KINDS } from "@agentlattice/core/ledger";
import { ENTRY_STATUSES } from "@agentlattice/core/ledger/schemas";
import { AppError } from "../http/app-error.ts";

/** The meaning of a `kind` filter: entry kinds, and event types of entries of other kinds. */
export interface AskedKinds {
  readonly kinds: string[];
  readonly tags: string[];
}

const TAGS = Object.keys(EVENT_TYPES).filter((type) => !(ENTRY_KINDS as readonly string[]).includes(type));

/**
 * Resolves names and prefixes such as `approval.*`. Names that are not entry kinds are event types.
 * @throws AppError INVALID_REQUEST for a name that is neither
 */
export function readKinds(asked: readonly string[]): AskedKinds {
  const found = asked.map((name) => {
    const kinds = ENTRY_KINDS.filter((kind) => fits(name, kind));
    const tags = kinds.length > 0 ? [] : TAGS.filter((tag) => fits(name, tag));
    if (kinds.length + tags.length === 0)
      throw unknownWord("kind", "must be kinds of entry or event types, such as approval.*; docs/evidence.md lists them");
    return { kinds, tags };
  });
  return { kinds: unique(found.flatMap(({ kinds }) => kinds)), tags: unique(found.flatMap(({ tags }) => tags)) };
}

/** Checks event types; `*` matches all. @throws AppError INVALID_REQUEST for an unknown type */
export function assertKnownTypes(asked: readonly string[]): void {
  const known = [...ENTRY_KINDS, ...TAGS];
  for (const name of asked) {
    const prefix = name.endsWith("*") ? name.slice(0, -1) : null;
    if (!known.some((type) => (prefix === null ? type === name : type.startsWith(prefix))))
      throw unknownWord("types", "must be kinds of entry or event types, such as approval.*; docs/evidence.md lists them");
  }
}

/** Checks statuses. @throws AppError INVALID_REQUEST for an unknown status */
export function assertKnownStatuses(asked: readonly string[]): void {
  if (asked.some((status) => !ENTRY_STATUSES.has(status)))
    throw unknownWord("status", `must be one of ${[...ENTRY_STATUSES].sort().join(", ")}`);
}

function fits(name: string, word: string): boolean {
  return name.endsWith(".*") ? word.startsWith(name.slice(0, -1)) : word === name;
}

/** Returns the error for an unknown word. */
export function unknownWord(path: string, message: string): AppError {
  return new AppError("INVALID_REQUEST", { detail: `${path}: ${message}.`, errors: [{ path, message }] });
}

const unique = (words: readonly string[]) => [...new Set(words)];
