import type { Span } from "../../../text/base64.ts";
import type { Hint } from "../types.ts";
import type { Reading } from "./place.ts";

/** Members that name another one and members that are named, of JSON, YAML or a query, and where the object that has them ends. */
const MEMBER =
  /[{}]|\n\s{0,20}-\s|\b(?:(label|name|key|field|title|question|caption|attribute|property|display_?name|field_?name)|value|answer|val|response)\\?["']?\s{0,3}(?:=>|[:=])\s{0,3}(?:\\?(["'])((?:(?!\2)[^\\\n]){1,200})|([^\s"'\\,;&{}[\]<>](?:[^\n"'\\,;&{}<>]|,(?= \d)){0,200}))/gi;
/** How far from its label a value may stand. */
const FAR = 300;
/** A part of a form that is sent, its value behind an empty line. */
const PART = /form-data; ?name=\\?"([^"\\\n]{1,60})\\?"[^\n]{0,100}\n(?:[^\n\r]{1,200}\r?\n){0,3}\r?\n([^\n\r]{1,200})/gi;
/** Lines of a vCard. */
const CARD = /(?:^|\n|\\n)(?:item\d{1,2}\.)?(BDAY|TEL|ADR)(?:;[^:\n]{0,80})?:((?:[^\\\n]|\\(?![nr])){1,200})/gi;

/** Values beside a member that says what they are: `{"label": "Date of birth", "value": "…"}`. */
export function readLabels({ text, hintOf, tell }: Reading): void {
  let label: { readonly hint: Hint; readonly at: number } | undefined;
  let value: Span | undefined;
  for (const match of text.matchAll(MEMBER)) {
    const [whole, isLabel, , quoted, bare] = match;
    const content = quoted ?? bare;
    const end = match.index + whole.length;
    if (content === undefined) {
      label = undefined;
      value = undefined;
    } else if (isLabel === undefined) {
      const span = { start: end - content.length, end };
      if (label === undefined || match.index - label.at > FAR) value = span;
      else if (label.hint !== "none") tell({ ...span, hint: label.hint });
      label = undefined;
    } else {
      const hint = hintOf(content);
      if (value !== undefined && match.index - value.end < FAR && hint !== "none") tell({ ...value, hint });
      label = value === undefined ? { hint, at: end } : undefined;
      value = undefined;
    }
  }
}

/** Lines of a vCard that say less than they mean: `BDAY:19840229`. */
export function readCards({ text, hintOf, tell }: Reading): void {
  for (const match of text.matchAll(CARD)) {
    const [whole, name = "", value = ""] = match;
    const end = match.index + whole.length;
    tell({ start: end - value.length, end, hint: /^adr$/i.test(name) ? "address" : hintOf(name) });
  }
}

/** Values of a form that is sent in parts. */
export function readParts({ text, hintOf, tell }: Reading): void {
  for (const match of text.matchAll(PART)) {
    const [whole, name = "", value = ""] = match;
    const end = match.index + whole.length;
    const hint = hintOf(name);
    if (hint !== "none") tell({ start: end - value.length, end, hint });
  }
}
