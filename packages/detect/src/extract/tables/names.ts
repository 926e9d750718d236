import { nameIn } from "./cells.ts";

const MAX_NAME = 48;
/** Characters that delimit a name in a cell or on a line of its own. Two blanks delimit it too. */
const EDGES = Uint8Array.from({ length: 0x10000 }, (_, code) =>
  "\n\r\t|│┃;,\"'`:=<>(){}[]&\\".includes(String.fromCharCode(code)) ? 1 : 0,
);
/** Matches the text before a quoted name that is itself the value of another name. */
const OF_ANOTHER = /[:=] ?\\?["'`]$/;
/** Matches the text after a name whose value follows directly. */
const KEY = /^\\?["'`]? ?(?:=|:(?![ \t\r*_]{0,8}(?:\n|<|\\[nr]|$)))/;

/** Names in a text that describe values. */
export interface Names {
  /** Ends of the words in names of columns and lines, ascending. */
  readonly ends: readonly number[];
  /** True when a name is the value of another name, as a label is. */
  readonly haveLabels: boolean;
  readonly isEmpty: boolean;
}

/** Finds the names around words: headers of columns, labels beside a value, names on a line of their own. */
export function namesAt(text: string, words: readonly number[], hintOf: (name: string) => string): Names {
  const ends: number[] = [];
  let haveLabels = false;
  let isEmpty = true;
  let read = 0;
  for (const word of words) {
    if (word <= read) continue;
    const end = edgeBehind(text, word);
    const start = edgeBefore(text, word);
    if (KEY.test(text.slice(end, end + 12))) {
      isEmpty = false;
      continue;
    }
    const name = nameIn(text, { start, end });
    if (name === undefined || hintOf(name) === "none") continue;
    read = end;
    isEmpty = false;
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
