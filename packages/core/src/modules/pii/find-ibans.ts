import type { PiiHit } from "./types.ts";

/** Lengths of the IBANs of each country (SWIFT registry). */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 " +
    "GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 " +
    "MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 " +
    "TN24 TR26 UA29 VA22 VG24 XK20 YE30"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
const START = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])/g;

/** IBANs: the length of the country and the remainder of 97. */
export function findIbans(text: string): PiiHit[] {
  const hits: PiiHit[] = [];
  for (const { 0: head, index: start } of text.matchAll(START)) {
    const length = LENGTHS[head.slice(0, 2).toUpperCase()];
    if (length === undefined) continue;
    const end = endOf(text, start, length);
    if (end === undefined) continue;
    if (remainder(text.slice(start, end).replace(/[ -]/g, "")) === 1) hits.push({ type: "iban", start, end, confidence: 0.98 });
  }
  return hits;
}

/** Where `length` letters and digits end, single blanks between them; undefined when they do not. */
function endOf(text: string, start: number, length: number): number | undefined {
  let seen = 0;
  for (let i = start; i < text.length; i++) {
    if (alphanumericAt(text, i) >= 0) {
      seen++;
      if (seen === length) return alphanumericAt(text, i + 1) >= 0 ? undefined : i + 1;
    } else if ((text[i] !== " " && text[i] !== "-") || alphanumericAt(text, i - 1) < 0) return undefined;
  }
  return undefined;
}

/** 0 to 9 for digits, 10 to 35 for letters, -1 for the rest. */
function alphanumericAt(text: string, i: number): number {
  const code = text.charCodeAt(i);
  if (code >= 48 && code <= 57) return code - 48;
  const letter = (code | 32) - 97;
  return letter >= 0 && letter < 26 ? letter + 10 : -1;
}

function remainder(iban: string): number {
  let rest = 0;
  for (let i = 0; i < iban.length; i++) {
    const value = alphanumericAt(iban, (i + 4) % iban.length);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest;
}
