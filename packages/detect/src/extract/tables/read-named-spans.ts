import type { Names } from "./names.ts";
import { readFormParts, readLabels } from "./read-labels.ts";
import { readLines } from "./read-lines.ts";
import { readLists } from "./read-lists.ts";
import { readMarkup } from "./read-markup.ts";
import { readStatements } from "./read-statements.ts";
import type { Reading } from "./reading.ts";

const VALUED = /value|answer|\bval\b|response/i;
const LISTS = /\[\s{0,20}\[|(?:columns|headers?|fields)\\?["']?\s?[:=]\s{0,8}\[/i;
const STATEMENT = /\b(?:INSERT|REPLACE|COPY)\s/i;

/** Reports the named values of a text: in tables, statements, labels and markup. */
export function readNamedSpans(given: Omit<Reading, "words">, { ends, haveLabels }: Names): void {
  const { text } = given;
  const report: Reading["report"] = (value, hint) => {
    if (hint !== "none") given.report(value, hint);
  };
  const reading = { ...given, words: ends, report };
  if (ends.length > 0) {
    readLines(reading);
    if (LISTS.test(text)) readLists(reading);
    if (STATEMENT.test(text)) readStatements(reading);
  }
  if (ends.length > 0 || haveLabels) {
    if (VALUED.test(text)) readLabels(reading);
    if (text.includes("<")) readMarkup(reading);
    if (text.includes("form-data")) readFormParts(reading);
  }
}
