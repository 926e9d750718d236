import { trimCell } from "../extract/tables/cells.ts";
import { findAddresses } from "./find-addresses.ts";
import type { NamedSpans } from "./named-spans/named-spans.ts";
import { PATTERNS } from "./patterns.ts";
import type { PiiFinding, PiiType } from "./types.ts";

/** Passports, addresses and dates of birth: what only its surroundings or its name give away. */
export function findDocuments(text: string, named: NamedSpans): PiiFinding[] {
  const hits: PiiFinding[] = [];
  const add = (type: PiiType, start: number, length: number, confidence: number) =>
    hits.push({ type, start, end: start + length, confidence });
  if (/\d/.test(text)) {
    if (PATTERNS.passportWord.test(text)) {
      for (const { 0: whole, 1: number = "", index: start } of text.matchAll(PATTERNS.announcedPassport))
        add("passport", start + whole.length - number.length, number.length, 0.8);
    }
    if (named.called("passport").length > 0) {
      for (const { 0: number, index: start } of text.matchAll(PATTERNS.passport))
        if (named.hintAt(start) === "passport") add("passport", start, number.length, 0.85);
    }
    hits.push(...findAddresses(text, named));
    const born = named.called("date_of_birth");
    for (const span of born) {
      const { start, end } = trimCell(text, span);
      if (PATTERNS.bareDate.test(text.slice(start, end))) add("date_of_birth", start, end - start, 0.8);
    }
    if (born.length > 0 || PATTERNS.birthWord.test(text)) {
      for (const { 0: date, index: start } of text.matchAll(PATTERNS.date))
        if (named.hintAt(start) === "date_of_birth" || PATTERNS.beforeBirthDate.test(text.slice(Math.max(0, start - 40), start)))
          add("date_of_birth", start, date.length, 0.85);
    }
  }
  if (text.includes("<<"))
    for (const match of text.matchAll(PATTERNS.machineReadableZone)) add("passport", match.index, match[0].length, 0.95);
  if (named.whole === "address" && hits.length === 0 && /\p{L}/u.test(text) && text.length >= 5 && text.length <= 200)
    add("address", 0, text.length, 0.6);
  return hits;
}
