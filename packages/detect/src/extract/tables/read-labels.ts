import type { Span } from "../../span.ts";
import type { Reading } from "./reading.ts";

/** Matches members that hold a label, members that hold a value, and the end of the object around them, in JSON, YAML or a query. */
const MEMBER =
  /[{}]|\n\s{0,20}-\s|\b(?:(label|name|key|field|title|question|caption|attribute|property|display_?name|field_?name)|value|answer|val|response)\\?["']?\s{0,3}(?:=>|[:=])\s{0,3}(?:\\?(["'])((?:(?!\2)[^\\\n]){1,200})|([^\s"'\\,;&{}[\]<>](?:[^\n"'\\,;&{}<>]|,(?= \d)){0,200}))/gi;
/** Maximum distance between a label and its value, in characters. */
const FAR = 300;
/** Matches a part of a multipart form: its name and the value after an empty line. */
const PART = /form-data; ?name=\\?"([^"\\\n]{1,60})\\?"[^\n]{0,100}\n(?:[^\n\r]{1,200}\r?\n){0,3}\r?\n([^\n\r]{1,200})/gi;

/** Reports values next to a member that holds their label: `{"label": "Date of birth", "value": "…"}`. */
export function readLabels({ text, hintOf, report }: Reading): void {
  let label: { readonly hint: string; readonly at: number } | undefined;
  let value: Span | undefined;
  for (const { 0: whole, 1: isLabel, 3: quoted, 4: bare, index } of text.matchAll(MEMBER)) {
    const written = quoted ?? bare;
    const end = index + whole.length;
    if (written === undefined) {
      label = undefined;
      value = undefined;
    } else if (isLabel === undefined) {
      const span = { start: end - written.length, end };
      if (label === undefined || index - label.at > FAR) value = span;
      else report(span, label.hint);
      label = undefined;
    } else {
      const hint = hintOf(written);
      if (value !== undefined && index - value.end < FAR) report(value, hint);
      label = value === undefined ? { hint, at: end } : undefined;
      value = undefined;
    }
  }
}

/** Reports the values of a multipart form. */
export function readFormParts({ text, hintOf, report }: Reading): void {
  for (const { 0: whole, 1: name = "", 2: value = "", index } of text.matchAll(PART)) {
    const end = index + whole.length;
    report({ start: end - value.length, end }, hintOf(name));
  }
}
