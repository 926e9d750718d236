import type { Span } from "../../text/base64.ts";
import { findDisguises, reveal } from "../../text/disguise.ts";
import { indexKeywords } from "../../text/keyword-index.ts";
import { CONTENT_RULES, type ContentRule } from "./rules.ts";

export interface ContentHit extends Span {
  readonly rule: ContentRule;
}

const compiled = CONTENT_RULES.map((rule) => ({ rule, sticky: new RegExp(rule.pattern, "iy") }));
const words = [...new Set(CONTENT_RULES.flatMap(({ keywords }) => keywords))];
const owners = words.map((word) => compiled.filter(({ rule }) => rule.keywords.includes(word)));
const index = indexKeywords(words);

/** What in a text reads like an order to a model or like harmful code; also with invisible and lookalike characters between. */
export function scanContent(text: string): ContentHit[] {
  const hits = match(text);
  if (!/[^\x00-\x7f]/.test(text)) return hits;
  for (const part of reveal(text, findDisguises(text)))
    for (const { rule, start, end } of match(part.text)) hits.push({ rule, ...part.origin(start, end) });
  return hits;
}

function match(text: string): ContentHit[] {
  const hits: ContentHit[] = [];
  const free = new Map<ContentRule, number>();
  index.scan(text, (word, end) => {
    const start = end - (words[word] as string).length;
    for (const { rule, sticky } of owners[word] ?? []) {
      if (start < (free.get(rule) ?? 0) || isWithinWord(text, start)) continue;
      sticky.lastIndex = start;
      const found = sticky.exec(text);
      if (found === null) continue;
      hits.push({ rule, start, end: start + found[0].length });
      free.set(rule, start + found[0].length);
    }
  });
  return hits;
}

function isWithinWord(text: string, start: number): boolean {
  return /[A-Za-z]/.test(text[start] as string) && /[A-Za-z0-9_]/.test(text[start - 1] ?? " ");
}
