import { trimCell } from "../extract/tables/cells.ts";
import { namesAt } from "../extract/tables/names.ts";
import { readNamedSpans } from "../extract/tables/read-named-spans.ts";
import type { Span } from "../span.ts";

/** A value and the name of its column, label or field. */
export interface NamedCell extends Span {
  readonly name: string;
}

/** Matches values that are neither a word nor a number nor a sentence. */
const VALUE = /^(?=[^\s]{0,599}[0-9A-Z])(?=[^\s]{0,599}[A-Za-z])[^\s"'`<>]{6,600}$/;

/**
 * Returns the cells of tables, statements, labels and forms whose name announces a credential.
 * @param words - ends of the words of credentials' names, ascending
 */
export function findCredentialCells(text: string, words: readonly number[], isNaming: (name: string) => boolean): readonly NamedCell[] {
  const found: NamedCell[] = [];
  const hintOf = (name: string) => (isNaming(name) ? name : "none");
  const names = namesAt(text, words, hintOf);
  const report = (cell: Span, name: string) => {
    const { start, end } = trimCell(text, withoutBlanks(text, cell));
    if (VALUE.test(text.slice(start, end))) found.push({ start, end, name });
  };
  readNamedSpans({ text, hintOf, isDelimited: true, report }, names);
  return found;
}

function withoutBlanks(text: string, { start, end }: Span): Span {
  const content = text.slice(start, end);
  const from = start + content.length - content.trimStart().length;
  return { start: from, end: from + content.trim().length };
}
