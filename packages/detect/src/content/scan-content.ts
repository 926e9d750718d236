import { indexKeywords } from "@agentlattice/patterns";
import type { Layer } from "../normalize/layers.ts";
import RULES from "../rules/content.json" with { type: "json" };
import type { Span } from "../span.ts";

/**
 * A phrase that gives a model new instructions, or code that does harm.
 * INVARIANT: a match begins where a keyword begins and has a bounded length.
 */
export interface ContentRule {
  readonly id: string;
  readonly kind: "prompt_injection" | "unsafe_code";
  /** Lower case, ASCII. */
  readonly keywords: readonly string[];
  /** Matched without regard to case. */
  readonly regex: string;
  /** Suspicion of one match, 0 to 1. */
  readonly weight: number;
}

export const CONTENT_RULES = RULES as readonly ContentRule[];

export interface ContentFinding extends Span {
  readonly rule: ContentRule;
}

const compiled = CONTENT_RULES.map((rule) => ({ rule, pattern: new RegExp(rule.regex, "iy") }));
const words = [...new Set(CONTENT_RULES.flatMap(({ keywords }) => keywords))];
const owners = words.map((word) => compiled.filter(({ rule }) => rule.keywords.includes(word)));
const index = indexKeywords(words);

/** Returns the matches of every rule in every reading of a text. Decoded text is not instructions that a model would follow. */
export function scanContent(layers: readonly Layer[]): ContentFinding[] {
  return layers
    .filter(({ kind }) => kind !== "decoded")
    .flatMap(({ text, locate }) => match(text).map(({ rule, ...span }) => ({ rule, ...locate(span) })));
}

function match(text: string): ContentFinding[] {
  const found: ContentFinding[] = [];
  const free = new Map<ContentRule, number>();
  index.scan(text, (word, end) => {
    const start = end - (words[word] as string).length;
    for (const { rule, pattern } of owners[word] ?? []) {
      if (start < (free.get(rule) ?? 0) || isInsideWord(text, start)) continue;
      pattern.lastIndex = start;
      const [matched] = pattern.exec(text) ?? [];
      if (matched === undefined) continue;
      found.push({ rule, start, end: start + matched.length });
      free.set(rule, start + matched.length);
    }
  });
  return found;
}

const isInsideWord = (text: string, start: number) => /[A-Za-z]/.test(text[start] as string) && /[A-Za-z0-9_]/.test(text[start - 1] ?? " ");
