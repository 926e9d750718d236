import {
  compileCustomRules,
  compileMatcher,
  readGitleaks,
  SECRET_RULES,
  type SecretFinding,
  type SecretScanner,
  scanText,
} from "@agentlattice/detect";
import { budgetFor } from "@agentlattice/patterns";
import { describeUnfinished } from "../describe-unfinished.ts";
import type { SubmissionSpan } from "../module.ts";
import { nameOf } from "../name-of.ts";
import type { SubmissionText } from "../submission-texts.ts";
import { compileAllowlist } from "./allowlist.ts";
import { type SecretsConfig, secretsConfig } from "./config.ts";

/** A credential and its location, without its value. */
export interface FoundSecret extends SubmissionSpan {
  readonly rule: SecretFinding["rule"];
  /** 0 to 1. */
  readonly confidence: number;
  readonly fingerprint: string;
}

/** A scan of the texts of one request. */
export interface SecretScan {
  /** In document order. */
  readonly found: readonly FoundSecret[];
  /** Reads one text. @returns the number of findings so far */
  readonly read: (text: SubmissionText, index: number) => number;
  /** Returns a sentence about the custom rule for which the step budget ran out. */
  readonly unfinished: () => string | undefined;
}

type StartScan = (texts: readonly SubmissionText[], fingerprint: (secret: string) => string) => SecretScan;

const shipped = compileMatcher(SECRET_RULES);

/**
 * Builds the scanner of a configuration. The tables of the shipped rules are shared by all scanners.
 * @throws Error with a sentence when a rule, the gitleaks document or an allowed pattern cannot be read
 */
export function compileSecretScanner(config: Omit<SecretsConfig, "on_error"> = secretsConfig.parse({})): StartScan {
  const disabled = new Set(config.disabled_rules);
  const custom = compileCustomRules(config.rules, config.gitleaks_toml === undefined ? [] : readGitleaks(config.gitleaks_toml));
  const matcher = disabled.size === 0 ? shipped : compileMatcher(SECRET_RULES.filter(({ id }) => !disabled.has(id)));
  const isAllowed = compileAllowlist(config.allow);
  const scanner: SecretScanner = { matcher, ...(custom === undefined ? {} : { custom }) };
  return (texts, fingerprint) => {
    const found: FoundSecret[] = [];
    const length = texts.reduce((sum, { text }) => sum + text.length, 0);
    const steps = budgetFor(length, texts.length);
    let stopped: string | undefined;
    return {
      found,
      read(text, i) {
        const scanned = scanText(text.layers, nameOf(texts, i), scanner, steps);
        for (const finding of scanned.findings) {
          if (finding.confidence < config.min_confidence || disabled.has(finding.type)) continue;
          const secret = toFound(text, finding, fingerprint(finding.secret));
          if (!isAllowed(secret, finding.secret, steps)) found.push(secret);
        }
        stopped ??= scanned.unfinished;
        return found.length;
      },
      unfinished: () => (stopped === undefined ? undefined : describeUnfinished("rule", [stopped])),
    };
  };
}

function toFound({ at, part }: SubmissionText, { rule, start, end, confidence }: SecretFinding, fingerprint: string): FoundSecret {
  return { rule, at, part, start, end, confidence: Math.round(confidence * 100) / 100, fingerprint };
}
