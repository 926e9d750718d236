import { indexKeywords } from "@agentlattice/patterns";
import { identifierAround } from "../extract/assignment.ts";
import { NAME_KEYWORDS } from "../extract/name-class.ts";
import { findTokenRuns } from "../normalize/base64.ts";
import { patternOf, valuePatternOf } from "../rules/compile-pattern.ts";
import type { SecretRule } from "../rules/secret-rules.ts";
import type { Span } from "../span.ts";

/** A match of a rule's expression. */
export interface RuleMatch extends Span {
  readonly rule: SecretRule;
  /** Start of the whole match; `start` is that of the value. */
  readonly from: number;
}

/** A rule of a vendor, and the expression that a value of such a name has to match from its start. */
export interface NamedRule {
  readonly rule: SecretRule;
  readonly pattern: RegExp;
}

/** An identifier that contains a word of a credential's name. */
export interface NameMatch extends Span {
  /** Rules of vendors whose name it contains. */
  readonly rules: readonly NamedRule[];
}

export interface Matches {
  readonly values: readonly RuleMatch[];
  /** In order of their position. */
  readonly names: readonly NameMatch[];
}

export interface Matcher {
  readonly match: (text: string) => Matches;
  /** Returns the rules of vendors that a name contains; undefined when it contains no word of a credential's name. */
  readonly matchName: (name: string) => readonly NamedRule[] | undefined;
}

/** Minimum length of a run of letters, digits, `_` and `-` at whose start rules without keywords are tried. */
const MIN_RUN = 22;
/** The result of a text in which nothing matched. */
export const NO_MATCHES: Matches = { values: [], names: [] };

interface Compiled {
  readonly rule: SecretRule;
  readonly pattern: RegExp;
}

interface Keyword {
  readonly patterns: readonly Compiled[];
  readonly rules: readonly NamedRule[];
  readonly isName: boolean;
}

/** Builds a matcher that reads a text once for all keywords and tries an expression only where one of its keywords occurs. */
export function compileMatcher(rules: readonly SecretRule[]): Matcher {
  const byWord = new Map<string, { patterns: Compiled[]; rules: NamedRule[]; isName: boolean }>();
  const keyword = (word: string) => {
    const known = byWord.get(word.toLowerCase());
    if (known !== undefined) return known;
    const made = { patterns: [], rules: [], isName: false };
    byWord.set(word.toLowerCase(), made);
    return made;
  };
  const withoutKeyword: Compiled[] = [];
  for (const word of NAME_KEYWORDS) keyword(word).isName = true;
  for (const rule of rules) {
    const pattern = patternOf(rule);
    if (pattern === undefined) {
      const named = { rule, pattern: valuePatternOf(rule) };
      for (const word of new Set(rule.names?.flatMap(spellings))) {
        const entry = keyword(word);
        entry.isName = true;
        entry.rules.push(named);
      }
      continue;
    }
    const compiled = { rule, pattern };
    const words = rule.prefixes ?? rule.keywords ?? [];
    if (words.length === 0) withoutKeyword.push(compiled);
    for (const word of new Set(words.map((one) => one.toLowerCase()))) keyword(word).patterns.push(compiled);
  }
  const words = [...byWord.keys()];
  const keywords: readonly Keyword[] = [...byWord.values()];
  const index = indexKeywords(words);

  return {
    match(text) {
      let starts: Map<Compiled, number[]> | undefined;
      let found: NameMatch[] | undefined;
      index.scan(text, (word, end) => {
        const { patterns, rules, isName } = keywords[word] as Keyword;
        const start = end - (words[word] as string).length;
        for (const compiled of patterns) starts = addStart(starts, compiled, start);
        if (isName) {
          found ??= [];
          found.push({ start, end, rules });
        }
      });
      if (withoutKeyword.length > 0 && text.length >= MIN_RUN)
        for (const start of runStarts(text)) for (const compiled of withoutKeyword) starts = addStart(starts, compiled, start);
      if (starts === undefined && found === undefined) return NO_MATCHES;
      const values: RuleMatch[] = [];
      for (const [compiled, at] of starts ?? []) tryAll(text, compiled, at, values);
      return { values, names: groupByIdentifier(text, found ?? []) };
    },
    matchName(name) {
      let rules: NamedRule[] | undefined;
      index.scan(name, (word) => {
        const found = keywords[word] as Keyword;
        if (found.isName) rules = [...(rules ?? []), ...found.rules];
      });
      return rules;
    },
  };
}

function addStart(starts: Map<Compiled, number[]> | undefined, compiled: Compiled, start: number): Map<Compiled, number[]> {
  const known = starts?.get(compiled);
  if (known === undefined) return (starts ?? new Map<Compiled, number[]>()).set(compiled, [start]);
  known.push(start);
  return starts as Map<Compiled, number[]>;
}

/** Several keywords of one identifier (`stripe`, `secret` and `key`) become one match. */
function groupByIdentifier(text: string, found: readonly NameMatch[]): readonly NameMatch[] {
  const names: NameMatch[] = [];
  let end = -1;
  for (const one of found) {
    const last = names.at(-1);
    if (last !== undefined && one.end <= end) {
      const start = Math.min(last.start, one.start);
      names[names.length - 1] = {
        start,
        end: Math.max(last.end, one.end),
        rules: one.rules.length === 0 ? last.rules : [...last.rules, ...one.rules],
      };
      continue;
    }
    end = identifierAround(text, one).end;
    names.push(one);
  }
  return names;
}

/** Tries one expression at its keywords, left to right, never inside its previous match. */
function tryAll(text: string, { rule, pattern }: Compiled, starts: number[], values: RuleMatch[]): void {
  if (starts.some((start, i) => i > 0 && start < (starts[i - 1] as number))) starts.sort((a, b) => a - b);
  let free = 0;
  for (const start of starts) {
    if (start < free) continue;
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null) continue;
    const end = match.index + match[0].length;
    const { secret, lead } = match.groups ?? {};
    values.push({ rule, from: match.index, start: secret === undefined ? match.index - (lead?.length ?? 0) : end - secret.length, end });
    free = end;
  }
}

/** Starts of runs of letters, digits, `_` and `-`. The letter of an escape such as `\\n` is in front of a run. */
function runStarts(text: string): number[] {
  return findTokenRuns(text, MIN_RUN).map(({ start }) =>
    text[start - 1] === "\\" && ESCAPES.includes(text[start] as string) ? start + 1 : start,
  );
}

/** Letters of escapes. */
const ESCAPES = "nrtbf";

/** Ways to write a name: `api_key`, `api-key`, `api key`, `api.key` and `apikey`. */
function spellings(name: string): readonly string[] {
  return name.includes("_") ? ["_", "-", " ", ".", ""].map((delimiter) => name.replaceAll("_", delimiter)) : [name];
}
