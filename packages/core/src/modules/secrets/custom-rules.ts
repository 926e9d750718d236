import { compileRe2, isFound } from "../../conditions/regex.ts";
import type { Span } from "../../text/base64.ts";
import { entropyOf } from "../../text/entropy.ts";
import { indexKeywords } from "../../text/keyword-index.ts";
import type { Steps } from "../../text/pattern/automaton.ts";
import type { Groups, Pattern } from "../../text/pattern/pattern.ts";
import type { ExtraRule } from "./config.ts";
import type { Exemption, GitleaksRule } from "./gitleaks.ts";
import type { SecretRule } from "./rule.ts";
import type { Hit, TextScanner } from "./scan-text.ts";

interface Custom {
  readonly rule: SecretRule;
  readonly pattern: Pattern;
  /** Without it: the first that holds something, else the whole match. */
  readonly group: number | undefined;
  readonly exempts: (found: Exemptible, steps: Steps) => boolean;
}

/** A match as exemptions look at it. */
interface Exemptible {
  readonly secret: () => string;
  readonly match: () => string;
  readonly line: () => string;
}

/** Of a text that is longer, a rule with keywords looks at what is around them: so far back and ahead. */
const WHOLE = 131_072;
const BEFORE = 2_000;
const AFTER = 10_000;
/** What a look for one word costs, beside the characters. */
const WORD_STEPS = 20;
/** What a hit costs all that comes after it. */
const HIT_STEPS = 3_000;
const MAX_PROGRAM_SIZE = 4096;
/** Of all rules together. */
const MAX_TOTAL_SIZE = 250_000;

/**
 * Compiles rules of the organisation; undefined when there are none.
 * @throws Error with a sentence that names the rule that cannot be used
 */
export function compileCustomRules(extra: readonly ExtraRule[], imported: readonly GitleaksRule[]): TextScanner["custom"] {
  const rules = [
    ...extra.map((rule) => ({ ...rule, title: rule.title ?? rule.id, secretGroup: rule.secret_group, exemptions: [] })),
    ...imported.map((rule) => ({ ...rule, confidence: 0.8 })),
  ];
  const exempting = compileExemptions(rules.flatMap(({ exemptions }) => exemptions));
  let size = 0;
  const compiled = rules.map((rule) => {
    try {
      const custom = compile(rule, exempting);
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
  exempting: ReadonlyMap<Exemption, Custom["exempts"]>,
): Custom {
  const pattern = compileRe2(given.regex, MAX_PROGRAM_SIZE);
  const { groups } = pattern;
  const group = given.secretGroup;
  if (group !== undefined && group > groups) throw new Error(`there is no group ${group} in the pattern`);
  const exemptions = given.exemptions.map((one) => exempting.get(one) as Custom["exempts"]);
  const { id, title, keywords, entropy, confidence } = given;
  return {
    rule: {
      id,
      title,
      category: "custom",
      keywords: keywords.map((word) => word.toLowerCase()),
      pattern: given.regex,
      flags: "",
      entropy,
      confidence,
    },
    pattern,
    group,
    exempts: (found, steps) => exemptions.some((exempts) => exempts(found, steps)),
  };
}

/** Exemptions of the whole document stand at every rule, and are compiled once. */
function compileExemptions(exemptions: readonly Exemption[]): ReadonlyMap<Exemption, Custom["exempts"]> {
  return new Map([...new Set(exemptions)].map((exemption) => [exemption, compileExemption(exemption)]));
}

function compileExemption({ where, regexes, stopwords, target, all }: Exemption): Custom["exempts"] {
  const patterns = regexes.map((regex) => compileExempting(regex, where));
  return (found, steps) => {
    const text = patterns.length > 0 ? found[target]() : "";
    const byPattern = patterns.some((pattern) => isFound(pattern, text, steps));
    const byWord = stopwords.length > 0 && holdsWord(found.secret(), stopwords, steps);
    return all && patterns.length > 0 && stopwords.length > 0 ? byPattern && byWord : byPattern || byWord;
  };
}

function compileExempting(regex: string, where: string): Pattern {
  try {
    return compileRe2(regex, MAX_PROGRAM_SIZE);
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : "not valid"}`);
  }
}

function holdsWord(secret: string, words: readonly string[], steps: Steps): boolean {
  steps.left -= words.length * (WORD_STEPS + secret.length);
  const lower = secret.toLowerCase();
  return steps.left >= 0 && words.some((word) => lower.includes(word));
}

function matcherOf(rules: readonly Custom[]): NonNullable<TextScanner["custom"]> {
  const words = [...new Set(rules.flatMap(({ rule }) => rule.keywords))];
  const index = indexKeywords(words);
  const owners = words.map((word) => rules.filter(({ rule }) => rule.keywords.includes(word)));
  const always = rules.filter(({ rule }) => rule.keywords.length === 0);
  return (text, steps) => {
    const tried = new Map<Custom, number[]>(always.map((rule) => [rule, []]));
    index.scan(text, (word, end) => {
      for (const rule of owners[word] ?? []) {
        const ends = tried.get(rule);
        if (ends === undefined) tried.set(rule, [end]);
        else if (text.length > WHOLE) ends.push(end);
      }
    });
    const hits: Hit[] = [];
    for (const [rule, ends] of tried)
      for (const part of partsOf(text, ends)) if (!find(text, part, rule, steps, hits)) return { hits, unfinished: rule.rule.id };
    return { hits };
  };
}

/** What a rule looks at: all of a text, or what is around the keywords of a long one. */
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

/** @returns whether the rule was finished */
function find(text: string, part: Span, custom: Custom, steps: Steps, hits: Hit[]): boolean {
  const matches = custom.pattern.find(text, steps, { from: part.start, to: part.end });
  for (const groups of matches ?? []) {
    if (steps.left < 0) break;
    const hit = toHit(text, custom, groups, steps);
    if (hit === undefined) continue;
    steps.left -= HIT_STEPS;
    hits.push(hit);
  }
  return matches !== undefined && steps.left >= 0;
}

function toHit(text: string, { rule, group, exempts }: Custom, groups: Groups, steps: Steps): Hit | undefined {
  const [matched = 0, matchEnd = 0] = groups;
  const { start, end } = spanOf(groups, group ?? firstThatHolds(groups));
  const secret = start < 0 ? "" : text.slice(start, end);
  if (secret === "" || (rule.entropy > 0 && entropyOf(secret) <= rule.entropy)) return undefined;
  const found = {
    secret: () => secret,
    match: () => text.slice(matched, matchEnd),
    line: () => lineAround(text, matched, matchEnd),
  };
  if (exempts(found, steps)) return undefined;
  return { rule, start, end, secret, confidence: rule.confidence };
}

function spanOf(groups: Groups, group: number): Span {
  return { start: groups[2 * group] as number, end: groups[2 * group + 1] as number };
}

function firstThatHolds(groups: Groups): number {
  for (let group = 1; 2 * group < groups.length; group++) {
    const { start, end } = spanOf(groups, group);
    if (start >= 0 && end > start) return group;
  }
  return 0;
}

function lineAround(text: string, start: number, end: number): string {
  const next = text.indexOf("\n", end);
  return text.slice(text.lastIndexOf("\n", start) + 1, next < 0 ? undefined : next);
}
