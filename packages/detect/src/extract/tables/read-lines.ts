import type { Span } from "../../span.ts";
import { hintIn, readHeader, reportRecord, reportRow } from "./cells.ts";
import type { Reading } from "./reading.ts";
import { ALIGNED, DELIMITERS, type Delimiter, isDividedBy, splitRow } from "./split-row.ts";

/** Maximum length of a header, in characters. */
const MAX_HEADER = 2_000;
/** Number of consecutive rows with other cells that end a table. */
const MAX_MISFITS = 3;
const BREAK = /\r?\n|(?:\\r)?\\n/g;
const CONTENT = /[\p{L}\p{N}]/u;
/** Maximum length of a value on a line of its own. */
const MAX_ALONE = 60;
const ALONE =
  /^[\s"'>*-]{0,8}(?:[+(]?[A-Z0-9][A-Z0-9 ()./+-]{5,28}|\d{1,2}\.? \p{L}{3,9}\.?,? \d{4}|\p{L}{3,9} \d{1,2},? \d{4})["',;\s]{0,8}$/u;

interface Table {
  readonly delimiter: Delimiter;
  readonly columns: readonly string[];
  readonly header: readonly Span[];
  /** Offset of the header's line. */
  readonly origin: number;
}

/** Reads tables that consist of lines (CSV, TSV, Markdown, terminal output), and names on the line above their value. */
export function readLines(reading: Reading): void {
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
  for (const { 0: delimiter, index } of text.matchAll(BREAK)) {
    lines.push({ start, end: index });
    start = index + delimiter.length;
  }
  lines.push({ start, end: text.length });
  return lines;
}

/** Reads a line that contains a name, and the table below it when the line is a header. @returns the next line to read */
function readFrom(reading: Reading, lines: readonly Span[], at: number): number {
  const line = lines[at] as Span;
  if (line.end - line.start > MAX_HEADER) return at + 1;
  const content = reading.text.slice(line.start, line.end);
  for (const delimiter of DELIMITERS) {
    if ((delimiter === ALIGNED && reading.isDelimited === true) || !isDividedBy(content, delimiter)) continue;
    const { cells, next } = splitRow(reading.text, lines, at, delimiter);
    const [, second] = cells;
    if (second === undefined) continue;
    const columns = readHeader(reading, cells);
    const behind = columns && readRows(reading, lines, next, { delimiter, columns, header: cells, origin: line.start });
    if (behind !== undefined) return behind;
    const isRecord = delimiter.isRuled
      ? reading.isDelimited !== true
      : cells.length === 2 && (!delimiter.isPunctuation || isAlone(reading.text, second));
    if (isRecord) reportRecord(reading, cells);
  }
  if (reading.isDelimited !== true) reportBelow(reading, lines, at);
  return at + 1;
}

/** @returns the line after the last row of the table; undefined when no row belongs to it */
function readRows(reading: Reading, lines: readonly Span[], from: number, table: Table): number | undefined {
  const { text } = reading;
  let behind: number | undefined;
  let misfits = 0;
  for (let at = from; at < lines.length && misfits < MAX_MISFITS; ) {
    const line = lines[at] as Span;
    if (isBlank(text, line)) break;
    const { cells, next } = splitRow(text, lines, at, table.delimiter);
    at = next;
    if (!CONTENT.test(text.slice(line.start, line.end))) continue;
    const columns = columnsFor(table, cells, line.start);
    if (columns === undefined) misfits++;
    else {
      reportRow(reading, columns, cells);
      behind = next;
      misfits = 0;
    }
  }
  return behind;
}

/** Returns the meaning of each cell of a row; undefined when the row does not belong to the table. */
function columnsFor({ delimiter, columns, header, origin }: Table, cells: readonly Span[], start: number): readonly string[] | undefined {
  if (cells.length === columns.length) return columns;
  if (delimiter !== ALIGNED || cells.length < 2) return undefined;
  // Cells of a row may be missing, so each cell belongs to the header above its start or end.
  let at = 0;
  return cells.map((cell) => {
    while (at < header.length && (header[at] as Span).end - origin <= cell.start - start) at++;
    const above = header[at];
    return above !== undefined && above.start - origin < cell.end - start ? (columns[at] ?? "none") : "none";
  });
}

/** Reports the lines below a line that is only a name, as long as each of them is only a value. */
function reportBelow(reading: Reading, lines: readonly Span[], at: number): void {
  const hint = hintIn(reading, lines[at] as Span);
  if (hint === "none") return;
  for (let below = at + 1; below < lines.length; below++) {
    const line = lines[below] as Span;
    // The next name has its own values below it.
    if (!isAlone(reading.text, line) || hintIn(reading, line) !== "none") return;
    reading.report(line, hint);
  }
}

const isAlone = (text: string, { start, end }: Span) => end - start <= MAX_ALONE && ALONE.test(text.slice(start, end));
const isBlank = (text: string, { start, end }: Span) => text.slice(start, end).trim() === "";
