import { canonicalize } from "../../ledger/jcs.ts";
import type { Json } from "../../model/json.ts";
import { formatPath, type Path } from "../../model/path.ts";

const MAX_CHANGES = 200;

/** A path at which two documents differ. A missing value is null. */
export interface DocumentChange {
  readonly path: string;
  readonly before: Json;
  readonly after: Json;
}

/** Lists the deepest paths at which two JSON values differ, at most 200. Lists are compared item by item. */
export function listChanges(before: Json | undefined, after: Json | undefined): DocumentChange[] {
  const changes: DocumentChange[] = [];
  collect(before, after, [], changes);
  return changes;
}

function collect(before: Json | undefined, after: Json | undefined, path: Path, changes: DocumentChange[]): void {
  if (changes.length >= MAX_CHANGES || same(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < Math.max(before.length, after.length); i++) collect(before[i], after[i], [...path, i], changes);
  } else if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) collect(before[key], after[key], [...path, key], changes);
  } else changes.push({ path: formatPath(path), before: before ?? null, after: after ?? null });
}

/** Returns true when two JSON values are equal, or both absent. */
export function same(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || canonicalize(a) === canonicalize(b);
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
