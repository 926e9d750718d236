import type { Span } from "../../span.ts";
import { readHeader, reportRow } from "./cells.ts";
import type { Reading } from "./reading.ts";

/** Match the text before a list of columns, before the first of several lists, and before each list. */
const COLUMNS = /\b(?:columns|headers?|fields)\\?["']?\s?[:=]\s{0,8}$/i;
const FIRST = /\[\s{0,8}$/;
const ONE_OF_MANY = /[[,]\s{0,8}$/;
const BEFORE = 24;
/** A shorter first list may be a name with its value. */
const MIN_COLUMNS = 3;

/** Reads rows that are JSON lists: `{"columns": ["name", "phone"], "rows": [["…", "…"]]}`, or lists of which the first is the header. */
export function readLists(reading: Reading): void {
  const { text } = reading;
  let columns: readonly string[] | undefined;
  let cells: Span[] = [];
  let open = -1;
  let start = 0;
  for (let i = text.indexOf("["); i >= 0 && i < text.length; i++) {
    const char = text[i];
    if (char === "[") {
      open = i;
      start = i + 1;
      cells = [];
    } else if (open < 0) {
      i = text.indexOf("[", i) - 1;
      if (i < 0) return;
    } else if (char === '"') i = closingQuote(text, i);
    else if (char === "{" || char === "}") open = -1;
    else if (char === "," || char === "]") {
      cells.push({ start, end: i });
      start = i + 1;
      if (char === ",") continue;
      const before = text.slice(Math.max(0, open - BEFORE), open);
      if (COLUMNS.test(before)) columns = readHeader(reading, cells);
      else if (columns?.length === cells.length && ONE_OF_MANY.test(before)) reportRow(reading, columns, cells);
      else if (cells.length >= MIN_COLUMNS && FIRST.test(before)) columns = readHeader(reading, cells);
      open = -1;
    }
  }
}

/** Returns the offset of the closing quote. An escaped quote closes an escaped quote. */
function closingQuote(text: string, at: number): number {
  const isEscaped = text[at - 1] === "\\";
  let close = text.indexOf('"', at + 1);
  while (close >= 0 && !isEscaped && text[close - 1] === "\\") close = text.indexOf('"', close + 1);
  return close < 0 ? text.length : close;
}
