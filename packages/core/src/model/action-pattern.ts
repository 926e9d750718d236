/** An action, or a prefix that ends with `.*` or `_*`. */
export const ACTION_OR_PREFIX = /^([a-z][a-z0-9_]*([.:-][a-z0-9_]+)*(\.\*)?|[a-z]([.:-]?[a-z0-9_])*_\*)$/;
/** An action, a prefix, or `*`. No other wildcards exist. */
export const ACTION_PATTERN = /^(\*|[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*(\.\*)?|[a-z]([.:-]?[a-z0-9_])*_\*)$/;
export const ACTION_PATTERN_FORM = "must be an action such as pr.merge, a prefix such as pr.* or tool.mcp__github__*, or *";

/** Returns what actions of a pattern with `*` start with, such as `pr.` for `pr.*`; undefined for an action and for `*`. */
export function actionPrefixOf(pattern: string): string | undefined {
  return pattern.length > 1 && pattern.endsWith("*") ? pattern.slice(0, -1) : undefined;
}

/**
 * Returns true when the pattern covers the action: `pr.*` covers everything below `pr.` but not `pr`, `tool.mcp__github__*` covers every
 * longer action that starts like it, and `*` covers everything.
 */
export function matchesCapability(pattern: string, action: string): boolean {
  if (pattern === action || pattern === "*") return true;
  const stem = pattern.length - 1;
  const isPrefix = pattern.endsWith(".*") || pattern.endsWith("_*");
  return isPrefix && action.length > stem && action.startsWith(pattern.slice(0, stem));
}

/** Returns true when one of the capabilities covers the action. */
export function isCapable(capabilities: readonly string[], action: string): boolean {
  for (let i = 0; i < capabilities.length; i++) if (matchesCapability(capabilities[i] as string, action)) return true;
  return false;
}

/** Returns every pattern that covers an action: `a.b_c` is covered by `a.b_c`, `a.b_*`, `a.*` and `*`. */
export function patternsOf(action: string): string[] {
  const patterns = [action];
  for (let end = action.length - 1; end > 0; end--) {
    const last = action[end - 1];
    if (last === "." || last === "_") patterns.push(`${action.slice(0, end)}*`);
  }
  patterns.push("*");
  return patterns;
}
