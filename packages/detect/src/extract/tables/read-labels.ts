import type { Span } from "../../span.ts";
import type { Reading } from "./place.ts";

/** Members that name another one and members that are named, of JSON, YAML or a query, and where the object that has them ends. */
const MEMBER =
  /[{}]|\n\s{0,20}-\s|\b(?:(label|name|key|field|title|question|caption|attribute|property|display_?name|field_?name)|value|answer|val|response)\\?["']?\s{0,3}(?:=>|[:=])\s{0,3}(?:\\?(["'])((?:(?!\2)[^\\\n]){1,200})|([^\s"'\\,;&{}[\]<>](?:[^\n"'\\,;&{}<>]|,(?= \d)){0,200}))/gi;
/** How far from its label a value may stand. */
const FAR = 300;
/** A part of a form that is sent, its value behind an empty line. */
const PART = /form-data; ?name=\\?"([^"\\\n]{1,60})\\?"[^\n]{0,100}\n(?:[^\n\r]{1,200}\r?\n){0,3}\r?\n([^\n\r]{1,200})/gi;

/** Values beside a member that says what they are: `{"label": "Date of birth", "value": "…"}`. */
export function readLabels<Hint extends string>({ text, hintOf, tell }: Reading<Hint>): void {
  let label: { readonly hint: Hint | "none"; readonly at: number } | undefined;
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

/** Values of a form that is sent in parts. */
export function readParts<Hint extends string>({ text, hintOf, tell }: Reading<Hint>): void {
  for (const match of text.matchAll(PART)) {
    const [whole, name = "", value = ""] = match;
    const end = match.index + whole.length;
    const hint = hintOf(name);
    if (hint !== "none") tell({ start: end - value.length, end, hint });
  }
}
