import { matchesCapability } from "@agentlattice/core/policy";

/** Whether some action is covered by one of the capabilities and by one of the patterns. */
export function overlapsAny(capabilities: readonly string[], patterns: readonly string[]): boolean {
  return capabilities.some((held) => patterns.some((pattern) => overlaps(held, pattern)));
}

/** Patterns are literal, `prefix.*` or `*`: two of them share an action when one covers an action right below the other. */
function overlaps(a: string, b: string): boolean {
  return matchesCapability(a, sampleOf(b)) || matchesCapability(b, sampleOf(a));
}

/** An action that the pattern covers. */
function sampleOf(pattern: string): string {
  return pattern.replace(/\*$/, "x");
}
