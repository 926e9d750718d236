/** A literal action, `prefix.*` or `*`; there are no other globs. */
export const ACTION_PATTERN = /^(\*|[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*(\.\*)?)$/;

/**
 * Whether a pattern covers an action: `pr.merge` itself, `pr.*` everything below `pr.` but not `pr`, `*` everything.
 */
export function matchesCapability(pattern: string, action: string): boolean {
  if (pattern === action || pattern === "*") return true;
  const stem = pattern.length - 1;
  return pattern.endsWith(".*") && action.length > stem && action.startsWith(pattern.slice(0, stem));
}

/** Whether one of these capabilities covers an action. */
export function isCapable(capabilities: readonly string[], action: string): boolean {
  for (let i = 0; i < capabilities.length; i++) if (matchesCapability(capabilities[i] as string, action)) return true;
  return false;
}

/** The prefixes under which an action may be filed, longest first: `a.b.c` → `a.b`, `a`. */
export function prefixesOf(action: string): string[] {
  const prefixes: string[] = [];
  for (let dot = action.lastIndexOf("."); dot > 0; dot = action.lastIndexOf(".", dot - 1)) prefixes.push(action.slice(0, dot));
  return prefixes;
}
