import { trimCell } from "../extract/tables/cells.ts";
import { indexKeywords } from "../match/keyword-index.ts";
import type { Places } from "./places/places.ts";
import type { PiiFinding } from "./types.ts";

const STREET =
  /(?<![\w.#/-])\d{1,5}[A-Za-z]?,? (?:(?:[NSEW]\.?|North|South|East|West) )?(?:(?:(?:[A-Z][A-Za-z'.-]{1,20}|\d{1,3}(?:st|nd|rd|th)) ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Parkway|Pkwy|Highway|Hwy|Crescent|Way|Close)|Broadway)\b\.?(?:,? (?:Apt|Suite|Unit|#)\.? ?[A-Za-z0-9-]{1,6})?/g;
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
const POST_BOX =
  /(?<![A-Za-z])(?:P\.? ?O\.? ?Box|Post Office Box|Postfach|Boîte postale|Casella postale|Apartado(?: de Correos| Postal)?|Postbus) (?:N[o°º]\.? )?\d{1,4}(?:[ .]?\d{2,3})?(?!\d)/gi;
/** Matches a postal code and a town, before which any name with a house number is a street. */
const TOWN = /, (?:[A-Z]{1,2}-)?(?:\d{5}|\d{4} [A-Z]{2}) \p{Lu}\p{L}{2,30}/gu;
const HOUSE =
  /(?<![\p{L}\d])\p{Lu}[\p{L}.'’-]{1,24}(?: (?:am|an|auf|im|in|der|dem|den|zum|zur|von|van|het|de|du|des|la|le|les|di|del|della|da|do|dos|das|el|los|las|\p{Lu}[\p{L}.'’-]{0,24})){0,4} \d{1,4} ?[a-z]?$/u;
const DAY =
  /\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) \d{1,2}$/i;
const GERMAN_STREET =
  /(?<![\p{L}\d])\p{Lu}\p{L}{2,24}(?:straße|strasse|str\.|gasse|platz|allee|weg|damm|ufer|gracht|straat|laan|plein|gatan|vägen) \d{1,4}(?:-\d{1,4})? ?[a-z]?(?![\p{L}\d])/gu;
const ROMANCE_STREET =
  /(?<![\p{L}\d])(?:\d{1,4},? ?(?:bis )?)?(?:rue|avenue|boulevard|place|calle|avenida|via|piazza|rua|paseo|corso|viale|plaza|quai|carrer) (?:(?:de|du|des|la|le|les|del|della|da|do) ){0,3}\p{Lu}[\p{L}'-]{2,24}(?: \p{Lu}[\p{L}'-]{2,24}){0,2},? \d{1,4}(?![\p{L}\d])/giu;
const FRENCH_STREET =
  /(?<![\p{L}\d])\d{1,4},? (?:bis |ter )?(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Qq]uai) (?:(?:de|du|des|la|le|les) ){0,3}\p{Lu}[\p{L}'-]{2,24}(?: \p{Lu}[\p{L}'-]{2,24}){0,2}/gu;

/** Words without which there is no street to look for, and what to look for near them. */
const NEAR: readonly (readonly [words: readonly string[], patterns: readonly RegExp[]])[] = [
  [
    [
      "street",
      " st",
      " ave",
      "road",
      " rd",
      "boulevard",
      "blvd",
      " lane",
      " ln",
      " drive",
      " dr",
      "court",
      " ct",
      "place",
      " pl",
      "square",
      " sq",
      "terrace",
      "parkway",
      "pkwy",
      "highway",
      "hwy",
      "crescent",
      " way",
      "broadway",
      " close",
    ],
    [STREET],
  ],
  [["stra", "str.", "gasse", "platz", "allee", "weg ", "damm ", "ufer ", "gracht", "laan", "plein", "gatan"], [GERMAN_STREET]],
  [
    [
      "rue ",
      "avenue ",
      "boulevard ",
      "place ",
      "calle ",
      "avenida ",
      "via ",
      "piazza ",
      "rua ",
      "paseo ",
      "corso ",
      "viale ",
      "plaza ",
      "quai ",
      "carrer ",
    ],
    [ROMANCE_STREET, FRENCH_STREET],
  ],
  [["box ", "postfach", "postbus", "apartado", "postale"], [POST_BOX]],
];
const WORDS = NEAR.flatMap(([words], group) => words.map((word) => ({ word, group })));
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
export function findAddresses(text: string, places: Places): PiiFinding[] {
  const hits: PiiFinding[] = [];
  const add = (start: number, length: number, confidence: number) =>
    hits.push({ type: "address", start, end: start + length, confidence: places.hintAt(start) === "address" ? NAMED : confidence });
  const seen = NEAR.map(() => 0);
  index.scan(text, (word, at) => {
    const { group } = WORDS[word] as (typeof WORDS)[number];
    if (at < (seen[group] as number)) return;
    const from = Math.max(seen[group] as number, at - BEFORE);
    const to = at + AFTER;
    seen[group] = at + AFTER / 2;
    const around = text.slice(from, to);
    for (const pattern of NEAR[group]?.[1] ?? []) {
      for (const { 0: found, index: start } of around.matchAll(pattern)) {
        if (pattern === ROMANCE_STREET && !/^\d|\d$/.test(found)) continue;
        add(from + start, found.length, pattern === STREET ? confidenceOf(text, from + start, found) : SURE);
      }
    }
  });
  for (const { 0: found, index: start } of text.matchAll(TOWN)) {
    const [house] = HOUSE.exec(text.slice(Math.max(0, start - BEFORE), start)) ?? [];
    if (house !== undefined && !DAY.test(house)) add(start - house.length, house.length + found.length, 0.75);
  }
  for (const place of places.called("address")) {
    const { start, end } = trimCell(text, place);
    if (place.end - place.start < text.length && end - start <= MAX_CELL && HOUSE_CELL.test(text.slice(start, end)))
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
