import { matchesCapability } from "@agentlattice/core/policy";

/** Returns true when an action exists that matches both a capability and a pattern. */
export function overlapsAny(capabilities: readonly string[], patterns: readonly string[]): boolean {
  return capabilities.some((granted) => patterns.some((pattern) => overlaps(granted, pattern)));
}

/** Returns true when two patterns (an action type, a prefix such as `pr.*`, or `*`) overlap: one of them matches a sample action of the other. */
function overlaps(a: string, b: string): boolean {
  return matchesCapability(a, sampleOf(b)) || matchesCapability(b, sampleOf(a));
}

/** Returns an action that matches the pattern. */
function sampleOf(pattern: string): string {
  return pattern.replace(/\*$/, "x");
}
