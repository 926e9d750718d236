import type { Span } from "../../span.ts";
import { nameIn, readHeader, reportRecord, reportRow } from "./cells.ts";
import type { Reading } from "./named-span.ts";

/** Matches a tag and the text after it. */
const TAG = /<(\/?)([A-Za-z][\w:.-]{0,40})((?:\s[^<>]{0,400})?)>([^<>]{0,200})/g;
const NAME_ATTRIBUTE = /\b(?:name|id|key|label|title|field|property|itemprop|placeholder)\s?=\s?\\?["']([^"'<>\\]{1,48})/gi;
const VALUE_ATTRIBUTE = /\b(?:value|content)\s?=\s?\\?["']([^"'<>\\]{1,200})/i;
const OF_TABLE = /^(?:table|tr|t[hd])$/i;
/** Elements whose text is a choice or a link, not a label. */
const OF_CHOICE = /^(?:option|a|li|button)$/i;
const TAGS_BEFORE = /^(?:\s{0,20}<[^<>]{0,100}>){1,4}/;
const TAGS_BEHIND = /(?:<[^<>]{0,100}>\s{0,20}){1,4}$/;
/** Maximum length of a cell that is a name or a value. */
const MAX_CELL = 300;
/** Maximum distance between a label and its value, in characters. */
const FAR = 400;

/** Reads HTML tables, named fields and elements, and the text after a label. */
export function readMarkup<Hint extends string>(reading: Reading<Hint>): void {
  const { text, report } = reading;
  const rows = readRows(reading);
  let label: Hint | "none" = "none";
  let labelEnd = 0;
  for (const match of text.matchAll(TAG)) {
    const [whole, slash = "", tag = "", attributes = "", behind = ""] = match;
    const end = match.index + whole.length;
    if (OF_TABLE.test(tag)) {
      rows.take(tag.toLowerCase(), slash === "", match.index, end - behind.length);
      label = "none";
      continue;
    }
    if (match.index - labelEnd > FAR) label = "none";
    const own = slash === "" ? nameOfElement(reading, tag, attributes) : "none";
    const value = VALUE_ATTRIBUTE.exec(attributes);
    if (value !== null) {
      const start = match.index + 1 + tag.length + value.index + value[0].length - (value[1] as string).length;
      const hint = own === "none" ? label : own;
      if (hint !== "none") report({ start, end: start + (value[1] as string).length, hint });
      label = "none";
      continue;
    }
    if (behind.trim() === "") continue;
    const inner = { start: end - behind.length, end };
    const stated = OF_CHOICE.test(tag) ? "none" : hintIn(reading, inner);
    if (stated !== "none") {
      label = stated;
      labelEnd = end;
      continue;
    }
    const hint = own === "none" ? label : own;
    if (hint !== "none") {
      report({ ...inner, hint });
      label = "none";
    }
  }
  rows.end(text.length);
}

function hintIn<Hint extends string>({ text, hintOf }: Reading<Hint>, span: Span): Hint | "none" {
  const name = nameIn(text, span);
  return name === undefined ? "none" : hintOf(name);
}

/** Returns the meaning of an element's name, from its attributes or its tag: `<input name="dob">`, `<passport>`. */
function nameOfElement<Hint extends string>({ hintOf }: Reading<Hint>, tag: string, attributes: string): Hint | "none" {
  for (const [, name = ""] of attributes.matchAll(NAME_ATTRIBUTE)) {
    const hint = hintOf(name);
    if (hint !== "none") return hint;
  }
  return hintOf(tag);
}

/** Collects the cells of table rows from a sequence of tags. */
function readRows<Hint extends string>(reading: Reading<Hint>) {
  const { text } = reading;
  let columns: readonly (Hint | "none")[] | undefined;
  let cells: Span[] = [];
  let open: number | undefined;
  const endCell = (at: number) => {
    if (open !== undefined) cells.push(withoutTags(text, { start: open, end: at }));
    open = undefined;
  };
  const endRow = () => {
    if (columns?.length === cells.length) reportRow(reading, columns, cells);
    else {
      const header = readHeader(reading, cells);
      if (header === undefined) reportRecord(reading, cells);
      columns = header ?? columns;
    }
    cells = [];
  };
  return {
    take(tag: string, isOpening: boolean, start: number, end: number) {
      endCell(start);
      if (tag === "table" || tag === "tr") endRow();
      else if (isOpening) open = end;
      if (tag === "table") columns = undefined;
    },
    end(at: number) {
      endCell(at);
      endRow();
    },
  };
}

function withoutTags(text: string, { start, end }: Span): Span {
  if (end - start > MAX_CELL) return { start, end };
  const cell = text.slice(start, end);
  const before = TAGS_BEFORE.exec(cell)?.[0].length ?? 0;
  const behind = TAGS_BEHIND.exec(cell.slice(before))?.[0].length ?? 0;
  return { start: start + before, end: end - behind };
}
