import type { PostureFacts } from "./types.ts";

/** The same counts without the things that were counted: for whoever may know the score but not every agent, policy and key. */
export function withoutRows(facts: PostureFacts): PostureFacts {
  const groups = Object.entries(facts).map(([name, group]) => [name, Object.fromEntries(Object.entries(group).map(dropRows))]);
  // The same names with the same kinds of values; only rows are emptied.
  return Object.fromEntries(groups) as PostureFacts;
}

function dropRows([name, value]: [string, unknown]): [string, unknown] {
  const counted = typeof value === "object" && value !== null && "rows" in value;
  return [name, counted ? { ...value, rows: [] } : value];
}
