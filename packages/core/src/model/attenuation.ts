import { isCapable } from "./action-pattern.ts";

/**
 * Returns the wanted capabilities that exceed the held ones: `pr.*` includes `pr.merge` and `pr.review.*`, never the reverse. A single held
 * pattern must include each wanted one; several narrower ones never add up.
 */
export function exceedingCapabilities(granted: readonly string[], wanted: readonly string[]): string[] {
  // A pattern's own text represents everything it covers: `pr.review.*` is below `pr.` exactly when all of its actions are.
  return wanted.filter((capability) => !isCapable(granted, capability));
}
