import { classifyName, describesCredential, wordsOfName } from "../extract/name-class.ts";
import { type NamedValue, readAssignment } from "../extract/assignment.ts";
import { coverWholeValue, type Finding, mergeOverlaps } from "../findings.ts";
import type { Matcher, RuleMatch } from "../match/matcher.ts";
import type { Steps } from "../re2/automaton.ts";
import { decodeBase64Text } from "../normalize/base64.ts";
import type { Layer } from "../normalize/layers.ts";
import { valuePatternOf } from "../rules/compile-pattern.ts";
import { GENERIC_PASSWORD, GENERIC_SECRET, type SecretRule } from "../rules/secret-rules.ts";
import { scoreOf } from "../score.ts";
import { isListedDigest } from "./listed-digests.ts";
import { namedCells } from "./named-cells.ts";
import { validate } from "./validate.ts";

/** A credential in a text. */
export interface SecretFinding extends Finding {
  readonly rule: SecretRule;
  /** The credential without encodings; for its fingerprint only. */
  readonly secret: string;
}

/** Rules that an organisation wrote or imported. */
export type CustomScanner = (text: string, steps: Steps) => { readonly findings: readonly SecretFinding[]; readonly unfinished?: string };

export interface SecretScanner {
  readonly matcher: Matcher;
  readonly custom?: CustomScanner;
}

export interface TextScan {
  readonly findings: readonly SecretFinding[];
  /** Id of the custom rule for which the step budget ran out. */
  readonly unfinished?: string;
}

/** Findings below this score are not kept for a configuration with a lower threshold. */
const MIN_SCORE = 0.3;
/** A name before its qualifier: `api` in `api key`. */
const WORD_BEFORE = /([A-Za-z]+) $/;

/**
 * Returns every credential of a text, in order, without overlaps.
 * @param name - what the text is called, such as the path of a JSON member; empty when it has no name
 */
export function scanText(layers: readonly Layer[], name: string, scanner: SecretScanner, steps: Steps): TextScan {
  const found: SecretFinding[] = [];
  let unfinished: string | undefined;
  const given = (layers[0] as Layer).text;
  if (name !== "") found.push(...scanNamedValue(given, name, scanner.matcher));
  for (const layer of layers) {
    const custom = scanner.custom?.(layer.text, steps);
    unfinished ??= custom?.unfinished;
    for (const finding of [...scanLayer(layer.text, scanner.matcher), ...(custom?.findings ?? [])]) {
      const located = layer.locate(finding);
      found.push({ ...finding, ...(layer.kind === "given" && finding.rule.category !== "custom" ? coverWholeValue(given, located) : located) });
    }
  }
  const findings = found.length < 2 ? found : mergeOverlaps(found, rankOf);
  return unfinished === undefined ? { findings } : { findings, unfinished };
}

/** A rule of a vendor names a finding rather than a generic one. */
const rankOf = ({ rule, confidence }: SecretFinding) => (rule.category === "generic" || rule.category === "token" ? confidence : confidence + 1);

function scanLayer(text: string, matcher: Matcher): SecretFinding[] {
  const { values, names } = matcher.match(text);
  const found = values.flatMap((match) => toFinding(text, match));
  if (names.length === 0) return found;
  for (const match of names) {
    const assigned = readAssignment(text, match);
    if (assigned !== undefined) found.push(...judgeNamedValue(text, withWordBefore(text, assigned), match.rules));
  }
  const cells = namedCells(
    text,
    names.map(({ end }) => end),
    (name) => matcher.matchName(name) !== undefined,
  );
  for (const { start, end, name } of cells) {
    const cell: NamedValue = { name, nameStart: start, value: text.slice(start, end), start, end, operator: "member", isQuoted: true };
    found.push(...judgeNamedValue(text, cell, matcher.matchName(name) ?? []));
  }
  return found;
}

/** A whole text that has a name, such as a member of a JSON object. */
function scanNamedValue(text: string, name: string, matcher: Matcher): SecretFinding[] {
  const rules = matcher.matchName(name);
  if (rules === undefined) return [];
  const prefix = `${name}="`;
  const found = matcher
    .match(`${prefix}${text}"`)
    .values.filter(({ start, from }) => start >= prefix.length && from < prefix.length)
    .flatMap((match) => toFinding(text, { ...match, start: match.start - prefix.length, end: Math.min(text.length, match.end - prefix.length) }));
  const value = text.trim().replace(/^(?:Bearer|Basic|Token|ApiKey) {1,2}/i, "");
  const start = text.indexOf(value);
  return [...found, ...judgeNamedValue(text, { name, nameStart: 0, value, start, end: start + value.length, operator: "member", isQuoted: true }, rules)];
}

function toFinding(text: string, { rule, start, end }: RuleMatch): SecretFinding[] {
  const secret = text.slice(start, end);
  const confidence = validate(rule, secret);
  return confidence === undefined ? [] : [{ type: rule.id, rule, start, end, secret, confidence }];
}

const valuePatterns = new WeakMap<SecretRule, RegExp>();

function patternFor(rule: SecretRule): RegExp {
  const known = valuePatterns.get(rule) ?? valuePatternOf(rule);
  valuePatterns.set(rule, known);
  return known;
}

/** Judges a value by the rules of the vendors in its name, and by the kind of credential that the name announces. */
function judgeNamedValue(text: string, assigned: NamedValue, rules: readonly SecretRule[]): SecretFinding[] {
  const { name, value, start, end, operator, isQuoted } = assigned;
  const found: SecretFinding[] = [];
  for (const rule of rules) {
    if (describesCredential(name) && !namesDescription(rule, name)) continue;
    const pattern = patternFor(rule);
    pattern.lastIndex = start;
    const [secret] = pattern.exec(text) ?? [];
    const confidence = secret === undefined ? undefined : validate(rule, secret);
    if (secret !== undefined && confidence !== undefined) found.push({ type: rule.id, rule, start, end: start + secret.length, secret, confidence });
  }
  const nameClass = classifyName(name);
  if (nameClass === undefined || value === "" || isEncodedText(value)) return found;
  const kind = nameClass === "password" ? "password" : "key";
  const confidence = scoreOf(kind, { name, value, operator, isQuoted, isVendorKey: nameClass === "vendor" });
  if (confidence < MIN_SCORE || isListedDigest(text, start, end)) return found;
  const rule = nameClass === "password" ? GENERIC_PASSWORD : GENERIC_SECRET;
  found.push({ type: rule.id, rule, start, end, secret: value, confidence });
  return found;
}

/** A name such as `cc_test_reporter_id` ends with a word that elsewhere only describes a credential. */
function namesDescription(rule: SecretRule, name: string): boolean {
  const last = wordsOfName(name).at(-1) ?? "";
  return rule.names?.some((one) => one.endsWith(last)) === true;
}

/** Base64 of readable text is judged by what it decodes to. */
const isEncodedText = (value: string) =>
  /^[A-Za-z0-9+/_-]{12,}={0,2}$/.test(value) && decodeBase64Text(value, { start: 0, end: value.replace(/=+$/, "").length }) !== undefined;

/** In prose a name has its qualifier before it: `the api key is …`. */
function withWordBefore(text: string, assigned: NamedValue): NamedValue {
  if (text[assigned.nameStart - 1] !== " ") return assigned;
  const [, word] = WORD_BEFORE.exec(text.slice(Math.max(0, assigned.nameStart - 20), assigned.nameStart)) ?? [];
  return word === undefined ? assigned : { ...assigned, name: `${word} ${assigned.name}` };
}
