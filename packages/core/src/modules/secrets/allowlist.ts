import { compileRe2, isFound, type Steps } from "@agentlattice/patterns";
import { formatPath, type Path } from "../../model/path.ts";

const MAX_PROGRAM_SIZE = 4096;

/** The findings that a policy accepts. */
interface Allowed {
  /** RE2; tried on the credential alone. */
  readonly patterns: readonly string[];
  readonly paths: readonly string[];
  readonly fingerprints: readonly string[];
}

type IsAllowed = (found: { readonly at: Path; readonly fingerprint: string }, secret: string, steps: Steps) => boolean;

/**
 * Returns a function that is true for findings that are allowed.
 * @throws Error with a sentence when a pattern cannot be read
 */
export function compileAllowlist({ patterns, paths, fingerprints }: Allowed): IsAllowed {
  const expressions = patterns.map((pattern) => compileRe2(pattern, MAX_PROGRAM_SIZE, pattern));
  const known = new Set(fingerprints);
  return ({ at, fingerprint }, secret, steps) =>
    known.has(fingerprint) ||
    paths.some((path) => covers(path, formatPath(at))) ||
    expressions.some((expression) => isFound(expression, secret, steps));
}

/** A path covers itself and what lies below it. */
function covers(path: string, at: string): boolean {
  return at === path || (at.startsWith(path) && (at[path.length] === "." || at[path.length] === "["));
}
