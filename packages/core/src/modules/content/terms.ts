import type { Span } from "../../text/base64.ts";
import type { ContentConfig, ContentDecision } from "./config.ts";

export interface TermHit extends Span {
  readonly name: string;
  readonly action: ContentDecision;
}

/** Finds words and phrases in any script, in either case, at the borders of words. One finding per list and text is enough. */
export function compileTerms(terms: ContentConfig["terms"]): (text: string) => TermHit[] {
  const lists = terms.map(({ name, words, action }) => ({ name, action, words: words.map((word) => word.toLowerCase()) }));
  return (text) => {
    if (lists.length === 0) return [];
    const lower = text.toLowerCase();
    // Some letters change their length: then offsets are those of the whole text.
    const whole = lower.length !== text.length;
    return lists.flatMap(({ name, action, words }) => {
      for (const word of words) {
        const start = findWord(lower, word);
        if (start >= 0) return { name, action, start: whole ? 0 : start, end: whole ? text.length : start + word.length };
      }
      return [];
    });
  };
}

const WORD = /[\p{L}\p{N}_]/u;

function findWord(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const opens = !WORD.test(text[at - 1] ?? " ") || !WORD.test(word[0] as string);
    const closes = !WORD.test(text[at + word.length] ?? " ") || !WORD.test(word.at(-1) as string);
    if (opens && closes) return at;
  }
  return -1;
}
