import type { PostureFacts } from "./types.ts";

/** Removes the counted items and keeps the counts, for callers who may see the score but not every agent, policy and key. */
export function withoutRows(facts: PostureFacts): PostureFacts {
  const groups = Object.entries(facts).map(([name, group]) => [name, Object.fromEntries(Object.entries(group).map(dropRows))]);
  // The names and kinds of values are unchanged; only rows are emptied.
  return Object.fromEntries(groups) as PostureFacts;
}

function dropRows([name, value]: [string, unknown]): [string, unknown] {
  const counted = typeof value === "object" && value !== null && "rows" in value;
  return [name, counted ? { ...value, rows: [] } : value];
}
