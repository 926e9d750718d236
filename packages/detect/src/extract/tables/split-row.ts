import type { Span } from "../../span.ts";

/** What separates the cells of a row. */
export interface Mark {
  /** Each of these separates; without any, two blanks do. */
  readonly chars: string;
  /** The letter behind a backslash that stands for it. */
  readonly letter?: string;
  /** Whether a mark may stand before the first cell and behind the last. */
  readonly isRuled?: true;
  /** Whether it stands in sentences too. */
  readonly isSpoken?: true;
}

export const ALIGNED: Mark = { chars: "" };
/** In the order in which they are tried: what is rare in a text first. */
export const MARKS: readonly Mark[] = [
  { chars: "\t", letter: "t" },
  { chars: "|│┃", isRuled: true },
  { chars: ";", isSpoken: true },
  ALIGNED,
  { chars: ",", isSpoken: true },
];
/** A cell in quotes is no longer, whatever lines and marks are in it. */
const MAX_QUOTED = 2_000;
const APART = /\S {2,}\S/;
const CELL = /\S+(?: \S+)*/g;

export interface Row {
  readonly cells: readonly Span[];
  /** The line behind it: a cell in quotes may go over several. */
  readonly next: number;
}

/** The cells of the row that begins with a line. */
export function splitRow(text: string, lines: readonly Span[], at: number, mark: Mark): Row {
  const line = lines[at] as Span;
  if (mark === ALIGNED) return { cells: splitAligned(text, line), next: at + 1 };
  const cells: Span[] = [];
  let next = at + 1;
  let end = line.end;
  let start = line.start;
  let i = start;
  while (start <= end) {
    i = behindQuotes(text, start, end);
    while (i > end && next < lines.length) end = (lines[next++] as Span).end;
    let width = 0;
    while (i < end && width === 0) width = widthAt(text, i++, mark);
    const isLast = width === 0;
    cells.push({ start, end: isLast ? end : i - 1 });
    if (isLast) break;
    start = i - 1 + width;
  }
  return { cells: mark.isRuled ? withoutEdges(text, cells) : cells, next };
}

function splitAligned(text: string, { start, end }: Span): readonly Span[] {
  const line = text.slice(start, end);
  if (!APART.test(line)) return [{ start, end }];
  return Array.from(line.matchAll(CELL), ({ 0: cell, index }) => ({ start: start + index, end: start + index + cell.length }));
}

/** Whether a line can have two cells that this divides. */
export function isDividedBy(line: string, { chars, letter }: Mark): boolean {
  if (chars === "") return APART.test(line);
  for (const char of chars) if (line.includes(char)) return true;
  return letter !== undefined && line.includes(`\\${letter}`);
}

/** How many characters a mark has here, 0 when there is none. */
function widthAt(text: string, i: number, { chars, letter }: Mark): number {
  const char = text[i] as string;
  if (chars.includes(char)) return 1;
  return char === "\\" && letter !== undefined && text[i + 1] === letter ? 2 : 0;
}

/** Where a cell goes on that begins with quotes: behind them; else where it begins. */
function behindQuotes(text: string, start: number, end: number): number {
  let from = start;
  while (from < end && (text[from] === " " || text[from] === "\\")) from++;
  if (text[from] !== '"') return start;
  for (let close = text.indexOf('"', from + 1); close >= 0 && close - start < MAX_QUOTED; close = text.indexOf('"', close + 2))
    if (text[close + 1] !== '"') return close + 1;
  return start;
}

/** A ruled row has marks before its first cell and behind its last, or blanks. */
function withoutEdges(text: string, cells: readonly Span[]): readonly Span[] {
  const isEmpty = (cell: Span | undefined) => cell !== undefined && text.slice(cell.start, cell.end).trim() === "";
  return isEmpty(cells[0]) && isEmpty(cells.at(-1)) && cells.length > 2 ? cells.slice(1, -1) : cells;
}
