import type { Span } from "../span.ts";

/** A list of words and phrases that an organisation forbids. */
export interface TermList {
  readonly name: string;
  readonly words: readonly string[];
}

export interface TermFinding extends Span {
  readonly name: string;
}

/** Returns a scanner for words and phrases in any script, in either case, at word boundaries. It reports one finding per list and text. */
export function compileTerms(terms: readonly TermList[]): (text: string) => TermFinding[] {
  const lists = terms.map(({ name, words }) => ({ name, words: words.map((word) => word.toLowerCase()) }));
  return (text) => {
    if (lists.length === 0) return [];
    const lower = text.toLowerCase();
    // Some letters change their length in lower case; the offsets then are those of the whole text.
    const whole = lower.length !== text.length;
    return lists.flatMap(({ name, words }) => {
      for (const word of words) {
        const start = findWord(lower, word);
        if (start >= 0) return { name, start: whole ? 0 : start, end: whole ? text.length : start + word.length };
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
