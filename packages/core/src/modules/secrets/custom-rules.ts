import type { RE2JS } from "re2js";
import { compileRe2 } from "../../policy/regex.ts";
import { entropyOf } from "../../text/entropy.ts";
import { indexKeywords } from "../../text/keyword-index.ts";
import type { ExtraRule } from "./config.ts";
import type { Exemption, GitleaksRule } from "./gitleaks.ts";
import type { SecretRule } from "./rule.ts";
import type { Hit, TextScanner } from "./scan-text.ts";

interface Custom {
  readonly rule: SecretRule;
  readonly regex: RE2JS;
  readonly group: number;
  readonly costPerChar: number;
  readonly exempts: (secret: string, match: string, line: string) => boolean;
}

/** Around a keyword, how far a rule looks back and ahead. */
const BEFORE = 400;
const AFTER = 2000;
/** Steps that custom rules may take on one text: 20 per character, enough for a short one in any case, and never more than so many. */
const STEPS_PER_CHAR = 20;
const LEAST_STEPS = 400_000;
const MOST_STEPS = 1_000_000;
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
      size += custom.regex.programSize();
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
  const regex = compileRe2(given.regex);
  const size = regex.programSize();
  if (size > MAX_PROGRAM_SIZE) throw new Error(`the pattern compiles to ${size} instructions, at most ${MAX_PROGRAM_SIZE} are allowed`);
  const groups = regex.groupCount();
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
    regex,
    group,
    costPerChar: 1 + (size >> 7),
    exempts: (secret, match, line) => exemptions.some((exempts) => exempts(secret, match, line)),
  };
}

/** Exemptions of the whole document stand at every rule, and are compiled once. */
function compileExemptions(exemptions: readonly Exemption[]): ReadonlyMap<Exemption, Custom["exempts"]> {
  return new Map([...new Set(exemptions)].map((exemption) => [exemption, compileExemption(exemption)]));
}

function compileExemption({ regexes, stopwords, target, all }: Exemption): Custom["exempts"] {
  const patterns = regexes.map(compileRe2);
  return (secret, match, line) => {
    const text = { secret, match, line }[target];
    const byPattern = patterns.some((pattern) => pattern.test(text));
    const byWord = stopwords.length > 0 && stopwords.some((word) => secret.toLowerCase().includes(word));
    return all && patterns.length > 0 && stopwords.length > 0 ? byPattern && byWord : byPattern || byWord;
  };
}

function matcherOf(rules: readonly Custom[]): NonNullable<TextScanner["custom"]> {
  const words = [...new Set(rules.flatMap(({ rule }) => rule.keywords))];
  const index = indexKeywords(words);
  const owners = words.map((word) => rules.filter(({ rule }) => rule.keywords.includes(word)));
  const always = rules.filter(({ rule }) => rule.keywords.length === 0);
  return (text) => {
    const starts = new Map<Custom, number[]>(always.map((rule) => [rule, []]));
    index.scan(text, (word, end) => {
      for (const rule of owners[word] ?? []) {
        const ends = starts.get(rule);
        if (ends === undefined) starts.set(rule, [end]);
        else ends.push(end);
      }
    });
    const hits: Hit[] = [];
    let steps = Math.min(MOST_STEPS, Math.max(LEAST_STEPS, text.length * STEPS_PER_CHAR));
    for (const [rule, ends] of starts) {
      for (const [from, to] of windows(text, ends)) {
        steps -= (to - from) * rule.costPerChar;
        if (steps < 0) return { hits, complete: false };
        find(text, from, to, rule, hits);
      }
    }
    return { hits, complete: true };
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

function find(text: string, from: number, to: number, { rule, regex, group, exempts }: Custom, hits: Hit[]): void {
  const part = from === 0 && to === text.length ? text : text.slice(from, to);
  const matcher = regex.matcher(part);
  while (matcher.find()) {
    const start = matcher.start(group);
    if (start < 0) continue;
    const secret = part.slice(start, matcher.end(group));
    if (secret === "" || (rule.entropy > 0 && entropyOf(secret) <= rule.entropy)) continue;
    const lineStart = part.lastIndexOf("\n", matcher.start()) + 1;
    const lineEnd = part.indexOf("\n", matcher.end());
    if (exempts(secret, part.slice(matcher.start(), matcher.end()), part.slice(lineStart, lineEnd < 0 ? undefined : lineEnd))) continue;
    hits.push({ rule, start: from + start, end: from + start + secret.length, secret, confidence: rule.confidence });
  }
}
