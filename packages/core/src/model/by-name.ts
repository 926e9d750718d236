interface Named {
  readonly name: string;
  readonly id: string;
}

/** Compares by name in UTF-16 code units, then by id, so the order is the same on every machine. */
export function byName(a: Named, b: Named): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
