import type { Span } from "../../span.ts";
import { hintIn, matchesIn, reportRow } from "./cells.ts";
import type { Reading } from "./reading.ts";

const GAP = "(?:\\s|\\\\[nrt]){0,20}";
const INSERT = new RegExp(
  `\\b(?:INSERT|REPLACE)\\b[^();]{1,200}\\(([^()]{1,4000})\\)${GAP}(?:OVERRIDING \\w{1,10} VALUE${GAP})?VALUES${GAP}(?=\\()`,
  "gi",
);
const COPY = /\bCOPY\s[^();]{1,200}\(([^()]{1,4000})\)\s{1,10}FROM\s[^\n]{1,200}\n/gi;
const TAB_CELL = /(?<=^|\t)[^\t]*/g;
const BETWEEN = /(?:\s|\\[nrt]|,){0,40}/y;

/** Reads SQL values by the names of their columns: `INSERT INTO t (a, b) VALUES (…), (…)`, and the lines below `COPY t (a, b) FROM stdin;`. */
export function readStatements(reading: Reading): void {
  const { text } = reading;
  let read = 0;
  for (const { 0: head, 1: names = "", index } of text.matchAll(INSERT)) {
    if (index < read) continue;
    const columns = columnsOf(reading, names);
    read = index + head.length;
    while (columns !== undefined && text[read] === "(") {
      const { cells, end } = splitTuple(text, read + 1);
      if (cells.length === columns.length) reportRow(reading, columns, cells);
      BETWEEN.lastIndex = end;
      read = end + (BETWEEN.exec(text)?.[0].length ?? 0);
    }
  }
  read = 0;
  for (const { 0: head, 1: names = "", index } of text.matchAll(COPY)) {
    // Text among the data lines of a COPY is data, even when it looks like a statement.
    if (index < read) continue;
    const columns = columnsOf(reading, names);
    if (columns !== undefined) read = readLinesBelow(reading, columns, index + head.length);
  }
}

/** @returns the offset after the last data line */
function readLinesBelow(reading: Reading, columns: readonly string[], from: number): number {
  const { text } = reading;
  let start = from;
  while (start < text.length && !text.startsWith("\\.", start)) {
    const lineEnd = text.indexOf("\n", start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const cells = matchesIn(text, { start, end }, TAB_CELL);
    if (cells.length !== columns.length) return start;
    reportRow(reading, columns, cells);
    start = end + 1;
  }
  return start;
}

/** Returns the meaning of each column; undefined when no column has one. */
function columnsOf(reading: Reading, list: string): readonly string[] | undefined {
  const names = list.replace(/\\[nrt]|[[\]\s]/g, " ").split(",");
  const hints = names.map((text) => hintIn({ ...reading, text }, { start: 0, end: text.length }));
  return hints.some((hint) => hint !== "none") ? hints : undefined;
}

/** Splits a tuple into values, up to its closing bracket. */
function splitTuple(text: string, from: number): { readonly cells: readonly Span[]; readonly end: number } {
  const cells: Span[] = [];
  let start = from;
  let depth = 1;
  let i = from;
  for (; i < text.length && depth > 0; i++) {
    const char = text[i];
    if (char === "'") i = closingQuote(text, i + 1);
    else if (char === "(") depth++;
    else if (char === ")") depth--;
    if ((char === "," && depth === 1) || depth === 0) {
      cells.push({ start, end: i });
      start = i + 1;
    }
  }
  return { cells, end: i };
}

/** Returns the offset of the closing quote, skipping doubled and escaped quotes. */
function closingQuote(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "'" && text[i + 1] === "'") i++;
    else if (text[i] === "'") return i;
  }
  return text.length;
}
