import { readGitleaks, SECRET_RULES } from "@agentlattice/detect";
import { nearest } from "../../model/suggest.ts";
import type { SecretsConfig } from "./config.ts";

export interface UnknownRule {
  /** Index in `disabled_rules`. */
  readonly index: number;
  readonly id: string;
  readonly suggestion?: string;
}

/** Number of unknown ids for which the nearest id is searched. */
const MAX_SUGGESTED = 16;
const asWord = (id: string) => id.replaceAll(/[-.:]/g, "_");

/** Returns the entries of `disabled_rules` that are no rule, so that a misspelt id does not leave a rule on. */
export function findUnknownRules(
  config: Partial<Pick<SecretsConfig, "disabled_rules" | "gitleaks_toml">> & { readonly rules?: readonly { readonly id: string }[] },
): readonly UnknownRule[] {
  const { disabled_rules = [], rules = [], gitleaks_toml } = config;
  if (disabled_rules.length === 0) return [];
  const imported = gitleaks_toml === undefined ? [] : readGitleaks(gitleaks_toml);
  const known = new Map([...SECRET_RULES, ...rules, ...imported].map(({ id }) => [asWord(id), id]));
  const words = [...known.keys()];
  const ids = new Set(known.values());
  const unknown = disabled_rules.flatMap((id, index) => (ids.has(id) ? [] : [{ index, id }]));
  return unknown.map((one, i) => {
    const word = i < MAX_SUGGESTED ? nearest(asWord(one.id), words) : undefined;
    return word === undefined ? one : { ...one, suggestion: known.get(word) as string };
  });
}
