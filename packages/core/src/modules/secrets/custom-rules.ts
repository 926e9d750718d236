import { compileRe2, isFound } from "../../policy/regex.ts";
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
  readonly group: number;
  readonly exempts: (found: Exemptible, steps: Steps) => boolean;
}

/** A match as exemptions look at it. */
interface Exemptible {
  readonly secret: () => string;
  readonly match: () => string;
  readonly line: () => string;
}

/** Around a keyword, how far a rule looks back and ahead. */
const BEFORE = 400;
const AFTER = 2000;
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
  const group = given.secretGroup ?? (groups > 0 ? 1 : 0);
  if (group > groups) throw new Error(`there is no group ${group} in the pattern`);
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

function compileExemption({ regexes, stopwords, target, all }: Exemption): Custom["exempts"] {
  const patterns = regexes.map((regex) => compileRe2(regex, MAX_PROGRAM_SIZE));
  return (found, steps) => {
    const text = patterns.length > 0 ? found[target]() : "";
    const byPattern = patterns.some((pattern) => isFound(pattern, text, steps));
    const byWord = stopwords.length > 0 && holdsWord(found.secret(), stopwords, steps);
    return all && patterns.length > 0 && stopwords.length > 0 ? byPattern && byWord : byPattern || byWord;
  };
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
    const starts = new Map<Custom, number[]>(always.map((rule) => [rule, []]));
    index.scan(text, (word, end) => {
      for (const rule of owners[word] ?? []) {
        const ends = starts.get(rule);
        if (ends === undefined) starts.set(rule, [end]);
        else ends.push(end);
      }
    });
    const hits: Hit[] = [];
    for (const [rule, ends] of starts)
      for (const [from, to] of windows(text, ends)) if (!find(text, from, to, rule, steps, hits)) return { hits, unfinished: rule.rule.id };
    return { hits };
  };
}

/** The parts of a text that a rule looks at: around its keywords, or all of it. */
function windows(text: string, ends: readonly number[]): (readonly [number, number])[] {
  if (ends.length === 0) return [[0, text.length]];
  const merged: [number, number][] = [];
  for (const end of ends) {
    const last = merged.at(-1);
    if (last !== undefined && end - BEFORE <= last[1]) last[1] = Math.min(text.length, end + AFTER);
    else merged.push([Math.max(0, end - BEFORE), Math.min(text.length, end + AFTER)]);
  }
  return merged;
}

/** @returns whether the rule was finished */
function find(text: string, from: number, to: number, custom: Custom, steps: Steps, hits: Hit[]): boolean {
  const matches = custom.pattern.find(text, steps, { from, to });
  for (const groups of matches ?? []) {
    if (steps.left < 0) break;
    const hit = toHit(text, from, to, custom, groups, steps);
    if (hit === undefined) continue;
    steps.left -= HIT_STEPS;
    hits.push(hit);
  }
  return matches !== undefined && steps.left >= 0;
}

function toHit(text: string, from: number, to: number, { rule, group, exempts }: Custom, groups: Groups, steps: Steps): Hit | undefined {
  const [matched = 0, matchEnd = 0] = groups;
  const start = groups[2 * group] as number;
  const end = groups[2 * group + 1] as number;
  const secret = start < 0 ? "" : text.slice(start, end);
  if (secret === "" || (rule.entropy > 0 && entropyOf(secret) <= rule.entropy)) return undefined;
  const found = {
    secret: () => secret,
    match: () => text.slice(matched, matchEnd),
    line: () => lineAround(text.slice(from, to), matched - from, matchEnd - from),
  };
  if (exempts(found, steps)) return undefined;
  return { rule, start, end, secret, confidence: rule.confidence };
}

function lineAround(text: string, start: number, end: number): string {
  const next = text.indexOf("\n", end);
  return text.slice(text.lastIndexOf("\n", start) + 1, next < 0 ? undefined : next);
}
