import type { Json } from "@agentlattice/core";

export interface Mutation {
  /** The changed member, such as `metadata.amount`. */
  readonly path: string;
  readonly changed: Json;
}

/** Returns copies of a value, each with one member changed, removed or added. */
export function mutationsOf(value: Json, path = ""): Mutation[] {
  if (Array.isArray(value)) {
    const inside = value.flatMap((item, at) =>
      mutationsOf(item, `${path}[${at}]`).map(({ path: where, changed }) => ({ path: where, changed: value.with(at, changed) })),
    );
    return [...inside, { path: `${path}[]`, changed: [...value, "added"] }];
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value) as [string, Json][];
    const inside = members.flatMap(([name, member]) => [
      ...mutationsOf(member, join(path, name)).map(({ path: where, changed }) => ({ path: where, changed: { ...value, [name]: changed } })),
      { path: `${join(path, name)} (removed)`, changed: Object.fromEntries(members.filter(([other]) => other !== name)) },
    ]);
    return [...inside, { path: `${path} (added)`, changed: { ...value, added: 1 } }];
  }
  return [{ path, changed: changeScalar(value) }];
}

function changeScalar(value: Json): Json {
  if (typeof value === "string") return `${value}x`;
  if (typeof value === "number") return value + 1;
  return typeof value === "boolean" ? !value : "not null";
}

const join = (path: string, name: string) => (path === "" ? name : `${path}.${name}`);
