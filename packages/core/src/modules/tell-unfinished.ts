const MOST_NAMED = 3;

/** A sentence about rules of the organisation for which the steps of a request did not suffice. */
export function tellUnfinished(kind: "pattern" | "rule", names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED).join(", ");
  const others = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return `The ${kind} ${named}${others} of your organisation could not be finished within the steps of one request: send less at once, or write a simpler ${kind}.`;
}
