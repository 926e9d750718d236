/** An action, `prefix.*` or `*`. No other wildcards exist. */
export const ACTION_PATTERN = /^(\*|[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*(\.\*)?)$/;

/** Returns true when the pattern covers the action: `pr.*` covers everything below `pr.` but not `pr`, and `*` covers everything. */
export function matchesCapability(pattern: string, action: string): boolean {
  if (pattern === action || pattern === "*") return true;
  const stem = pattern.length - 1;
  return pattern.endsWith(".*") && action.length > stem && action.startsWith(pattern.slice(0, stem));
}

/** Returns true when one of the capabilities covers the action. */
export function isCapable(capabilities: readonly string[], action: string): boolean {
  for (let i = 0; i < capabilities.length; i++) if (matchesCapability(capabilities[i] as string, action)) return true;
  return false;
}

/** Returns the prefixes of an action, longest first: `a.b.c` → `a.b`, `a`. */
export function prefixesOf(action: string): string[] {
  const prefixes: string[] = [];
  for (let dot = action.lastIndexOf("."); dot > 0; dot = action.lastIndexOf(".", dot - 1)) prefixes.push(action.slice(0, dot));
  return prefixes;
}
