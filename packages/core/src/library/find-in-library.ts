import { adaptPolicy } from "./adapt-policy.ts";
import data from "./library.json" with { type: "json" };
import type { Library, LibraryPack, LibraryPolicy, LibraryStarter } from "./shape.ts";

/** The library. A test validates its data. */
export const LIBRARY = data as unknown as Library;

export type LibraryItem =
  | ({ readonly kind: "policy" } & LibraryPolicy)
  | ({ readonly kind: "pack" } & LibraryPack)
  | ({ readonly kind: "starter" } & LibraryStarter);

const ITEMS: ReadonlyMap<string, LibraryItem> = new Map<string, LibraryItem>([
  ...LIBRARY.policies.map((policy) => [policy.name, { kind: "policy", ...policy }] as const),
  ...LIBRARY.packs.map((pack) => [pack.name, { kind: "pack", ...pack }] as const),
  ...LIBRARY.starters.map((starter) => [starter.name, { kind: "starter", ...starter }] as const),
]);

/** Returns the policy, pack or starter with a name, which is unique among all three. */
export function findInLibrary(name: string): LibraryItem | null {
  return ITEMS.get(name) ?? null;
}

/** Returns the policy documents of an item as YAML, without duplicates. */
export function documentsOf(item: LibraryItem): readonly { readonly name: string; readonly yaml: string }[] {
  if (item.kind === "policy") return [{ name: item.name, yaml: item.yaml }];
  if (item.kind === "starter")
    return item.policies.map(({ policy, set = [] }) => ({ name: policy, yaml: adaptPolicy(textOf(policy), set) }));
  return [...new Set(item.controls.flatMap(({ policies }) => policies))].sort().map((name) => ({ name, yaml: textOf(name) }));
}

function textOf(name: string): string {
  const item = ITEMS.get(name);
  if (item?.kind !== "policy") throw new Error(`the library has no policy ${name}`);
  return item.yaml;
}
