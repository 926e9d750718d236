import type { Span } from "../../span.ts";
import { hintIn, readHeader, reportRecord, reportRow } from "./cells.ts";
import type { Reading } from "./reading.ts";

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
export function readMarkup(reading: Reading): void {
  const { text, report } = reading;
  const rows = readRows(reading);
  let label = "none";
  let labelEnd = 0;
  for (const { 0: whole, 1: slash = "", 2: tag = "", 3: attributes = "", 4: behind = "", index } of text.matchAll(TAG)) {
    const end = index + whole.length;
    if (OF_TABLE.test(tag)) {
      rows.take(tag.toLowerCase(), slash === "", index, end - behind.length);
      label = "none";
      continue;
    }
    if (index - labelEnd > FAR) label = "none";
    const own = slash === "" ? nameOfElement(reading, tag, attributes) : "none";
    const hint = own === "none" ? label : own;
    const attribute = VALUE_ATTRIBUTE.exec(attributes);
    if (attribute !== null) {
      const { 0: written, 1: value = "", index: offset } = attribute;
      const valueEnd = index + 1 + tag.length + offset + written.length;
      report({ start: valueEnd - value.length, end: valueEnd }, hint);
      label = "none";
    } else if (behind.trim() !== "") {
      const inner = { start: end - behind.length, end };
      label = OF_CHOICE.test(tag) ? "none" : hintIn(reading, inner);
      if (label === "none") report(inner, hint);
      else labelEnd = end;
    }
  }
  rows.end(text.length);
}

/** Returns the meaning of an element's name, from its attributes or its tag: `<input name="dob">`, `<passport>`. */
function nameOfElement({ hintOf }: Reading, tag: string, attributes: string): string {
  for (const [, name = ""] of attributes.matchAll(NAME_ATTRIBUTE)) {
    const hint = hintOf(name);
    if (hint !== "none") return hint;
  }
  return hintOf(tag);
}

/** Collects the cells of table rows from a sequence of tags. */
function readRows(reading: Reading) {
  const { text } = reading;
  let columns: readonly string[] | undefined;
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
