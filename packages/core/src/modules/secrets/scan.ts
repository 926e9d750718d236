import { compileCustomRules, compileMatcher, readGitleaks, SECRET_RULES, scanText } from "@agentlattice/detect";
import { budgetFor } from "@agentlattice/patterns";
import { describeUnfinished } from "../describe-unfinished.ts";
import type { ModuleFinding, SubmissionSpan } from "../module.ts";
import { nameOf } from "../name-of.ts";
import type { SubmissionText } from "../submission-texts.ts";
import { compileAllowlist } from "./allowlist.ts";
import { type SecretsConfig, secretsConfig } from "./config.ts";

/** A scan of the texts of one request. */
export interface SecretScan {
  /** In document order. */
  readonly found: readonly ModuleFinding[];
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
  return (texts, fingerprint) => {
    const found: ModuleFinding[] = [];
    const length = texts.reduce((sum, { text }) => sum + text.length, 0);
    const steps = budgetFor(length, texts.length);
    let stopped: string | undefined;
    return {
      found,
      read({ layers, at, part }, i) {
        const { findings, unfinished } = scanText(layers, nameOf(texts, i), { matcher, custom }, steps);
        for (const { type, start, end, secret, confidence } of findings) {
          if (confidence < config.min_confidence || disabled.has(type)) continue;
          const finding = toFinding(type, confidence, fingerprint(secret), { at, part, start, end });
          if (!isAllowed(finding, secret, steps)) found.push(finding);
        }
        stopped ??= unfinished;
        return found.length;
      },
      unfinished: () => (stopped === undefined ? undefined : describeUnfinished("rule", [stopped])),
    };
  };
}

function toFinding(type: string, exact: number, fingerprint: string, span: SubmissionSpan) {
  const confidence = Math.round(exact * 100) / 100;
  const severity = confidence >= 0.9 ? "critical" : confidence >= 0.7 ? "high" : "medium";
  return { type, category: "secret", severity, confidence, fingerprint, ...span } as const;
}
