import { indexKeywords } from "@agentlattice/patterns";
import { trimCell } from "../extract/tables/cells.ts";
import ADDRESSES from "../rules/addresses.json" with { type: "json" };
import type { NamedSpans } from "./named-spans/named-spans.ts";
import type { PiiFinding } from "./types.ts";

interface AddressFormat {
  readonly id: string;
  readonly keywords: readonly string[];
  readonly regex: string;
  readonly flags?: string;
}

/** Matches a number that counts something, such as `3 Way Street` or `40 GB Drive`. */
const COUNTED =
  /^\d+[A-Za-z]?,? (?:Way|Star|Day|Days|Hour|Minute|Week|Month|Year|Lane|Wheel|Speed|Point|Step|Part|Level|Page|Round|Man|Men|People|Wall|The|[KMGT]i?B|Top|Ways|Other|More|Million|Billion)\b(?! (?:Ave|St|Rd|Dr|Ln|Blvd|Pkwy)\b)/;
/** Matches the text before an address: a preposition, a delimiter or the start of a line. */
const LEADS =
  /(?:^|[\n\t"'`|>;=:([{}–—]|\b(?:at|to|in|on|near|from|of|is|by|address|lives?|lived|living|located|residing|resides?|residence|home|office|ships?|shipped|deliver|delivered|delivery|send|sent|visit|moved)),? ?["'(]?$/i;
/** Matches the rest of an address after a street: a town or a postal code. */
const GOES_ON = /^,\s{0,2}\p{Lu}|^ (?:in )?\p{Lu}[\p{L}]+,? (?:[A-Z]{2} )?\d{4,5}|^,?\s{0,2}\d{4,5}\b/u;
const ENDS = /^\s*(?:$|[\n\t"'`|<;)\]},.!?\\])/;
const UNIT = /(?:Apt|Suite|Unit|#)\.? ?[A-Za-z0-9-]{1,6}$/;
/** Matches a postal code and a town, before which any name with a house number is a street. */
const TOWN = /, (?:[A-Z]{1,2}-)?(?:\d{5}|\d{4} [A-Z]{2}) \p{Lu}\p{L}{2,30}/gu;
const HOUSE =
  /(?<![\p{L}\d])\p{Lu}[\p{L}.'’-]{1,24}(?: (?:am|an|auf|im|in|der|dem|den|zum|zur|von|van|het|de|du|des|la|le|les|di|del|della|da|do|dos|das|el|los|las|\p{Lu}[\p{L}.'’-]{0,24})){0,4} \d{1,4} ?[a-z]?$/u;
const DAY =
  /\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) \d{1,2}$/i;
/** Formats of addresses, with the words near which each is looked for. */
const FORMATS = (ADDRESSES as readonly AddressFormat[]).map(({ id, keywords, regex, flags = "" }) => ({
  keywords,
  pattern: new RegExp(regex, `g${flags}`),
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
/** Matches a value of a column such as `address` that is a postal address, not one of a machine or an account. */
const HOUSE_CELL =
  /^(?=.*(?<![\p{L}\d.:/-])\d{1,5} ?[A-Za-z]?(?![\p{L}\d.:]))(?=.*[\p{Lu}\p{Lo}])(?=.*\p{L}{3})(?!.*(?:[@<>{}=_|]|&#|:\/\/|\b0x|\d\.\d{1,3}\.)).+[ ,;].+$/u;
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
  for (const { 0: found, index: start } of text.matchAll(TOWN)) {
    const [house] = HOUSE.exec(text.slice(Math.max(0, start - BEFORE), start)) ?? [];
    if (house !== undefined && !DAY.test(house)) add(start - house.length, house.length + found.length, 0.75);
  }
  for (const span of named.called("address")) {
    const { start, end } = trimCell(text, span);
    if (span.end - span.start < text.length && end - start <= MAX_CELL && HOUSE_CELL.test(text.slice(start, end)))
      hits.push({ type: "address", start, end, confidence: SURE });
  }
  return hits;
}

/** Returns the confidence of an English street, from the text before and after it. */
function confidenceOf(text: string, start: number, street: string): number {
  if (COUNTED.test(street)) return 0.3;
  const after = text.slice(start + street.length, start + street.length + 60);
  if (UNIT.test(street) || GOES_ON.test(after)) return SURE + 0.1;
  return LEADS.test(text.slice(Math.max(0, start - 24), start)) && (street.endsWith(".") || ENDS.test(after) || /^,? [a-z]/.test(after))
    ? SURE
    : UNSURE;
}
