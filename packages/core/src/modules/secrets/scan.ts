import type { Place } from "../module.ts";
import { nameOf } from "../name-of.ts";
import type { SubmissionText } from "../submission-texts.ts";
import { compileAllowlist } from "./allowlist.ts";
import { type SecretsConfig, secretsConfig } from "./config.ts";
import { compileCustomRules } from "./custom-rules.ts";
import { readGitleaks } from "./gitleaks.ts";
import { compileMatcher } from "./matcher.ts";
import type { SecretRule } from "./rule.ts";
import { SECRET_RULES } from "./rules/index.ts";
import { type Hit, scanText, type TextScanner } from "./scan-text.ts";

/** A credential: where it stands, never what it is. */
export interface FoundSecret extends Place {
  readonly rule: SecretRule;
  /** 0 to 1. */
  readonly confidence: number;
  readonly fingerprint: string;
  /** 1-based; only where the text has several lines. */
  readonly line?: number;
}

export interface SecretScan {
  /** In document order. */
  readonly found: readonly FoundSecret[];
  /** False when a limit was reached: what was not looked at may hold more. */
  readonly complete: boolean;
}

export type SecretScanner = (texts: readonly SubmissionText[], fingerprint: (secret: string) => string) => SecretScan;

const MAX_NAME = 200;
/** Callers choose names, so memory must not be theirs to fill. */
const MAX_TOLD = 2_000;
const shipped = compileMatcher(SECRET_RULES);

/**
 * Builds the scanner of a configuration; the tables of the shipped rules are shared by all.
 * @throws Error with a sentence when a rule, the gitleaks document or an allowed pattern cannot be read
 */
export function compileSecretScanner(config: Omit<SecretsConfig, "on_error"> = secretsConfig.parse({})): SecretScanner {
  const disabled = new Set(config.disabled_rules);
  const custom = compileCustomRules(config.rules, config.gitleaks_toml === undefined ? [] : readGitleaks(config.gitleaks_toml));
  const matcher = disabled.size === 0 ? shipped : compileMatcher(SECRET_RULES.filter(({ id }) => !disabled.has(id)));
  const isAllowed = compileAllowlist(config.allow);
  const scanner: TextScanner = { matcher, ...(custom === undefined ? {} : { custom }) };
  const told = new Map<string, boolean>();
  return (texts, fingerprint) => {
    const found: FoundSecret[] = [];
    let rest = config.max_bytes;
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i] as SubmissionText;
      rest -= text.text.length;
      if (rest < 0) return { found, complete: false };
      const { hits, complete } = scanNamed(text, nameOf(texts, i), scanner, told);
      for (const hit of hits) {
        if (hit.confidence < config.min_confidence || disabled.has(hit.rule.id)) continue;
        const secret = toFound(text, hit, fingerprint(hit.secret));
        if (!isAllowed(secret, hit.secret)) found.push(secret);
      }
      if (!complete) return { found, complete };
    }
    return { found, complete: true };
  };
}

/** A text is read together with its name when the name is one that credentials have. */
function scanNamed({ text }: SubmissionText, name: string, scanner: TextScanner, told: Map<string, boolean>) {
  if (name === "" || name.length > MAX_NAME || !isTelling(name, scanner, told)) return scanText(text, scanner);
  const prefix = `${name}="`;
  const { hits, complete } = scanText(`${prefix}${text}"`, scanner);
  if (hits.length === 0) return { hits, complete };
  const own = hits.filter(({ end }) => end > prefix.length);
  const shifted = own.map((hit) => ({
    ...hit,
    start: Math.max(0, hit.start - prefix.length),
    end: Math.min(text.length, hit.end - prefix.length),
  }));
  return { hits: shifted, complete };
}

function isTelling(name: string, { matcher }: TextScanner, told: Map<string, boolean>): boolean {
  const known = told.get(name);
  if (known !== undefined) return known;
  const telling = matcher.isTelling(name);
  if (told.size >= MAX_TOLD) told.clear();
  told.set(name, telling);
  return telling;
}

function toFound({ text, at, part }: SubmissionText, { rule, start, end, confidence }: Hit, fingerprint: string): FoundSecret {
  const line = text.includes("\n") ? { line: lineOf(text, start) } : {};
  return { rule, at, part, start, end, confidence: Math.round(confidence * 100) / 100, fingerprint, ...line };
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
