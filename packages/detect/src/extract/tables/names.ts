import { nameIn } from "./cells.ts";

const MAX_NAME = 48;
/** What stands around a name that stands by itself, two blanks aside. */
const EDGES = Uint8Array.from({ length: 0x10000 }, (_, code) =>
  "\n\r\t|│┃;,\"'`:=<>(){}[]&\\".includes(String.fromCharCode(code)) ? 1 : 0,
);
/** What stands before a name in quotes that is the value of another. */
const OF_ANOTHER = /[:=] ?\\?["'`]$/;
/** Behind a name these say that its value comes next. */
const KEY = /^\\?["'`]? ?(?:=|:(?![ \t\r*_]{0,8}(?:\n|<|\\[nr]|$)))/;

/** Names that say what a value is. */
export interface Names {
  /** Where the words end that those were found by, in order, that may be the name of a column or a line. */
  readonly ends: readonly number[];
  /** Whether some are the value of another name, as a label is. */
  readonly haveLabels: boolean;
  readonly isEmpty: boolean;
}

/** Names that stand by themselves where these words end: of a column, beside a value, on a line. */
export function namesAt(text: string, words: readonly number[], hintOf: (name: string) => string): Names {
  const ends: number[] = [];
  let haveLabels = false;
  let isEmpty = true;
  let read = 0;
  for (const word of words) {
    if (word <= read) continue;
    const end = edgeBehind(text, word);
    const start = edgeBefore(text, word);
    const name = nameIn(text, { start, end });
    if (name === undefined || hintOf(name) === "none") continue;
    read = end;
    isEmpty = false;
    if (KEY.test(text.slice(end, end + 12))) continue;
    if (isQuote(text[end]) && OF_ANOTHER.test(text.slice(Math.max(0, start - 4), start))) haveLabels = true;
    else ends.push(word);
  }
  return { ends, haveLabels, isEmpty };
}

const isQuote = (char: string | undefined) => char === '"' || char === "'" || char === "`" || char === "\\";

function edgeBehind(text: string, at: number): number {
  const last = Math.min(text.length, at + MAX_NAME);
  let i = at;
  while (i < last && EDGES[text.charCodeAt(i)] === 0 && !isApart(text, i, i + 1)) i++;
  return i;
}

function edgeBefore(text: string, at: number): number {
  const first = Math.max(0, at - MAX_NAME - 1);
  let i = at;
  while (i > first && EDGES[text.charCodeAt(i - 1)] === 0 && !isApart(text, i - 1, i - 2)) i--;
  return text[i - 1] === "\\" && isEscape(text[i]) ? i + 1 : i;
}

const isApart = (text: string, one: number, other: number) => text[one] === " " && text[other] === " ";

export const isEscape = (char: string | undefined) => char === "n" || char === "r" || char === "t";
