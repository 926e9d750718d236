import type { Steps } from "@agentlattice/patterns";
import { type NamedValue, readAssignment } from "../extract/assignment.ts";
import { classifyName, describesCredential, wordsOfName } from "../extract/name-class.ts";
import { coverWholeValues, type Finding, mergeOverlaps } from "../findings.ts";
import { type Matcher, type Matches, type NamedRule, NO_MATCHES, type RuleMatch } from "../match/matcher.ts";
import { decodeBase64Text } from "../normalize/base64.ts";
import type { Layer } from "../normalize/layers.ts";
import { GENERIC_RULES, type SecretRule, type Validator } from "../rules/secret-rules.ts";
import { type Candidate, type SecretKind, scoreOf } from "../score.ts";
import { findCredentialCells } from "./find-credential-cells.ts";
import { isListedDigest } from "./listed-digests.ts";
import { isPublished, validate } from "./validate.ts";

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
  readonly custom?: CustomScanner | undefined;
}

export interface TextScan {
  readonly findings: readonly SecretFinding[];
  /** Id of the custom rule for which the step budget ran out. */
  readonly unfinished?: string;
}

const NOTHING_FOUND: TextScan = { findings: [] };
/** Findings below this score are not kept for a configuration with a lower threshold. */
const MIN_SCORE = 0.3;
/** Maximum number of names that are read inside one unquoted value, so that a text of names without blanks takes linear time. */
const MAX_NESTED = 8;
/** A shorter value is no credential. */
const MIN_VALUE = 5;
/** A name that is an option, in a list of arguments. */
const OPTION = /(?:^| )--?[A-Za-z][\w-]*$/;
const IN_PROSE: ReadonlySet<string> = new Set(["prose", "space", "pair"]);
const WORD_BEFORE = /([A-Za-z]+) $/;

/**
 * Returns every credential of a text, in order, without overlaps.
 * @param name - path of the JSON member that holds the text; empty when it has none
 */
export function scanText(layers: readonly Layer[], name: string, scanner: SecretScanner, steps: Steps): TextScan {
  const { matcher } = scanner;
  const given = (layers[0] as Layer).text;
  const rules = name === "" ? undefined : matcher.matchName(name);
  const matches = matcher.match(given);
  if (layers.length === 1 && rules === undefined && matches === NO_MATCHES && scanner.custom === undefined) return NOTHING_FOUND;

  const found: SecretFinding[] = [];
  let unfinished: string | undefined;
  const scores: Scores = new Map();
  const cover = coverWholeValues(given);
  if (rules !== undefined) {
    found.push(...judgeAll(given, readNamedText(given, name, rules, matcher), scores));
    const custom = scanWithName(given, name, scanner, steps);
    unfinished = custom?.unfinished;
    found.push(...(custom?.findings ?? []));
  }
  for (const layer of layers) {
    const custom = scanner.custom?.(layer.text, steps);
    unfinished ??= custom?.unfinished;
    const read = readMatches(layer.text, layer.text === given ? matches : matcher.match(layer.text), matcher);
    for (const finding of [...judgeAll(layer.text, read, scores), ...(custom?.findings ?? [])]) {
      const located = layer.locate(finding);
      found.push({
        ...finding,
        ...(layer.kind === "given" && finding.rule.category !== "custom" ? cover(located) : located),
      });
    }
  }
  const findings = found.length < 2 ? found : mergeOverlaps(found, rankOf);
  return unfinished === undefined ? { findings } : { findings, unfinished };
}

/** Tries custom rules on a text whose name announces a credential, with the name in front, as in `token="…"`. */
function scanWithName(text: string, name: string, { custom }: SecretScanner, steps: Steps): ReturnType<CustomScanner> | undefined {
  if (custom === undefined) return undefined;
  const prefix = `${name}="`;
  const scanned = custom(`${prefix}${text}"`, steps);
  const findings = scanned.findings.flatMap((finding) => {
    const start = Math.max(0, finding.start - prefix.length);
    const end = Math.min(text.length, finding.end - prefix.length);
    return end > start ? [{ ...finding, start, end }] : [];
  });
  return { ...scanned, findings };
}

/** A rule of a vendor names a finding rather than a generic one. */
const rankOf = ({ rule, confidence }: SecretFinding) =>
  rule.category === "generic" || rule.category === "token" ? confidence : confidence + 1;

/** Credentials that are known by their format, and values whose score decides. */
interface Found {
  readonly findings: SecretFinding[];
  readonly candidates: RuleCandidate[];
}

/** A candidate and the rule that it is a finding of. */
interface RuleCandidate extends Candidate {
  readonly rule: SecretRule;
}

/** Adds the candidates that score high enough to the findings. */
function judgeAll(text: string, { findings, candidates }: Found, scores: Scores): readonly SecretFinding[] {
  for (const candidate of candidates) judge(text, candidate, findings, scores);
  return findings;
}

/** Returns every value of a text that its name or its context announces as a credential. For fitting the weights of the score. */
export function candidatesOf(layers: readonly Layer[], name: string, matcher: Matcher): readonly (Candidate & { readonly layer: Layer })[] {
  const given = layers[0] as Layer;
  const rules = name === "" ? undefined : matcher.matchName(name);
  const named =
    rules === undefined ? [] : readNamedText(given.text, name, rules, matcher).candidates.map((one) => ({ ...one, layer: given }));
  const read = ({ text }: Layer) => readMatches(text, matcher.match(text), matcher).candidates;
  return [...named, ...layers.flatMap((layer) => read(layer).map((one) => ({ ...one, layer })))];
}

function readMatches(text: string, { values, names }: Matches, matcher: Matcher): Found {
  const found: Found = { findings: [], candidates: [] };
  for (const match of values) readMatch(text, match, found);
  if (names.length === 0) return found;
  let valueEnd = 0;
  let nested = 0;
  for (const match of names) {
    nested = match.start < valueEnd ? nested + 1 : 0;
    if (nested > MAX_NESTED) continue;
    const assigned = readAssignment(text, match);
    if (assigned === undefined) continue;
    if (!assigned.isQuoted) valueEnd = Math.max(valueEnd, assigned.end);
    if (assigned.value.length < MIN_VALUE && match.rules.length === 0) continue;
    readNamedValue(text, withWordBefore(text, assigned), match.rules, found);
  }
  const cells = findCredentialCells(
    text,
    names.map(({ end }) => end),
    (name) => matcher.matchName(name) !== undefined,
  );
  for (const { start, end, name } of cells) {
    const cell: NamedValue = { name, nameStart: start, value: text.slice(start, end), start, end, operator: "member", isQuoted: true };
    readNamedValue(text, cell, matcher.matchName(name) ?? [], found);
  }
  return found;
}

/** A whole text that has a name, such as a member of a JSON object. */
function readNamedText(text: string, name: string, rules: readonly NamedRule[], matcher: Matcher): Found {
  const found: Found = { findings: [], candidates: [] };
  const prefix = `${name}="`;
  for (const match of matcher.match(`${prefix}${text}"`).values)
    if (match.start >= prefix.length && match.from < prefix.length)
      readMatch(text, { ...match, start: match.start - prefix.length, end: Math.min(text.length, match.end - prefix.length) }, found);
  const value = text.trim().replace(/^(?:Bearer|Basic|Token|ApiKey) {1,2}/i, "");
  const start = text.indexOf(value);
  const operator = OPTION.test(name) ? "option" : "member";
  readNamedValue(text, { name, nameStart: 0, value, start, end: start + value.length, operator, isQuoted: true }, rules, found);
  return found;
}

/** Reads a match of a rule. */
function readMatch(text: string, { rule, start, end }: RuleMatch, found: Found): void {
  const value = text.slice(start, end);
  const isQuoted = isQuote(text[start - 1]);
  addMatch({ rule, start, end, value, name: "", word: rule.id, nameClass: "rule", operator: "rule", isQuoted }, found);
}

/** Adds a value that matches a rule: its format proves a credential, or its score decides. */
function addMatch(match: Omit<RuleCandidate, "kind">, { findings, candidates }: Found): void {
  const { rule, start, end, value } = match;
  const confidence = validate(rule, value);
  if (confidence === undefined) return;
  const kinds = rule.validator && SCORED[rule.validator];
  for (const kind of kinds ?? []) candidates.push({ ...match, kind });
  if (kinds === undefined) findings.push({ type: rule.id, rule, start, end, secret: value, confidence });
}

/** The kinds of credential as which the value of a rule is scored, by its validator. The format decides for the other validators. */
const SCORED: { readonly [validator in Validator]?: readonly SecretKind[] } = {
  key: ["key"],
  password: ["password"],
  any: ["key", "password"],
};
const isQuote = (char: string | undefined) => char === '"' || char === "'" || char === "`";

/** Judges a value by the rules of the vendors in its name, and by the kind of credential that the name announces. */
function readNamedValue(text: string, assigned: NamedValue, rules: readonly NamedRule[], found: Found): void {
  const { name, value, start, end, operator, isQuoted, isArgument } = assigned;
  for (const { rule, pattern } of rules) {
    if (describesCredential(name) && !namesDescription(rule, name)) continue;
    pattern.lastIndex = start;
    const [value] = pattern.exec(text) ?? [];
    const match = { rule, start, name, word: rule.id, nameClass: "rule", operator, isQuoted } as const;
    if (value !== undefined) addMatch({ ...match, value, end: start + value.length }, found);
  }
  const announced = classifyName(name);
  if (announced === undefined || value.length < MIN_VALUE) return;
  const { nameClass, word } = announced;
  const kind = nameClass === "password" ? "password" : "key";
  const rule = genericRuleFor(kind, assigned);
  found.candidates.push({ kind, rule, name, word, nameClass, value: decoded(value), operator, isQuoted, isArgument, start, end });
}

function genericRuleFor(kind: SecretKind, { operator, isQuoted }: NamedValue): SecretRule {
  if (operator === "directive" || operator === "option") return GENERIC_RULES[operator];
  if (kind === "password") return isQuoted ? GENERIC_RULES.quotedPassword : GENERIC_RULES.password;
  return isQuoted ? GENERIC_RULES.quotedKey : GENERIC_RULES.key;
}

/** Scores of the candidates of one scan. The same names and values repeat in logs, tables and hostile texts. */
type Scores = Map<string, number>;

function scoreOnce(candidate: RuleCandidate, scores: Scores): number {
  const { kind, operator, isQuoted, isArgument, word, name, value } = candidate;
  const key = `${kind} ${operator} ${isQuoted} ${isArgument} ${word} ${name} ${value}`;
  let score = scores.get(key);
  if (score === undefined) {
    score = scoreOf(candidate);
    scores.set(key, score);
  }
  return score;
}

function judge(text: string, candidate: RuleCandidate, findings: SecretFinding[], scores: Scores): void {
  const { rule, value, start, end } = candidate;
  const confidence = scoreOnce(candidate, scores);
  if (confidence < MIN_SCORE || isPublished(value) || isListedDigest(text, start, end)) return;
  findings.push({ type: rule.id, rule, start, end, secret: value, confidence });
}

/** A name such as `cc_test_reporter_id` ends with a word that elsewhere only describes a credential. */
function namesDescription(rule: SecretRule, name: string): boolean {
  const last = wordsOfName(name).at(-1) ?? "";
  return rule.names?.some((one) => one.endsWith(last)) === true;
}

/** Returns what a value decodes to when it is base64 of readable text: it is judged by that. */
function decoded(value: string): string {
  if (!/^[A-Za-z0-9+/_-]{12,}={0,2}$/.test(value)) return value;
  return decodeBase64Text(value, { start: 0, end: value.replace(/=+$/, "").length }) ?? value;
}

/** In prose a name has its qualifier before it: `the api key is …`. */
function withWordBefore(text: string, assigned: NamedValue): NamedValue {
  const { name, nameStart, operator } = assigned;
  if (text[nameStart - 1] !== " " || !IN_PROSE.has(operator) || wordsOfName(name).length > 1) return assigned;
  const [, word] = WORD_BEFORE.exec(text.slice(Math.max(0, nameStart - 20), nameStart)) ?? [];
  return word === undefined ? assigned : { ...assigned, name: `${word} ${name}` };
}
