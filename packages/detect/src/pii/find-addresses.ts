import { indexKeywords } from "@agentlattice/patterns";
import { trimCell } from "../extract/tables/cells.ts";
import ADDRESSES from "../rules/addresses.json" with { type: "json" };
import type { NamedSpans } from "./named-spans/named-spans.ts";
import { PATTERNS } from "./patterns.ts";
import type { PiiFinding } from "./types.ts";

/** Formats of addresses, with the words near which each is looked for. */
const FORMATS = ADDRESSES.map(({ id, keywords, regex, flags }) => ({
  keywords,
  pattern: new RegExp(regex, flags),
  isEnglish: id === "english-street",
}));
const WORDS = FORMATS.flatMap(({ keywords }, format) => keywords.map((word) => ({ word, format })));
const index = indexKeywords(WORDS.map(({ word }) => word));
/** Maximum length of an address before and after such a word. */
const BEFORE = 80;
const AFTER = 100;

const SURE = 0.65;
/** Confidence of a street without further evidence. */
const UNSURE = 0.5;
/** Confidence of an address that its name announces. */
const NAMED = 0.9;
const MAX_CELL = 200;

/** Finds postal addresses. */
export function findAddresses(text: string, named: NamedSpans): PiiFinding[] {
  const hits: PiiFinding[] = [];
  const add = (start: number, length: number, confidence: number) =>
    hits.push({ type: "address", start, end: start + length, confidence: named.hintAt(start) === "address" ? NAMED : confidence });
  const seen = FORMATS.map(() => 0);
  index.scan(text, (word, at) => {
    const { format } = WORDS[word] as (typeof WORDS)[number];
    const { pattern, isEnglish } = FORMATS[format] as (typeof FORMATS)[number];
    const last = seen[format] as number;
    if (at < last) return;
    const from = Math.max(last, at - BEFORE);
    seen[format] = at + AFTER / 2;
    for (const { 0: found, index: start } of text.slice(from, at + AFTER).matchAll(pattern))
      add(from + start, found.length, isEnglish ? confidenceOf(text, from + start, found) : SURE);
  });
  for (const { 0: found, index: start } of text.matchAll(PATTERNS.town)) {
    PATTERNS.house.lastIndex = start;
    const { house } = PATTERNS.house.exec(text)?.groups ?? {};
    if (house !== undefined && !PATTERNS.day.test(house)) add(start - house.length, house.length + found.length, 0.75);
  }
  for (const span of named.called("address")) {
    const { start, end } = trimCell(text, span);
    if (span.end - span.start < text.length && end - start <= MAX_CELL && PATTERNS.addressCell.test(text.slice(start, end)))
      hits.push({ type: "address", start, end, confidence: SURE });
  }
  return hits;
}

/** Returns the confidence of an English street, from the text before and after it. */
function confidenceOf(text: string, start: number, street: string): number {
  if (PATTERNS.countedNumber.test(street)) return 0.3;
  const after = text.slice(start + street.length, start + street.length + 60);
  if (PATTERNS.unit.test(street) || PATTERNS.afterStreet.test(after)) return SURE + 0.1;
  return PATTERNS.beforeStreet.test(text.slice(Math.max(0, start - 24), start)) &&
    (street.endsWith(".") || PATTERNS.endOfStreet.test(after) || /^,? [a-z]/.test(after))
    ? SURE
    : UNSURE;
}
