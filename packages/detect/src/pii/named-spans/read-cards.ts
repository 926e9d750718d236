import type { Reading } from "../../extract/tables/named-span.ts";
import type { Hint } from "../types.ts";

/** Reads lines of a vCard. */
const CARD = /(?:^|\n|\\n)(?:item\d{1,2}\.)?(BDAY|TEL|ADR)(?:;[^:\n]{0,80})?:((?:[^\\\n]|\\(?![nr])){1,200})/gi;

/** Matches lines of a vCard with an abbreviated name: `BDAY:19840229`. */
export function readCards({ text, hintOf, report }: Reading<Hint>): void {
  for (const match of text.matchAll(CARD)) {
    const [whole, name = "", value = ""] = match;
    const end = match.index + whole.length;
    report({ start: end - value.length, end, hint: /^adr$/i.test(name) ? "address" : hintOf(name) });
  }
}
