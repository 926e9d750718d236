import type { Json } from "@agentlattice/core";

/** Characters counted for a number, a name or a list element. */
const PER_VALUE = 8;

/** Estimates the number of characters in a JSON value, up to `enough`. */
export function sizeOf(value: Json | undefined, limit: number): number {
  if (typeof value === "string") return value.length + PER_VALUE;
  if (typeof value !== "object" || value === null) return PER_VALUE;
  let size = PER_VALUE;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && size < limit; i++) size += sizeOf(value[i], limit - size);
    return size;
  }
  const members = value as { readonly [name: string]: Json };
  for (const name in members) {
    size += name.length + sizeOf(members[name], limit - size);
    if (size >= limit) break;
  }
  return size;
}
