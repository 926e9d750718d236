import type { Span } from "../../span.ts";
import { matchesIn } from "./cells.ts";

/** A delimiter of the cells of a row. */
export interface Delimiter {
  /** Characters of which each delimits; empty when two blanks do. */
  readonly chars: string;
  /** Letter of its escape sequence, such as `t` in `\t`. */
  readonly letter?: string;
  /** True when a delimiter may precede the first cell and follow the last. */
  readonly isRuled?: true;
  /** True for a character that also occurs in sentences. */
  readonly isPunctuation?: true;
}

export const ALIGNED: Delimiter = { chars: "" };
/** Delimiters in the order in which they are tried, the rarest first. */
export const DELIMITERS: readonly Delimiter[] = [
  { chars: "\t", letter: "t" },
  { chars: "|│┃", isRuled: true },
  { chars: ";", isPunctuation: true },
  ALIGNED,
  { chars: ",", isPunctuation: true },
];
/** Maximum length of a quoted cell, which may contain line breaks and delimiters. */
const MAX_QUOTED = 2_000;
const APART = /\S {2,}\S/;
const CELL = /\S+(?: \S+)*/g;

export interface Row {
  readonly cells: readonly Span[];
  /** Index of the line after the row: a quoted cell may span several lines. */
  readonly next: number;
}

/** Splits the row that begins at a line into cells. */
export function splitRow(text: string, lines: readonly Span[], at: number, delimiter: Delimiter): Row {
  const line = lines[at] as Span;
  if (delimiter === ALIGNED) return { cells: splitAligned(text, line), next: at + 1 };
  const cells: Span[] = [];
  let next = at + 1;
  let end = line.end;
  let start = line.start;
  let i = start;
  while (start <= end) {
    i = behindQuotes(text, start, end);
    while (i > end && next < lines.length) end = (lines[next++] as Span).end;
    let width = 0;
    while (i < end && width === 0) width = widthAt(text, i++, delimiter);
    const isLast = width === 0;
    cells.push({ start, end: isLast ? end : i - 1 });
    if (isLast) break;
    start = i - 1 + width;
  }
  return { cells: delimiter.isRuled ? withoutEdges(text, cells) : cells, next };
}

function splitAligned(text: string, { start, end }: Span): readonly Span[] {
  return APART.test(text.slice(start, end)) ? matchesIn(text, { start, end }, CELL) : [{ start, end }];
}

/** Returns true when a delimiter occurs in a line. */
export function isDividedBy(line: string, { chars, letter }: Delimiter): boolean {
  if (chars === "") return APART.test(line);
  for (const char of chars) if (line.includes(char)) return true;
  return letter !== undefined && line.includes(`\\${letter}`);
}

/** Returns the length of the delimiter at a position, 0 when there is none. */
function widthAt(text: string, i: number, { chars, letter }: Delimiter): number {
  const char = text[i] as string;
  if (chars.includes(char)) return 1;
  return char === "\\" && letter !== undefined && text[i + 1] === letter ? 2 : 0;
}

/** Returns the offset after a quoted cell, or the start of a cell without quotes. */
function behindQuotes(text: string, start: number, end: number): number {
  let from = start;
  while (from < end && (text[from] === " " || text[from] === "\\")) from++;
  if (text[from] !== '"') return start;
  for (let close = text.indexOf('"', from + 1); close >= 0 && close - start < MAX_QUOTED; close = text.indexOf('"', close + 2))
    if (text[close + 1] !== '"') return close + 1;
  return start;
}

/** Removes the empty cells outside the outer delimiters of a row. */
function withoutEdges(text: string, cells: readonly Span[]): readonly Span[] {
  const isEmpty = (cell: Span | undefined) => cell !== undefined && text.slice(cell.start, cell.end).trim() === "";
  return isEmpty(cells[0]) && isEmpty(cells.at(-1)) && cells.length > 2 ? cells.slice(1, -1) : cells;
}
