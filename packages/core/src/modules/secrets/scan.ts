import type { Steps } from "../../text/pattern/automaton.ts";
import { budgetFor } from "../../text/pattern/budget.ts";
import { MAX_FINDINGS, type Place } from "../module.ts";
import { joinName, readName, type ValueName } from "../name-of.ts";
import type { SubmissionText } from "../submission-texts.ts";
import { compileAllowlist } from "./allowlist.ts";
import { type SecretsConfig, secretsConfig } from "./config.ts";
import { compileCustomRules } from "./custom-rules.ts";
import { readGitleaks } from "./gitleaks.ts";
import { compileMatcher, type Matcher } from "./matcher.ts";
import type { SecretRule } from "./rule.ts";
import { SECRET_RULES } from "./rules/index.ts";
import { addValueAlone, type Hit, NOTHING_FOUND, scanText, type TextScan, type TextScanner } from "./scan-text.ts";

/** A credential: where it stands, never what it is. */
export interface FoundSecret extends Place {
  readonly rule: SecretRule;
  /** 0 to 1. */
  readonly confidence: number;
  readonly fingerprint: string;
}

export interface SecretScan {
  /** In document order. */
  readonly found: readonly FoundSecret[];
  /** False when a limit was reached: what was not looked at may hold more. */
  readonly complete: boolean;
  /** The rule of the organisation for which steps ran out, when that was the limit. */
  readonly unfinished?: string;
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
  const telling = rememberTelling(matcher);
  const name: ValueName = { inner: "", outer: undefined };
  return (texts, fingerprint) => {
    const found: FoundSecret[] = [];
    let rest = config.max_bytes;
    let unfinished: string | undefined;
    const steps = budgetFor(
      texts.reduce((sum, { text }) => sum + text.length, 0),
      texts.length,
    );
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i] as SubmissionText;
      rest -= text.text.length;
      if (rest < 0) return { found, complete: false };
      const named = readName(texts, i, name).inner !== "" && telling(name);
      const scanned = named ? scanNamed(text.text, joinName(name), scanner, steps) : scanText(text.text, scanner, steps);
      if (scanned === NOTHING_FOUND) continue;
      for (const hit of scanned.hits) {
        if (hit.confidence < config.min_confidence || disabled.has(hit.rule.id)) continue;
        const secret = toFound(text, hit, fingerprint(hit.secret));
        if (!isAllowed(secret, hit.secret, steps)) found.push(secret);
      }
      unfinished ??= scanned.unfinished;
      if (found.length > MAX_FINDINGS) return { found, complete: false };
    }
    return unfinished === undefined ? { found, complete: true } : { found, complete: false, unfinished };
  };
}

/** A text is read together with its name when the name is one that credentials have. */
function scanNamed(text: string, name: string, scanner: TextScanner, steps: Steps): TextScan {
  const prefix = `${name}="`;
  const scanned = scanText(`${prefix}${text}"`, scanner, steps);
  if (scanned.hits.length === 0) return addValueAlone(scanned, text, scanner, steps);
  const own = scanned.hits.filter(({ end }) => end > prefix.length);
  const hits = own.map((hit) => ({
    ...hit,
    start: Math.max(0, hit.start - prefix.length),
    end: Math.min(text.length, hit.end - prefix.length),
  }));
  return addValueAlone({ ...scanned, hits }, text, scanner, steps);
}

/** Whether a name is one that credentials have. Requests have the same names over and over. */
function rememberTelling(matcher: Matcher): (name: ValueName) => boolean {
  const told = new Map<string | undefined, Map<string, boolean>>();
  let size = 0;
  return (name) => {
    const { inner, outer } = name;
    const known = told.get(outer)?.get(inner);
    if (known !== undefined) return known;
    const joined = joinName(name);
    if (joined.length > MAX_NAME) return false;
    const telling = matcher.isTelling(joined);
    if (++size > MAX_TOLD) {
      told.clear();
      size = 1;
    }
    const within = told.get(outer) ?? new Map<string, boolean>();
    told.set(outer, within.set(inner, telling));
    return telling;
  };
}

function toFound({ at, part }: SubmissionText, { rule, start, end, confidence }: Hit, fingerprint: string): FoundSecret {
  return { rule, at, part, start, end, confidence: Math.round(confidence * 100) / 100, fingerprint };
}
