import { findPhone, MAX_PHONE, MIN_PHONE, type PhoneBudget } from "./find-phone.ts";
import { isCard } from "./is-card.ts";
import type { NamedSpans } from "./named-spans/named-spans.ts";
import type { Words } from "./named-spans/words.ts";
import { PATTERNS } from "./patterns.ts";
import type { PiiFinding } from "./types.ts";

/** Maximum distance between a label and its number, in characters. */
const NEAR = 24;

/** Finds cards, social security numbers and phone numbers. */
export function findNumbers(text: string, { spoken, isAscii }: Words, named: NamedSpans, budget: PhoneBudget): PiiFinding[] {
  const hits: PiiFinding[] = [];
  let next = 0;
  PATTERNS.number.lastIndex = 0;
  for (let match = PATTERNS.number.exec(text); match !== null; match = PATTERNS.number.exec(text)) {
    const open = isOnlyOpened(text, match.index, match[0]) ? 1 : 0;
    const start = match.index + open;
    const written = withinSpan(start, match[0].slice(open), named);
    PATTERNS.number.lastIndex = start + written.length;
    while (next < spoken.length && (spoken[next] as number) <= start) next++;
    if (isInsideWord(text, start, start + written.length)) continue;
    const isAnnounced =
      (next > 0 && announcesPhone(text, spoken[next - 1] as number, start)) ||
      isSpokenElsewhere(text, start, start + written.length, isAscii);
    const hit = classify(text, start, written, named, isAnnounced, budget);
    if (hit !== undefined) hits.push(hit);
  }
  return hits;
}

/** Returns true for a bracket that opens before a number and closes after it, as in a sentence. */
function isOnlyOpened(text: string, start: number, written: string): boolean {
  return written.startsWith("(") && !written.includes(")") && !isInsideWord(text, start, start + written.length);
}

/** Cuts a match with two blanks at the edge of its table cell. */
function withinSpan(start: number, written: string, named: NamedSpans): string {
  if (!written.includes("  ")) return written;
  const end = named.edge(start, start + written.length);
  return end === start + written.length ? written : written.slice(0, end - start).trimEnd();
}

/** Returns true when only a few characters of the same line separate a word from a number. */
function reaches(text: string, from: number, to: number): boolean {
  if (to - from > NEAR) return false;
  for (let i = from; i < to; i++) if (text[i] === "\n" || isDigit(text.charCodeAt(i))) return false;
  return true;
}

/** Returns true when the word that ends here labels a phone number. */
function announcesPhone(text: string, word: number, number: number): boolean {
  return reaches(text, word, number) && !PATTERNS.otherNumber.test(text.slice(Math.max(0, word - NEAR), word));
}

const isReference = (text: string, start: number) => PATTERNS.beforeReference.test(text.slice(Math.max(0, start - NEAR), start));

function isSpokenElsewhere(text: string, start: number, end: number, isAscii: boolean): boolean {
  if (text.startsWith(" is", end) && PATTERNS.afterPhone.test(text.slice(end, end + 48))) return true;
  return !isAscii && PATTERNS.beforePhone.test(text.slice(Math.max(0, start - NEAR), start));
}

function classify(
  text: string,
  start: number,
  written: string,
  named: NamedSpans,
  isAnnounced: boolean,
  budget: PhoneBudget,
): PiiFinding | undefined {
  const digits = written.replace(/\D/g, "");
  const span = { start, end: start + written.length };
  if (digits.length >= 12 && !/[./(+]/.test(written) && isCard(digits)) {
    const isOther = () => digits.length < 14 || digits.length > 16 || isReference(text, start) || named.isReference(start);
    return { type: "card", ...span, confidence: /[ -]/.test(written) ? 0.98 : isOther() ? 0.5 : 0.9 };
  }
  const card = written.length > digits.length ? cardIn(written) : undefined;
  if (card !== undefined) return { type: "card", start: start + card.index, end: start + card.index + card[0].length, confidence: 0.9 };
  // Only groups of a card are written with it.
  if (written.includes("_")) return undefined;
  if (digits.length === 9) {
    const isNamed = () => PATTERNS.beforeSsn.test(text.slice(Math.max(0, start - 48), start)) || named.hintAt(start) === "us_ssn";
    if (PATTERNS.ssn.test(written)) return { type: "us_ssn", ...span, confidence: written.includes("-") || isNamed() ? 0.9 : 0.55 };
    if (PATTERNS.bareSsn.test(written) && isNamed()) return { type: "us_ssn", ...span, confidence: 0.85 };
  }
  if (digits.length < MIN_PHONE || digits.length > MAX_PHONE || PATTERNS.wholeIpv4.test(written) || named.whole === "version")
    return undefined;
  const hint = named.hintAt(start);
  const hinted = hint === "phone" || isAnnounced;
  const phone = findPhone(start, written, digits, hinted, budget);
  if (phone === undefined || !/^\d+$/.test(written)) return phone;
  const isOther = hinted ? hint === "reference" && named.whole !== "reference" : hint === "reference" || isReference(text, start);
  return isOther ? undefined : phone;
}

/** Groups of digits as on a card, with one delimiter or none, which may stand in a longer run of digits. */
const CARD_GROUPS =
  /(?<!\d)(?:\d{4}([ \u00a0\u2007\u2009\u202f._/-])\d{4}\1\d{4}\1\d{4}|\d{4}([ \u00a0\u2007\u2009\u202f._/-])\d{6}\2\d{4,5}|\d{14,16})(?!\d)/g;

/** Returns the first card whose groups are a part of a written number, such as a card before its date and code. */
function cardIn(written: string): RegExpExecArray | undefined {
  for (const groups of written.matchAll(CARD_GROUPS)) if (isCard(groups[0].replace(/\D/g, ""))) return groups;
  return undefined;
}

const isDigit = (code: number) => code >= 48 && code <= 57;
const isAlphanumeric = (code: number) => isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
/** Characters that join a number with a letter or digit next to it. */
const JOINS = "-./:";

function isInsideWord(text: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (start > 0 && (isAlphanumeric(before) || "_#$€£¥₹@%\\".includes(text[start - 1] as string))) return true;
  if (start > 1 && JOINS.includes(text[start - 1] as string) && isAlphanumeric(text.charCodeAt(start - 2)))
    if (!PATTERNS.numberLabel.test(text.slice(Math.max(0, start - 40), start)) && !(text[start] === "+" && text[start - 1] === ":"))
      return true;
  if (end >= text.length) return false;
  const after = text[end] as string;
  if (isAlphanumeric(text.charCodeAt(end)) || after === "_" || after === "%") return true;
  return JOINS.includes(after) && end + 1 < text.length && isAlphanumeric(text.charCodeAt(end + 1));
}
