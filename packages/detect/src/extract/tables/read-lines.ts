import type { Span } from "../../span.ts";
import { nameIn, readHeader, tellRecord, tellRow } from "./cells.ts";
import type { Reading } from "./place.ts";
import { ALIGNED, isDividedBy, MARKS, type Mark, splitRow } from "./split-row.ts";

/** No header is longer. */
const MAX_HEADER = 2_000;
/** So many rows that do not fit end a table. */
const MAX_MISFITS = 3;
const BREAK = /\r?\n|(?:\\r)?\\n/g;
const CONTENT = /[\p{L}\p{N}]/u;
/** A value with nothing else beside it. */
const MAX_ALONE = 60;
const ALONE =
  /^[\s"'>*-]{0,8}(?:[+(]?[A-Z0-9][A-Z0-9 ()./+-]{5,28}|\d{1,2}\.? \p{L}{3,9}\.?,? \d{4}|\p{L}{3,9} \d{1,2},? \d{4})["',;\s]{0,8}$/u;

interface Table<Hint extends string> {
  readonly mark: Mark;
  readonly columns: readonly (Hint | "none")[];
  readonly header: readonly Span[];
  /** Where the line of the header begins. */
  readonly origin: number;
}

/** Tables that are written as lines (CSV, TSV, Markdown, what a terminal prints), and names on the line before their value. */
export function readLines<Hint extends string>(reading: Reading<Hint>): void {
  const { text, words } = reading;
  const lines = linesOf(text);
  let next = 0;
  for (const at of words) {
    while (next < lines.length && (lines[next] as Span).end < at) next++;
    const line = lines[next];
    if (line === undefined) return;
    if (line.start < at) next = readFrom(reading, lines, next);
  }
}

function linesOf(text: string): readonly Span[] {
  const lines: Span[] = [];
  let start = 0;
  for (const { 0: mark, index } of text.matchAll(BREAK)) {
    lines.push({ start, end: index });
    start = index + mark.length;
  }
  lines.push({ start, end: text.length });
  return lines;
}

/** Reads a line in which a name stands, and the table below it when it is a header. @returns the line to go on with */
function readFrom<Hint extends string>(reading: Reading<Hint>, lines: readonly Span[], at: number): number {
  const line = lines[at] as Span;
  if (line.end - line.start > MAX_HEADER) return at + 1;
  const content = reading.text.slice(line.start, line.end);
  for (const mark of MARKS) {
    if ((mark === ALIGNED && reading.isMarked === true) || !isDividedBy(content, mark)) continue;
    const { cells, next } = splitRow(reading.text, lines, at, mark);
    const [, second] = cells;
    if (second === undefined) continue;
    const columns = readHeader(reading, cells);
    const behind = columns && readRows(reading, lines, next, { mark, columns, header: cells, origin: line.start });
    if (behind !== undefined) return behind;
    if (mark.isRuled || (cells.length === 2 && (!mark.isSpoken || isAlone(reading.text, second)))) tellRecord(reading, cells);
  }
  if (reading.isMarked !== true) tellBelow(reading, lines, at);
  return at + 1;
}

/** @returns the line behind the last row that fits; undefined when none does */
function readRows<Hint extends string>(
  reading: Reading<Hint>,
  lines: readonly Span[],
  from: number,
  table: Table<Hint>,
): number | undefined {
  const { text } = reading;
  let behind: number | undefined;
  let misfits = 0;
  for (let at = from; at < lines.length && misfits < MAX_MISFITS; ) {
    const line = lines[at] as Span;
    if (isBlank(text, line)) break;
    const { cells, next } = splitRow(text, lines, at, table.mark);
    at = next;
    if (!CONTENT.test(text.slice(line.start, line.end))) continue;
    const columns = columnsFor(table, cells, line.start);
    if (columns === undefined) misfits++;
    else {
      tellRow(reading, columns, cells);
      behind = next;
      misfits = 0;
    }
  }
  return behind;
}

/** What the cells of a row are called; undefined when they are not of the table. */
function columnsFor<Hint extends string>(
  { mark, columns, header, origin }: Table<Hint>,
  cells: readonly Span[],
  start: number,
): readonly (Hint | "none")[] | undefined {
  if (cells.length === columns.length) return columns;
  if (mark !== ALIGNED || cells.length < 2) return undefined;
  // Cells of a row may be empty: each is below the name that it begins or ends with.
  let at = 0;
  return cells.map((cell) => {
    while (at < header.length && (header[at] as Span).end - origin <= cell.start - start) at++;
    const above = header[at];
    return above !== undefined && above.start - origin < cell.end - start ? (columns[at] ?? "none") : "none";
  });
}

/** Tells the lines below one that is a name and nothing else, while they are values and nothing else. */
function tellBelow<Hint extends string>({ text, hintOf, tell }: Reading<Hint>, lines: readonly Span[], at: number): void {
  const hintAt = (line: Span) => {
    const name = nameIn(text, line);
    return name === undefined ? "none" : hintOf(name);
  };
  const hint = hintAt(lines[at] as Span);
  if (hint === "none") return;
  for (let below = at + 1; below < lines.length; below++) {
    const line = lines[below] as Span;
    // Another name has lines of its own below it.
    if (!isAlone(text, line) || hintAt(line) !== "none") return;
    tell({ start: line.start, end: line.end, hint });
  }
}

const isAlone = (text: string, { start, end }: Span) => end - start <= MAX_ALONE && ALONE.test(text.slice(start, end));
const isBlank = (text: string, { start, end }: Span) => text.slice(start, end).trim() === "";
