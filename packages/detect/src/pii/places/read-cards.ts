import type { Reading } from "../../extract/tables/place.ts";
import type { Hint } from "../types.ts";

/** Lines of a vCard. */
const CARD = /(?:^|\n|\\n)(?:item\d{1,2}\.)?(BDAY|TEL|ADR)(?:;[^:\n]{0,80})?:((?:[^\\\n]|\\(?![nr])){1,200})/gi;

/** Lines of a vCard that say less than they mean: `BDAY:19840229`. */
export function readCards({ text, hintOf, tell }: Reading<Hint>): void {
  for (const match of text.matchAll(CARD)) {
    const [whole, name = "", value = ""] = match;
    const end = match.index + whole.length;
    tell({ start: end - value.length, end, hint: /^adr$/i.test(name) ? "address" : hintOf(name) });
  }
}
