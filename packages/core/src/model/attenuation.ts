import { isCapable } from "./action-pattern.ts";

/**
 * Those of the wanted capabilities that are not wholly within the held ones: `pr.*` holds `pr.merge` and `pr.review.*`,
 * never the reverse. One held pattern must contain a wanted one: no number of narrower ones adds up to a wider one.
 */
export function exceedingCapabilities(held: readonly string[], wanted: readonly string[]): string[] {
  // A pattern's own text stands for everything it covers: `pr.review.*` is below `pr.` exactly when all of its actions are.
  return wanted.filter((capability) => !isCapable(held, capability));
}
