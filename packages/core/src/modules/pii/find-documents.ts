import { indexKeywords } from "../../text/keyword-index.ts";
import type { Hint, PiiHit, PiiType } from "./types.ts";

const PASSPORT_WORD = /passport|reisepass|passeport|pasaporte|passaporto|passaporte|paspoort/i;
const PASSPORT_NEAR =
  /(?:passport|reisepass|passeport|pasaporte|passaport[oe]|paspoort)[ \t_-]{0,2}(?:number|nummer|no|nr|num(?:é|e)ro|#|n[°º])?[.:#= "'-]{0,6}(?:is |ist |est |es )?((?=(?:[A-Z]{0,2}\d){4})[A-Z0-9]{6,10})(?![A-Za-z0-9])/gi;
const PASSPORT = /(?<![A-Za-z0-9])(?=(?:[A-Z]{0,2}\d){4})[A-Z0-9]{6,10}(?![A-Za-z0-9])/gi;
const MACHINE_READABLE = /(?<![A-Z<])P[A-Z<][A-Z]{3}[A-Z<]{39}(?![A-Z<])/g;
const STREET =
  /(?<![\w.#/-])\d{1,5}[A-Za-z]?,? (?:[NSEW]\.? )?(?:(?:[A-Z][A-Za-z'.-]{1,20}|\d{1,3}(?:st|nd|rd|th)) ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Parkway|Pkwy|Highway|Hwy|Crescent|Way|Broadway)\b\.?(?:,? (?:Apt|Suite|Unit|#) ?[A-Za-z0-9-]{1,6})?/g;
const GERMAN_STREET =
  /(?<![\p{L}\d])\p{Lu}\p{L}{2,24}(?:straße|strasse|str\.|gasse|platz|allee|weg|damm|ufer|gracht|straat|laan|plein|gatan|vägen) \d{1,4}(?:-\d{1,4})? ?[a-z]?(?![\p{L}\d])/gu;
const ROMANCE_STREET =
  /(?<![\p{L}\d])(?:\d{1,4},? ?(?:bis )?)?(?:rue|avenue|boulevard|place|calle|avenida|via|piazza|rua) (?:(?:de|du|des|la|le|les|del|della|da|do) ){0,3}\p{Lu}[\p{L}'-]{2,24}(?: \p{Lu}[\p{L}'-]{2,24}){0,2},? \d{1,4}(?![\p{L}\d])/giu;
const FRENCH_STREET =
  /(?<![\p{L}\d])\d{1,4},? (?:bis |ter )?(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace) (?:(?:de|du|des|la|le|les) ){0,3}\p{Lu}[\p{L}'-]{2,24}(?: \p{Lu}[\p{L}'-]{2,24}){0,2}/gu;
const MONTH =
  "(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|mar(?:ch)?|apr(?:il)?|may|jun[ei]?|jul[yi]?|aug(?:ust)?|sep(?:t|tember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)";
const DATE = new RegExp(
  "(?<!\\d)(?:(?:19|20)\\d{2}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\\d|3[01])|(?:0?[1-9]|[12]\\d|3[01])[-./](?:0?[1-9]|[12]\\d|3[01])[-./](?:19|20)\\d{2}" +
    `|(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th|\\.)? (?:of )?${MONTH}\\.?,? (?:19|20)\\d{2})(?!\\d)` +
    `|(?<![a-z])${MONTH}\\.? (?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?,? (?:19|20)\\d{2}(?!\\d)`,
  "gi",
);
/** A date without marks, where the name of a value says that it is one. */
const BARE_DATE = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;
const BIRTH =
  /born|birth|d\.?o\.?b|gebor|geburt|naissance|nacimiento|nascimento|nascita|födelse|fødsel|urodzen|рожден|出生|生年月日|생년월일/i;
const BORN =
  /(?:born|d\.?o\.?b\.?|birth(?:day|date)?|date of birth|geboren|geburts(?:datum|tag)|geboortedatum|naissance|née? le|nacimiento|nascimento|nascita|födelsedatum|fødselsdato|urodzen(?:ia)?|рожден(?:ия|ие)|出生日期|出生|生年月日|생년월일)[^0-9\n]{0,16}$/i;

/** Words without which there is nothing to look for, and what to look for near them. */
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
    ],
    [STREET],
  ],
  [["stra", "str.", "gasse", "platz", "allee", "weg ", "damm ", "ufer ", "gracht", "laan", "plein", "gatan"], [GERMAN_STREET]],
  [
    ["rue ", "avenue ", "boulevard ", "place ", "calle ", "avenida ", "via ", "piazza ", "rua "],
    [ROMANCE_STREET, FRENCH_STREET],
  ],
];
const WORDS = NEAR.flatMap(([words], group) => words.map((word) => ({ word, group })));
const index = indexKeywords(WORDS.map(({ word }) => word));
/** How far an address reaches before and after such a word. */
const BEFORE = 80;
const AFTER = 100;

/** Passports, addresses and dates of birth: what only its surroundings or its name give away. */
export function findDocuments(text: string, hint: Hint): PiiHit[] {
  const hits: PiiHit[] = [];
  const add = (type: PiiType, start: number, length: number, confidence: number) =>
    hits.push({ type, start, end: start + length, confidence });
  if (/\d/.test(text)) {
    if (PASSPORT_WORD.test(text)) {
      for (const { 0: whole, 1: number = "", index: start } of text.matchAll(PASSPORT_NEAR))
        add("passport", start + whole.length - number.length, number.length, 0.8);
    }
    if (hint === "passport") for (const match of text.matchAll(PASSPORT)) add("passport", match.index, match[0].length, 0.85);
    hits.push(...findStreets(text, hint === "address" ? 0.9 : 0.65));
    if (hint === "date_of_birth" && BARE_DATE.test(text)) add("date_of_birth", 0, text.length, 0.8);
    if (hint === "date_of_birth" || BIRTH.test(text)) {
      for (const { 0: date, index: start } of text.matchAll(DATE))
        if (hint === "date_of_birth" || BORN.test(text.slice(Math.max(0, start - 40), start)))
          add("date_of_birth", start, date.length, 0.85);
    }
  }
  if (text.includes("<<")) for (const match of text.matchAll(MACHINE_READABLE)) add("passport", match.index, match[0].length, 0.95);
  if (hint === "address" && hits.length === 0 && /\p{L}/u.test(text) && text.length >= 5 && text.length <= 200)
    add("address", 0, text.length, 0.6);
  return hits;
}

function findStreets(text: string, confidence: number): PiiHit[] {
  const hits: PiiHit[] = [];
  const seen = NEAR.map(() => 0);
  index.scan(text, (word, at) => {
    const { group } = WORDS[word] as (typeof WORDS)[number];
    if (at < (seen[group] as number)) return;
    const from = Math.max(seen[group] as number, at - BEFORE);
    const to = at + AFTER;
    seen[group] = at + AFTER / 2;
    for (const pattern of NEAR[group]?.[1] ?? []) {
      for (const { 0: street, index: start } of text.slice(from, to).matchAll(pattern)) {
        if (pattern === ROMANCE_STREET && !/^\d|\d$/.test(street)) continue;
        hits.push({ type: "address", start: from + start, end: from + start + street.length, confidence });
      }
    }
  });
  return hits;
}
