import { compileCustomRules, compileMatcher, readGitleaks, type SecretFinding, type SecretScanner, SECRET_RULES, scanText } from "@agentlattice/detect";
import { budgetFor } from "@agentlattice/detect/re2";
import { MAX_FINDINGS, type Place } from "../module.ts";
import { nameOf } from "../name-of.ts";
import type { SubmissionText } from "../submission-texts.ts";
import { compileAllowlist } from "./allowlist.ts";
import { type SecretsConfig, secretsConfig } from "./config.ts";

/** A credential and its location, without its value. */
export interface FoundSecret extends Place {
  readonly rule: SecretFinding["rule"];
  /** 0 to 1. */
  readonly confidence: number;
  readonly fingerprint: string;
}

export interface SecretScan {
  /** In document order. */
  readonly found: readonly FoundSecret[];
  /** False when a limit was reached, so that unread text may hold more. */
  readonly complete: boolean;
  /** Id of the custom rule for which the step budget ran out, when that was the limit. */
  readonly unfinished?: string;
}

type ScanSecrets = (texts: readonly SubmissionText[], fingerprint: (secret: string) => string) => SecretScan;

const shipped = compileMatcher(SECRET_RULES);

/**
 * Builds the scanner of a configuration. The tables of the shipped rules are shared by all scanners.
 * @throws Error with a sentence when a rule, the gitleaks document or an allowed pattern cannot be read
 */
export function compileSecretScanner(config: Omit<SecretsConfig, "on_error"> = secretsConfig.parse({})): ScanSecrets {
  const disabled = new Set(config.disabled_rules);
  const custom = compileCustomRules(config.rules, config.gitleaks_toml === undefined ? [] : readGitleaks(config.gitleaks_toml));
  const matcher = disabled.size === 0 ? shipped : compileMatcher(SECRET_RULES.filter(({ id }) => !disabled.has(id)));
  const isAllowed = compileAllowlist(config.allow);
  const scanner: SecretScanner = { matcher, ...(custom === undefined ? {} : { custom }) };
  return (texts, fingerprint) => {
    const found: FoundSecret[] = [];
    const length = texts.reduce((sum, { text }) => sum + text.length, 0);
    const steps = budgetFor(length, texts.length);
    let remaining = config.max_bytes;
    let unfinished: string | undefined;
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i] as SubmissionText;
      remaining -= text.text.length;
      if (remaining < 0) return { found, complete: false };
      const scanned = scanText(text.layers, nameOf(texts, i), scanner, steps);
      for (const finding of scanned.findings) {
        if (finding.confidence < config.min_confidence || disabled.has(finding.type)) continue;
        const secret = toFound(text, finding, fingerprint(finding.secret));
        if (!isAllowed(secret, finding.secret, steps)) found.push(secret);
      }
      unfinished ??= scanned.unfinished;
      if (found.length > MAX_FINDINGS) return { found, complete: false };
    }
    return unfinished === undefined ? { found, complete: true } : { found, complete: false, unfinished };
  };
}

function toFound({ at, part }: SubmissionText, { rule, start, end, confidence }: SecretFinding, fingerprint: string): FoundSecret {
  return { rule, at, part, start, end, confidence: Math.round(confidence * 100) / 100, fingerprint };
}
