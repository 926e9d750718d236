const MOST_NAMED = 3;

/** Returns a sentence about custom rules or patterns that exceeded the step budget of a request. */
export function describeUnfinished(kind: "pattern" | "rule", names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED).join(", ");
  const others = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return `The ${kind} ${named}${others} of your organisation could not be finished within the steps of one request: send less at once, or write a simpler ${kind}.`;
}
