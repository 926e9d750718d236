import type { Span } from "../../span.ts";
import type { Reading } from "./place.ts";

const MAX_NAME = 48;
const NAME = /^[#\p{L}][^\n\\@<>{}[\];=|":]{0,47}:?$/u;
/** What makes a sentence or a value of it. */
const NO_NAME = /\d{4}|!$|\p{Ll}{4}\.$|^[^ ]*(?: +[^ ]+){6}/u;
const AROUND = " \t\r\u00a0\ufeff\"'`*\\";

/** A cell without the blanks, quotes and marks of emphasis around it. */
export function trimCell(text: string, { start, end }: Span): Span {
  let from = start;
  let to = end;
  while (from < to && AROUND.includes(text[from] as string)) from++;
  while (to > from && AROUND.includes(text[to - 1] as string)) to--;
  return { start: from, end: to };
}

/** What stands in a cell when it can be the name of others. */
export function nameIn(text: string, cell: Span): string | undefined {
  const { start, end } = trimCell(text, cell);
  if (end - start > MAX_NAME) return undefined;
  const name = text.slice(start, end);
  return NAME.test(name) && !NO_NAME.test(name) ? name : undefined;
}

/** What the cells of a header say of those below; undefined when they are no header. */
export function readHeader<Hint extends string>(
  { text, hintOf, hintsOf }: Reading<Hint>,
  cells: readonly Span[],
): readonly (Hint | "none")[] | undefined {
  const names: string[] = [];
  for (const [i, cell] of cells.entries()) {
    const name = text.slice(cell.start, cell.end).trim() === "" ? "" : nameIn(text, i === 0 ? withoutLead(text, cell) : cell);
    if (name === undefined) return undefined;
    names.push(name);
  }
  if (names.filter((name) => name !== "").length < 2) return undefined;
  const hints = hintsOf?.(names) ?? names.map((name) => hintOf(name));
  return hints.some((hint) => hint !== "none") ? hints : undefined;
}

/** What stands before a table on its first line goes up to a quote or a tag: `const rows = "name`. */
function withoutLead(text: string, cell: Span): Span {
  const { start, end } = trimCell(text, cell);
  let from = end;
  while (from > start && !"\"'`>".includes(text[from - 1] as string)) from--;
  return { start: from, end };
}

/** Tells the cells of a row as its columns are called. */
export function tellRow<Hint extends string>({ tell }: Reading<Hint>, columns: readonly (Hint | "none")[], cells: readonly Span[]): void {
  for (const [i, { start, end }] of cells.entries()) {
    const hint = columns[i];
    if (hint !== undefined && hint !== "none") tell({ start, end, hint });
  }
}

/** Tells the cells behind one that is a name: a record whose names stand at the side. */
export function tellRecord<Hint extends string>({ text, hintOf, tell }: Reading<Hint>, [first, ...rest]: readonly Span[]): void {
  const name = first && nameIn(text, first);
  const hint = name === undefined ? "none" : hintOf(name);
  if (hint !== "none") for (const { start, end } of rest) tell({ start, end, hint });
}
