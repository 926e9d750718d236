import { compileRe2, type Groups, indexKeywords, isFound, type Pattern, type Steps } from "@agentlattice/patterns";
import { measure } from "../features.ts";
import type { SecretRule } from "../rules/secret-rules.ts";
import type { Span } from "../span.ts";
import type { Exemption, GitleaksRule } from "./gitleaks.ts";
import type { CustomScanner, SecretFinding } from "./scan-text.ts";

/** A rule that an organisation writes. */
export interface ExtraRule {
  readonly id: string;
  readonly title?: string | undefined;
  /** RE2 syntax. */
  readonly regex: string;
  readonly keywords: readonly string[];
  readonly entropy: number;
  readonly secret_group?: number | undefined;
  readonly confidence: number;
}

interface Custom {
  readonly rule: SecretRule;
  readonly pattern: Pattern;
  /** Group that is the credential. By default the first group that matched, else the whole match. */
  readonly group: number | undefined;
  /** Returns true when an allowlist entry exempts the match. */
  readonly isAllowed: IsAllowed;
}

type IsAllowed = (match: ComparedMatch, steps: Steps) => boolean;

/** The parts of a match that an allowlist entry is compared with. */
interface ComparedMatch {
  readonly secret: () => string;
  readonly match: () => string;
  readonly line: () => string;
}

/** Rules with keywords read longer texts only around their keywords: this many characters before and after. */
const WHOLE = 131_072;
const BEFORE = 2_000;
const AFTER = 10_000;
/** Steps of a search for one word, in addition to its characters. */
const WORD_STEPS = 20;
/** Steps that later stages need for each finding. */
const HIT_STEPS = 3_000;
const MAX_PROGRAM_SIZE = 4096;
/** Maximum size of all rules together, in instructions. */
const MAX_TOTAL_SIZE = 250_000;

/**
 * Compiles rules of the organisation; undefined when there are none.
 * @throws Error with a sentence that names the rule that cannot be used
 */
export function compileCustomRules(extra: readonly ExtraRule[], imported: readonly GitleaksRule[]): CustomScanner | undefined {
  const rules = [
    ...extra.map((rule) => ({ ...rule, title: rule.title ?? rule.id, secretGroup: rule.secret_group, exemptions: [] })),
    ...imported.map((rule) => ({ ...rule, confidence: 0.8 })),
  ];
  const allowlists = compileExemptions(rules.flatMap(({ exemptions }) => exemptions));
  let size = 0;
  const compiled = rules.map((rule) => {
    try {
      const custom = compile(rule, allowlists);
      size += custom.pattern.size;
      if (size > MAX_TOTAL_SIZE) throw new Error(`with the rules before it, it compiles to more than ${MAX_TOTAL_SIZE} instructions`);
      return custom;
    } catch (error) {
      throw new Error(`rule ${rule.id}: ${error instanceof Error ? error.message : "not valid"}`);
    }
  });
  return compiled.length === 0 ? undefined : matcherOf(compiled);
}

function compile(
  given: Omit<GitleaksRule, "exemptions"> & { readonly confidence: number; readonly exemptions: readonly Exemption[] },
  allowlists: ReadonlyMap<Exemption, IsAllowed>,
): Custom {
  const { id, title: description, regex, entropy, confidence, secretGroup: group } = given;
  const pattern = compileRe2(regex, MAX_PROGRAM_SIZE);
  if (group !== undefined && group > pattern.groups) throw new Error(`there is no group ${group} in the pattern`);
  const keywords = given.keywords.map((word) => word.toLowerCase());
  const exemptions = given.exemptions.map((one) => allowlists.get(one) as IsAllowed);
  const isAllowed: IsAllowed = (match, steps) => exemptions.some((exemption) => exemption(match, steps));
  return { rule: { id, description, category: "custom", keywords, regex, entropy, confidence }, pattern, group, isAllowed };
}

/** Compiles each exemption once, because those of the whole document apply to every rule. */
function compileExemptions(exemptions: readonly Exemption[]): ReadonlyMap<Exemption, IsAllowed> {
  return new Map([...new Set(exemptions)].map((exemption) => [exemption, compileExemption(exemption)]));
}

function compileExemption({ where, regexes, stopwords, target, all }: Exemption): IsAllowed {
  const patterns = regexes.map((regex) => compileRe2(regex, MAX_PROGRAM_SIZE, where));
  return (match, steps) => {
    const text = patterns.length > 0 ? match[target]() : "";
    const byPattern = patterns.some((pattern) => isFound(pattern, text, steps));
    const byWord = stopwords.length > 0 && containsWord(match.secret(), stopwords, steps);
    return all && patterns.length > 0 && stopwords.length > 0 ? byPattern && byWord : byPattern || byWord;
  };
}

function containsWord(secret: string, words: readonly string[], steps: Steps): boolean {
  steps.left -= words.length * (WORD_STEPS + secret.length);
  const lower = secret.toLowerCase();
  return steps.left >= 0 && words.some((word) => lower.includes(word));
}

function matcherOf(rules: readonly Custom[]): CustomScanner {
  const words = [...new Set(rules.flatMap(({ rule }) => rule.keywords ?? []))];
  const index = indexKeywords(words);
  const owners = words.map((word) => rules.filter(({ rule }) => rule.keywords?.includes(word)));
  const always = rules.filter(({ rule }) => rule.keywords?.length === 0);
  return (text, steps) => {
    const tried = new Map<Custom, number[]>(always.map((rule) => [rule, []]));
    index.scan(text, (word, end) => {
      for (const rule of owners[word] ?? []) {
        const ends = tried.get(rule);
        if (ends === undefined) tried.set(rule, [end]);
        else if (text.length > WHOLE) ends.push(end);
      }
    });
    const findings: SecretFinding[] = [];
    for (const [rule, ends] of tried)
      for (const part of partsOf(text, ends)) if (!find(text, part, rule, steps, findings)) return { findings, unfinished: rule.rule.id };
    return { findings };
  };
}

/** Returns the parts of a text that a rule reads: all of it, or the surroundings of keywords in a long text. */
function partsOf(text: string, ends: readonly number[]): Span[] {
  if (ends.length === 0 || text.length <= WHOLE) return [{ start: 0, end: text.length }];
  const merged: { start: number; end: number }[] = [];
  for (const at of ends) {
    const last = merged.at(-1);
    const end = Math.min(text.length, at + AFTER);
    if (last !== undefined && at - BEFORE <= last.end) last.end = end;
    else merged.push({ start: Math.max(0, at - BEFORE), end });
  }
  return merged;
}

/** @returns true when the rule was finished within the step budget */
function find(text: string, part: Span, custom: Custom, steps: Steps, findings: SecretFinding[]): boolean {
  const matches = custom.pattern.find(text, steps, { from: part.start, to: part.end });
  for (const groups of matches ?? []) {
    if (steps.left < 0) break;
    const hit = toHit(text, custom, groups, steps);
    if (hit === undefined) continue;
    steps.left -= HIT_STEPS;
    findings.push(hit);
  }
  return matches !== undefined && steps.left >= 0;
}

function toHit(text: string, { rule, group, isAllowed }: Custom, groups: Groups, steps: Steps): SecretFinding | undefined {
  const [matched = 0, matchEnd = 0] = groups;
  const { start, end } = spanOf(groups, group);
  const secret = start < 0 ? "" : text.slice(start, end);
  if (secret === "" || (rule.entropy > 0 && measure(secret).entropy <= rule.entropy)) return undefined;
  const match = {
    secret: () => secret,
    match: () => text.slice(matched, matchEnd),
    line: () => lineAround(text, matched, matchEnd),
  };
  if (isAllowed(match, steps)) return undefined;
  return { type: rule.id, rule, start, end, secret, confidence: rule.confidence };
}

/** Returns the span of a group; by default that of the first group that matched, else of the whole match. */
function spanOf(groups: Groups, group: number | undefined): Span {
  const spans = Array.from({ length: groups.length / 2 }, (_, i) => ({ start: groups[2 * i] as number, end: groups[2 * i + 1] as number }));
  const [whole, ...parts] = spans as [Span, ...Span[]];
  return group === undefined ? (parts.find(({ start, end }) => start >= 0 && end > start) ?? whole) : (spans[group] as Span);
}

function lineAround(text: string, start: number, end: number): string {
  const next = text.indexOf("\n", end);
  return text.slice(text.lastIndexOf("\n", start) + 1, next < 0 ? undefined : next);
}
