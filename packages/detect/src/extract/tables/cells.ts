import type { Span } from "../../span.ts";
import type { Reading } from "./reading.ts";

const MAX_NAME = 48;
const NAME = /^[#\p{L}][^\n\\@<>{}[\];=|":]{0,47}:?$/u;
/** Matches text that is a sentence or a value rather than a name. */
const NO_NAME = /\d{4}|!$|\p{Ll}{4}\.$|^[^ ]*(?: +[^ ]+){6}/u;
const AROUND = " \t\r\u00a0\ufeff\"'`*\\";

/** Returns a cell without the blanks, quotes and emphasis around it. */
export function trimCell(text: string, { start, end }: Span): Span {
  let from = start;
  let to = end;
  while (from < to && AROUND.includes(text[from] as string)) from++;
  while (to > from && AROUND.includes(text[to - 1] as string)) to--;
  return { start: from, end: to };
}

/** Returns the text of a cell that may be a name; undefined otherwise. */
export function nameIn(text: string, cell: Span): string | undefined {
  const { start, end } = trimCell(text, cell);
  if (end - start > MAX_NAME) return undefined;
  const name = text.slice(start, end);
  return NAME.test(name) && !NO_NAME.test(name) ? name : undefined;
}

/** Returns the meaning of the name in a cell, `none` when the cell has no name. */
export function hintIn({ text, hintOf }: Reading, cell: Span): string {
  const name = nameIn(text, cell);
  return name === undefined ? "none" : hintOf(name);
}

/** Returns the meaning of each column of a header; undefined when the cells are no header. */
export function readHeader({ text, hintOf, hintsOf }: Reading, cells: readonly Span[]): readonly string[] | undefined {
  const names: string[] = [];
  for (const [i, cell] of cells.entries()) {
    const name = text.slice(cell.start, cell.end).trim() === "" ? "" : nameIn(text, i === 0 ? withoutLead(text, cell) : cell);
    if (name === undefined) return undefined;
    names.push(name);
  }
  if (names.filter((name) => name !== "").length < 2) return undefined;
  const hints = hintsOf?.(names) ?? names.map(hintOf);
  return hints.some((hint) => hint !== "none") ? hints : undefined;
}

/** Removes code before a table that begins in the middle of a line: `const rows = "name`. */
function withoutLead(text: string, cell: Span): Span {
  const { start, end } = trimCell(text, cell);
  let from = end;
  while (from > start && !"\"'`>".includes(text[from - 1] as string)) from--;
  return { start: from, end };
}

/** Reports the cells of a row under the names of their columns. */
export function reportRow({ report }: Reading, columns: readonly string[], cells: readonly Span[]): void {
  for (const [i, cell] of cells.entries()) report(cell, columns[i] ?? "none");
}

/** Reports the cells after a name: a record with its names in the first column. */
export function reportRecord(reading: Reading, [first, ...rest]: readonly Span[]): void {
  if (first === undefined) return;
  const hint = hintIn(reading, first);
  for (const cell of rest) reading.report(cell, hint);
}

/** Returns the spans of the matches of a pattern in a part of a text. */
export function matchesIn(text: string, { start, end }: Span, pattern: RegExp): readonly Span[] {
  const matches = text.slice(start, end).matchAll(pattern);
  return Array.from(matches, ({ 0: match, index }) => ({ start: start + index, end: start + index + match.length }));
}
