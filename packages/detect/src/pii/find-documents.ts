import { trimCell } from "../extract/tables/cells.ts";
import { findAddresses } from "./find-addresses.ts";
import type { NamedSpans } from "./named-spans/named-spans.ts";
import type { PiiFinding, PiiType } from "./types.ts";

const PASSPORT_WORD = /passport|reisepass|passeport|pasaporte|passaporto|passaporte|paspoort/i;
/** Matches passport numbers: a few letters with at least four digits, three letters and six digits, or nine characters of the German alphabet. */
const PASSPORT_NUMBER = "(?:[A-Z]{3}\\d{6}|(?=(?:[A-Z]{0,2}\\d){4})[A-Z0-9]{6,10}|(?=[A-Z]{1,8}\\d)[CFGHJK][CFGHJKLMNPRTVWXYZ0-9]{8})";
const PASSPORT_NEAR = new RegExp(
  `(?:passport|reisepass|passeport|pasaporte|passaport[oe]|paspoort)[ \\t_-]{0,2}(?:number|nummer|no|nr|num(?:é|e)ro|#|n[°º])?[^A-Za-z0-9\\n]{0,30}(?:is |ist |est |es )?(${PASSPORT_NUMBER})(?![A-Za-z0-9])`,
  "gi",
);
/** The letter of an escaped line break or tab is none of a word. */
const PASSPORT = new RegExp(`(?<!(?<!\\\\)[A-Za-z0-9])${PASSPORT_NUMBER}(?![A-Za-z0-9])`, "gi");
const MACHINE_READABLE = /(?<![A-Z<])P[A-Z<][A-Z]{3}[A-Z<]{39}(?![A-Z<])/g;
const MONTH =
  "(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|mar(?:ch)?|apr(?:il)?|may|jun[ei]?|jul[yi]?|aug(?:ust)?|sep(?:t|tember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)";
const DATE = new RegExp(
  "(?<!\\d)(?:(?:19|20)\\d{2}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\\d|3[01])|(?:0?[1-9]|[12]\\d|3[01])[-./](?:0?[1-9]|[12]\\d|3[01])[-./](?:19|20)\\d{2}" +
    `|(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th|\\.)?[ -](?:of )?${MONTH}\\.?,?[ -](?:19|20)\\d{2})(?!\\d)` +
    `|(?:19|20)\\d{2} ?[年년] ?(?:0?[1-9]|1[0-2]) ?[月월] ?(?:0?[1-9]|[12]\\d|3[01]) ?[日일]|(?<![a-z])${MONTH}\\.? (?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?,? (?:19|20)\\d{2}(?!\\d)`,
  "gi",
);
/** Matches a date without delimiters, for values whose name announces a date. */
const BARE_DATE = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;
const BIRTH =
  /born|birth|d\.?o\.?b|gebor|geburt|naissance|nacimiento|nascimento|nascita|födelse|fødsel|urodzen|рожден|出生|生年月日|생년월일|(?:^|[\s("'|])née? le/i;
const BORN =
  /(?:born|d\.?o\.?b\.?|birth(?:day|date)?|date of birth|geboren|geburts(?:datum|tag)|geboortedatum|naissance|née? le|nacimiento|nascimento|nascita|födelsedatum|fødselsdato|urodzen(?:ia)?|рожден(?:ия|ие)|出生日期|出生|生年月日|생년월일)[^0-9\n]{0,16}$/i;

/** Passports, addresses and dates of birth: what only its surroundings or its name give away. */
export function findDocuments(text: string, named: NamedSpans): PiiFinding[] {
  const hits: PiiFinding[] = [];
  const add = (type: PiiType, start: number, length: number, confidence: number) =>
    hits.push({ type, start, end: start + length, confidence });
  if (/\d/.test(text)) {
    if (PASSPORT_WORD.test(text)) {
      for (const { 0: whole, 1: number = "", index: start } of text.matchAll(PASSPORT_NEAR))
        add("passport", start + whole.length - number.length, number.length, 0.8);
    }
    if (named.called("passport").length > 0) {
      for (const { 0: number, index: start } of text.matchAll(PASSPORT))
        if (named.hintAt(start) === "passport") add("passport", start, number.length, 0.85);
    }
    hits.push(...findAddresses(text, named));
    const born = named.called("date_of_birth");
    for (const span of born) {
      const { start, end } = trimCell(text, span);
      if (BARE_DATE.test(text.slice(start, end))) add("date_of_birth", start, end - start, 0.8);
    }
    if (born.length > 0 || BIRTH.test(text)) {
      for (const { 0: date, index: start } of text.matchAll(DATE))
        if (named.hintAt(start) === "date_of_birth" || BORN.test(text.slice(Math.max(0, start - 40), start)))
          add("date_of_birth", start, date.length, 0.85);
    }
  }
  if (text.includes("<<")) for (const match of text.matchAll(MACHINE_READABLE)) add("passport", match.index, match[0].length, 0.95);
  if (named.whole === "address" && hits.length === 0 && /\p{L}/u.test(text) && text.length >= 5 && text.length <= 200)
    add("address", 0, text.length, 0.6);
  return hits;
}
