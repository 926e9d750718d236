import { formatPath, type Path } from "../../policy/path.ts";
import { compileRe2 } from "../../policy/regex.ts";
import type { SecretsConfig } from "./config.ts";

/**
 * Whether a finding is known and may pass.
 * @throws Error with a sentence when a pattern cannot be read
 */
export function compileAllowlist({
  patterns,
  paths,
  fingerprints,
}: SecretsConfig["allow"]): (found: { readonly at: Path; readonly fingerprint: string }, secret: string) => boolean {
  const expressions = patterns.map((pattern) => {
    try {
      return compileRe2(pattern);
    } catch {
      throw new Error(`an allowed pattern is not valid RE2: ${pattern}`);
    }
  });
  const known = new Set(fingerprints);
  return ({ at, fingerprint }, secret) =>
    known.has(fingerprint) ||
    paths.some((path) => covers(path, formatPath(at))) ||
    expressions.some((expression) => expression.test(secret));
}

/** A path covers itself and what lies below it. */
function covers(path: string, place: string): boolean {
  return place === path || (place.startsWith(path) && (place[path.length] === "." || place[path.length] === "["));
}
