import type { Span } from "../../span.ts";
import { nameIn, tellRow } from "./cells.ts";
import type { Reading } from "./place.ts";

const GAP = "(?:\\s|\\\\[nrt]){0,20}";
const INSERT = new RegExp(
  `\\b(?:INSERT|REPLACE)\\b[^();]{1,200}\\(([^()]{1,4000})\\)${GAP}(?:OVERRIDING \\w{1,10} VALUE${GAP})?VALUES${GAP}(?=\\()`,
  "gi",
);
const COPY = /\bCOPY\s[^();]{1,200}\(([^()]{1,4000})\)\s{1,10}FROM\s[^\n]{1,200}\n/gi;
const BETWEEN = /(?:\s|\\[nrt]|,){0,40}/y;

/** Values by the names of their columns: `INSERT INTO t (a, b) VALUES (…), (…)`, and lines below `COPY t (a, b) FROM stdin;`. */
export function readStatements<Hint extends string>(reading: Reading<Hint>): void {
  const { text } = reading;
  let read = 0;
  for (const { 0: head, 1: names = "", index } of text.matchAll(INSERT)) {
    if (index < read) continue;
    const columns = columnsOf(reading, names);
    read = index + head.length;
    while (columns !== undefined && text[read] === "(") {
      const { cells, end } = splitTuple(text, read + 1);
      if (cells.length === columns.length) tellRow(reading, columns, cells);
      BETWEEN.lastIndex = end;
      read = end + (BETWEEN.exec(text)?.[0].length ?? 0);
    }
  }
  read = 0;
  for (const { 0: head, 1: names = "", index } of text.matchAll(COPY)) {
    // What looks like a statement among the lines below another one is data of it.
    if (index < read) continue;
    const columns = columnsOf(reading, names);
    if (columns !== undefined) read = readLinesBelow(reading, columns, index + head.length);
  }
}

/** @returns where the lines end */
function readLinesBelow<Hint extends string>(reading: Reading<Hint>, columns: readonly (Hint | "none")[], from: number): number {
  const { text } = reading;
  let start = from;
  while (start < text.length && !text.startsWith("\\.", start)) {
    const lineEnd = text.indexOf("\n", start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const cells = splitAt(text, "\t", { start, end });
    if (cells.length !== columns.length) return start;
    tellRow(reading, columns, cells);
    start = end + 1;
  }
  return start;
}

function splitAt(text: string, mark: string, { start, end }: Span): readonly Span[] {
  let from = start;
  return text
    .slice(start, end)
    .split(mark)
    .map(({ length }) => {
      const cell = { start: from, end: from + length };
      from = cell.end + mark.length;
      return cell;
    });
}

/** What a list of columns says; undefined when it says nothing. */
function columnsOf<Hint extends string>({ hintOf }: Reading<Hint>, list: string): readonly (Hint | "none")[] | undefined {
  const names = list.replace(/\\[nrt]|[[\]\s]/g, " ").split(",");
  const hints = names.map((name) => hintOf(nameIn(name, { start: 0, end: name.length }) ?? ""));
  return hints.some((hint) => hint !== "none") ? hints : undefined;
}

/** The values up to the bracket that closes. */
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

/** A quote that is doubled or behind a backslash closes nothing. */
function closingQuote(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "'" && text[i + 1] === "'") i++;
    else if (text[i] === "'") return i;
  }
  return text.length;
}
