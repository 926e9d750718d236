import { RE2JS } from "re2js";
import type { Finding } from "../finding.ts";
import type { SecretsConfig } from "./config.ts";

/**
 * Whether a finding is known and may pass.
 * @throws Error with a sentence when a pattern cannot be read
 */
export function compileAllowlist({ patterns, paths, fingerprints }: SecretsConfig["allow"]): (finding: Finding, secret: string) => boolean {
  const expressions = patterns.map((pattern) => {
    try {
      return RE2JS.compile(pattern);
    } catch {
      throw new Error(`an allowed pattern is not valid RE2: ${pattern}`);
    }
  });
  const places = paths.map((path) => path.split("/").slice(1));
  const known = new Set(fingerprints);
  return (finding, secret) =>
    known.has(finding.fingerprint) ||
    places.some((place) => covers(place, finding.path.split("/").slice(1))) ||
    expressions.some((expression) => expression.test(secret));
}

function covers(place: readonly string[], path: readonly string[]): boolean {
  return place.length <= path.length && place.every((segment, i) => segment === "*" || segment === path[i]);
}
