import type { Span } from "../span.ts";
/** A value and the name of its column, label or field. */
export interface NamedCell extends Span {
  readonly name: string;
}

import { trimCell } from "../extract/tables/cells.ts";
import type { Reading } from "../extract/tables/place.ts";
import { readFormParts, readLabels } from "../extract/tables/read-labels.ts";
import { readLines } from "../extract/tables/read-lines.ts";
import { readMarkup } from "../extract/tables/read-markup.ts";
import { readStatements } from "../extract/tables/read-statements.ts";

/** Maximum length of a name before and after its keyword. */
const MAX_REST = 40;
const IN_NAME = codesOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.- *");
const QUOTES = codesOf("\"'`\\]");
const CODE = { newline: 10, carriage: 13, n: 110, backslash: 92, less: 60, comma: 44, closing: 41 } as const;
/** Delimiters of cells, also escaped. */
const DELIMITERS = [",", "\t", ";", "|", "│", "\\t"] as const;
const IS_DELIMITER = codesOf(",;|\t\\│");
/** Maximum length of a header, in characters. */
const MAX_LINE = 2_000;
/** Matches the line of dashes below a header. */
const RULE = /^[\s|:+-]{3,2000}$/;
/** Matches the text before a name that is the value of a label. */
const OF_LABEL = /(?:label|name|key|field|title|question|caption|attribute|property)\\?["']?\s{0,3}(?:=>|:)\s{0,3}\\?["']$/i;
/** Maximum distance between a label and its value, in characters. */
const FAR = 400;
/** Words of statements that list columns. */
const LISTS = ["VALUES", "values", "Values", "stdin", "STDIN"];
const LIST = /\)\s{0,20}(?:values|overriding|from)\s/i;
/** Matches values that are neither a word nor a number nor a sentence. */
const VALUE = /^(?=[^\s]{0,599}[0-9A-Z])(?=[^\s]{0,599}[A-Za-z])[^\s"'`<>]{6,600}$/;
const NONE: readonly NamedCell[] = [];

/**
 * Returns the cells of tables, statements, labels and forms whose name announces a credential.
 * @param names - ends of the names of credentials, ascending
 */
export function namedCells(text: string, names: readonly number[], isNaming: (name: string) => boolean): readonly NamedCell[] {
  if (names.length === 0) return NONE;
  const columns: number[] = [];
  const labels: Span[] = [];
  let isMarkup = false;
  let isListed = false;
  let lineEnd = -1;
  for (const at of names) {
    const end = behindName(text, at);
    const code = text.charCodeAt(end);
    if (code === CODE.less) isMarkup = true;
    if (code === CODE.comma || code === CODE.closing || code === CODE.newline) isListed = true;
    if (QUOTES[text.charCodeAt(end - 1)] === 1 && isLabel(text, at)) addWindow(labels, at, text.length);
    if (at <= lineEnd || !(IS_DELIMITER[code] === 1 || code === CODE.newline || code === CODE.carriage)) continue;
    lineEnd = breakAt(text, at);
    if (isHeader(text, at, lineEnd)) columns.push(at);
  }
  const found: NamedCell[] = [];
  const reading = (piece: string, from: number): Reading<string> => ({
    text: piece,
    words: columns,
    hintOf: (name) => (isNaming(name) ? name : "none"),
    isDelimited: true,
    report: (place) => {
      const { start, end } = trimCell(text, withoutBlanks(text, { start: place.start + from, end: place.end + from }));
      if (VALUE.test(text.slice(start, end))) found.push({ start, end, name: place.hint });
    },
  });
  if (columns.length > 0) readLines(reading(text, 0));
  if (isListed && LISTS.some((word) => text.includes(word)) && LIST.test(text)) readStatements(reading(text, 0));
  if (isMarkup && (text.includes("<th") || text.includes("<td"))) readMarkup(reading(text, 0));
  if (text.includes("form-data")) readFormParts(reading(text, 0));
  for (const { start, end } of labels) readLabels(reading(text.slice(start, end), start));
  return found;
}

function codesOf(chars: string): Uint8Array {
  return Uint8Array.from({ length: 0x2600 }, (_, code) => (chars.includes(String.fromCharCode(code)) ? 1 : 0));
}

/** Returns the offset after a name and its closing quotes. */
function behindName(text: string, at: number): number {
  let i = at;
  while (i < at + MAX_REST && IN_NAME[text.charCodeAt(i)] === 1) i++;
  while (i < at + MAX_REST && QUOTES[text.charCodeAt(i)] === 1 && !isBreak(text, i)) i++;
  return i;
}

const isBreak = (text: string, i: number) => text[i] === "\\" && (text[i + 1] === "n" || text[i + 1] === "r" || text[i + 1] === "t");

function isLabel(text: string, at: number): boolean {
  let i = at;
  while (i > at - MAX_REST && IN_NAME[text.charCodeAt(i - 1)] === 1) i--;
  return OF_LABEL.test(text.slice(Math.max(0, i - 24), i));
}

function addWindow(windows: Span[], at: number, length: number): void {
  const last = windows.at(-1);
  const start = Math.max(0, at - FAR);
  const end = Math.min(length, at + FAR);
  if (last !== undefined && last.end >= start) windows[windows.length - 1] = { start: last.start, end };
  else windows.push({ start, end });
}

/** Returns the end of a line, at most `MAX_LINE` characters away. */
function breakAt(text: string, at: number): number {
  for (let i = at; i < at + MAX_LINE && i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === CODE.newline || (code === CODE.backslash && text.charCodeAt(i + 1) === CODE.n)) return i;
  }
  return Math.min(text.length, at + MAX_LINE);
}

/** Returns true when the next line has as many delimiters as a line. */
function isHeader(text: string, at: number, lineEnd: number): boolean {
  if (lineEnd >= text.length || lineEnd >= at + MAX_LINE) return false;
  const before = text.slice(Math.max(0, at - MAX_LINE), at);
  const start = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\\n") + 1);
  const line = before.slice(start + 1) + text.slice(at, lineEnd);
  let next = "";
  for (let end = lineEnd, lines = 0; lines < 2 && end < text.length; lines++) {
    const from = text.charCodeAt(end) === CODE.newline ? end + 1 : end + 2;
    end = breakAt(text, from);
    next = text.slice(from, end);
    if (!RULE.test(next)) break;
  }
  return DELIMITERS.some((delimiter) => {
    const parts = line.split(delimiter).length;
    return parts > 1 && next.split(delimiter).length >= parts;
  });
}

function withoutBlanks(text: string, { start, end }: Span): Span {
  const content = text.slice(start, end);
  const from = start + content.length - content.trimStart().length;
  return { start: from, end: from + content.trim().length };
}
