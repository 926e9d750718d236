import type { Reading } from "../../extract/tables/reading.ts";

/** Reads lines of a vCard. */
const CARD = /(?:^|\n|\\n)(?:item\d{1,2}\.)?(BDAY|TEL|ADR)(?:;[^:\n]{0,80})?:((?:[^\\\n]|\\(?![nr])){1,200})/gi;

/** Matches lines of a vCard with an abbreviated name: `BDAY:19840229`. */
export function readCards(text: string, hintOf: Reading["hintOf"], report: Reading["report"]): void {
  for (const { 0: whole, 1: name = "", 2: value = "", index } of text.matchAll(CARD)) {
    const end = index + whole.length;
    report({ start: end - value.length, end }, /^adr$/i.test(name) ? "address" : hintOf(name));
  }
}
