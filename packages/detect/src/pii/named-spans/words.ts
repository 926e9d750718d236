import { indexKeywords } from "@agentlattice/patterns";
import { isEscape } from "../../extract/tables/names.ts";
import WORDS from "../../rules/personal-words.json" with { type: "json" };

/** Words that occur in names of personal data. */
const naming = WORDS.naming.split(" ");
/** Words in names of personal data that count only at the beginning of a word. */
const beginning = WORDS.beginning.split(" ");
const words = [...naming, ...beginning, ...WORDS.spoken.split(" ")];
const index = indexKeywords(words);
const FIRST_BEGINNING = naming.length;
const FIRST_SPOKEN = naming.length + beginning.length;

const ELSEWHERE = new RegExp(WORDS.elsewhere, "giu");
/** Matches a letter beyond ASCII; each word of `ELSEWHERE` contains one. */
const LETTER = /[à-ž\u0370-\u1fff\u3040-\ud7ff]/i;

/** Ends of the words that describe values, ascending. */
export interface Words {
  /** Ends of words in names of personal data. */
  readonly naming: readonly number[];
  /** Ends of words before phone numbers. */
  readonly spoken: readonly number[];
  readonly isAscii: boolean;
}

/** Finds the words of a text in one pass. */
export function wordsIn(text: string): Words {
  const naming: number[] = [];
  const spoken: number[] = [];
  const isAscii = index.scan(text, (word, end) => {
    if (word >= FIRST_SPOKEN) spoken.push(end);
    else if (word < FIRST_BEGINNING || !isLetterBefore(text, end - (words[word] as string).length)) naming.push(end);
  });
  if (!isAscii && LETTER.test(text)) {
    for (const { 0: word, index: start } of text.matchAll(ELSEWHERE)) naming.push(start + word.length);
    naming.sort((a, b) => a - b);
  }
  return { naming, spoken, isAscii };
}

/** Returns true when a letter precedes that is not part of an escaped line break or tab. */
function isLetterBefore(text: string, at: number): boolean {
  const letter = (text.charCodeAt(at - 1) | 32) - 97;
  return letter >= 0 && letter < 26 && !(text[at - 2] === "\\" && isEscape(text[at - 1]));
}
