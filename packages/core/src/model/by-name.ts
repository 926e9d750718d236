interface Named {
  readonly name: string;
  readonly id: string;
}

/** By UTF-16 code units, then by id: the same order on every machine. */
export function byName(a: Named, b: Named): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
