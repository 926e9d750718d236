import type { Finding, Fingerprint } from "../finding.ts";
import { type Leaf, walkJson } from "../walk-json.ts";
import { compileAllowlist } from "./allowlist.ts";
import { type SecretsConfig, secretsConfig } from "./config.ts";
import { compileCustomRules, type RuleIssue } from "./custom-rules.ts";
import { readGitleaks } from "./gitleaks.ts";
import { compileMatcher } from "./matcher.ts";
import { SECRET_RULES } from "./rules/index.ts";
import { type Hit, scanText, type TextScanner } from "./scan-text.ts";

export interface Scan {
  /** In document order. */
  readonly findings: readonly Finding[];
  /** False when a limit was reached: what was not looked at may hold more. */
  readonly complete: boolean;
}

export interface SecretScanner {
  /** Every credential in any string, number or name of a JSON value. */
  readonly scan: (value: unknown, fingerprint: Fingerprint) => Scan;
  /** Rules of the configuration that cannot be used and were left out. */
  readonly issues: readonly RuleIssue[];
}

const MAX_DEPTH = 100;
/** Longer names say nothing. */
const MAX_NAME = 100;
const shipped = compileMatcher(SECRET_RULES);

/**
 * Builds the scanner of a configuration; the tables of the shipped rules are shared by all.
 * @throws Error with a sentence when the gitleaks document or an allowed pattern cannot be read
 */
export function compileSecretScanner(config: SecretsConfig = secretsConfig.parse({})): SecretScanner {
  const disabled = new Set(config.disabled_rules);
  const { custom, issues } = compileCustomRules(config.rules, config.gitleaks_toml === undefined ? [] : readGitleaks(config.gitleaks_toml));
  const matcher = disabled.size === 0 ? shipped : compileMatcher(SECRET_RULES.filter(({ id }) => !disabled.has(id)));
  const isAllowed = compileAllowlist(config.allow);
  const scanner: TextScanner = { matcher, ...(custom === undefined ? {} : { custom }) };
  return {
    issues,
    scan(value, fingerprint) {
      const findings: Finding[] = [];
      const told = new Map<string, boolean>();
      let complete = true;
      const visited = walkJson(value, { maxChars: config.max_bytes, maxDepth: MAX_DEPTH }, (leaf) => {
        const scan = scanLeaf(leaf, scanner, told);
        complete &&= scan.complete;
        let found = false;
        for (const hit of scan.hits) {
          if (hit.confidence < config.min_confidence || disabled.has(hit.rule.id)) continue;
          const finding = toFinding(leaf, hit, fingerprint);
          if (isAllowed(finding, hit.secret)) continue;
          findings.push(finding);
          found = true;
        }
        return found;
      });
      return { findings, complete: visited && complete };
    },
  };
}

/** A string is read together with its name when the name is one that credentials have. */
function scanLeaf(leaf: Leaf, scanner: TextScanner, told: Map<string, boolean>): { hits: readonly Hit[]; complete: boolean } {
  const { text, name } = leaf;
  if (name === "" || name.length > 2 * MAX_NAME + 1 || !isTelling(name, scanner, told)) return scanText(text, scanner);
  const prefix = `${name}="`;
  const { hits, complete } = scanText(`${prefix}${text}"`, scanner);
  const shift = prefix.length;
  return {
    complete,
    hits: hits.flatMap((hit) =>
      hit.end <= shift ? [] : { ...hit, start: Math.max(0, hit.start - shift), end: Math.min(text.length, hit.end - shift) },
    ),
  };
}

function isTelling(name: string, { matcher }: TextScanner, told: Map<string, boolean>): boolean {
  const known = told.get(name);
  if (known !== undefined) return known;
  const telling = matcher.isTelling(name);
  told.set(name, telling);
  return telling;
}

function toFinding({ text, inKey, path }: Leaf, { rule, start, end, confidence, secret }: Hit, fingerprint: Fingerprint): Finding {
  return {
    rule: rule.id,
    type: rule.category,
    path: path(),
    ...(inKey ? { in_key: true as const } : {}),
    start,
    end,
    confidence: Math.round(confidence * 100) / 100,
    fingerprint: fingerprint(secret),
    ...(text.includes("\n") ? { line: lineOf(text, start) } : {}),
  };
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
