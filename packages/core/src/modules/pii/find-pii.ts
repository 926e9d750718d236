import { findDocuments } from "./find-documents.ts";
import { findEmails } from "./find-emails.ts";
import { findIbans } from "./find-ibans.ts";
import { findIpv6 } from "./find-ipv6.ts";
import { findNumbers } from "./find-numbers.ts";
import type { PhoneBudget } from "./find-phone.ts";
import { hintOf } from "./hint.ts";
import { placesIn } from "./places/places.ts";
import { wordsIn } from "./places/words.ts";
import type { Hint, PiiHit } from "./types.ts";

/** Whoever comes first keeps the characters that two of them claim. */
const ORDER: readonly PiiHit["type"][] = ["email", "iban", "card", "us_ssn", "ip_address", "passport", "date_of_birth", "phone", "address"];

/** What the texts of one request share. */
export interface PiiScan extends PhoneBudget {
  /** What the names say that have been read: those of a list's items and of a table's columns come again. */
  readonly hints: Map<string, Hint>;
}

/** Personal data in a text, in order, without overlaps. `name`: what the text is called. */
export function findPii(text: string, name: string, scan: PiiScan): PiiHit[] {
  const hint = rememberedHint(name, scan);
  const hits = findEmails(text);
  if (/\d/.test(text) || hint !== "none") {
    const words = wordsIn(text);
    const places = placesIn(text, hint, words, (name) => rememberedHint(name, scan));
    hits.push(...findIbans(text), ...findNumbers(text, words, places, scan), ...findDocuments(text, places));
    if (text.includes(":")) hits.push(...findIpv6(text));
  }
  return withoutOverlaps(hits);
}

function rememberedHint(name: string, { hints }: PiiScan): Hint {
  let hint = hints.get(name);
  if (hint === undefined) {
    hint = hintOf(name);
    hints.set(name, hint);
  }
  return hint;
}

/** Of hits that share characters the one whose kind comes first stays. */
function withoutOverlaps(hits: readonly PiiHit[]): PiiHit[] {
  const kept: PiiHit[] = [];
  for (const hit of [...hits].sort((a, b) => a.start - b.start || ORDER.indexOf(a.type) - ORDER.indexOf(b.type))) {
    const last = kept.at(-1);
    if (last === undefined || hit.start >= last.end) kept.push(hit);
    else if (ORDER.indexOf(hit.type) < ORDER.indexOf(last.type)) kept[kept.length - 1] = hit;
  }
  return kept;
}
