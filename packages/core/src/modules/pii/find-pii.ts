import { findDocuments } from "./find-documents.ts";
import { findEmails } from "./find-emails.ts";
import { findIbans } from "./find-ibans.ts";
import { findIpv6 } from "./find-ipv6.ts";
import { findNumbers } from "./find-numbers.ts";
import type { PhoneBudget } from "./find-phone.ts";
import { hintOf } from "./hint.ts";
import type { PiiHit } from "./types.ts";

/** Whoever comes first keeps the characters that two of them claim. */
const ORDER: readonly PiiHit["type"][] = ["email", "iban", "card", "us_ssn", "ip_address", "passport", "date_of_birth", "phone", "address"];

/** Personal data in a text, in order, without overlaps. `name`: what the text is called. */
export function findPii(text: string, name: string, budget: PhoneBudget): PiiHit[] {
  const hint = hintOf(name);
  const hits = findEmails(text);
  if (/\d/.test(text) || hint !== "none") {
    hits.push(...findIbans(text), ...findNumbers(text, hint, budget), ...findDocuments(text, hint));
    if (text.includes(":")) hits.push(...findIpv6(text));
  }
  return withoutOverlaps(hits);
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
