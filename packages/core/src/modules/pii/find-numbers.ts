import { findPhone, type PhoneBudget } from "./find-phone.ts";
import { isCard } from "./is-card.ts";
import type { Hint, PiiHit } from "./types.ts";

/** Digits and what people write between them. */
const NUMBER = /\+?\(?\d(?:[ \u00a0.\-/()]{0,2}\d){5,24}/g;
const SSN = /^(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}$/;
const BARE_SSN = /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;
/** Addresses of nobody. */
const NOBODY = /^(?:0\.0\.0\.0|127\.|255\.255\.255|169\.254\.169\.254)/;

/** Cards, social security numbers, phone numbers and IPv4 addresses: everything that is written in digits. */
export function findNumbers(text: string, hint: Hint, budget: PhoneBudget): PiiHit[] {
  const hits: PiiHit[] = [];
  for (const match of text.matchAll(NUMBER)) {
    const start = match.index;
    const written = match[0];
    if (isInsideWord(text, start, start + written.length)) continue;
    const hit = classify(text, start, written, hint, budget);
    if (hit !== undefined) hits.push(hit);
  }
  if (text.includes(".")) hits.push(...findIpv4(text, hint));
  return hits;
}

function classify(text: string, start: number, written: string, hint: Hint, budget: PhoneBudget): PiiHit | undefined {
  const digits = written.replace(/\D/g, "");
  const span = { start, end: start + written.length };
  if (digits.length >= 12 && !/[./(+]/.test(written) && isCard(digits))
    return { type: "card", ...span, confidence: /[ -]/.test(written) ? 0.98 : 0.9 };
  if (SSN.test(written)) return { type: "us_ssn", ...span, confidence: written.includes("-") ? 0.9 : hint === "us_ssn" ? 0.9 : 0.55 };
  if (
    BARE_SSN.test(written) &&
    (hint === "us_ssn" || /\b(?:ssn|social security)[^0-9]{0,24}$/i.test(text.slice(Math.max(0, start - 48), start)))
  ) {
    return { type: "us_ssn", ...span, confidence: 0.85 };
  }
  if (IPV4.test(written) || hint === "version") return undefined;
  return findPhone(text, start, written, hint, budget);
}

function isInsideWord(text: string, start: number, end: number): boolean {
  const before = text[start - 1] ?? " ";
  if (
    /[A-Za-z0-9_#$@%\\]/.test(before) ||
    (/[-./:]/.test(before) &&
      /[A-Za-z0-9]/.test(text[start - 2] ?? " ") &&
      !/(?:tel|sms|fax|phone|mobile|ssn|card):$/i.test(text.slice(start - 7, start)))
  )
    return true;
  return /^(?:[A-Za-z0-9_%]|[-./:]?[A-Za-z0-9])/.test(text.slice(end, end + 2)) && !/^\.\s?$|^[.,;:] /.test(text.slice(end, end + 2));
}

const DOTTED = /(?<![\w.+-])\d{1,3}(?:\.\d{1,3}){3}(?![\w+]|\.\d|-\w)/g;

function findIpv4(text: string, hint: Hint): PiiHit[] {
  const hits: PiiHit[] = [];
  if (hint === "version") return hits;
  for (const { 0: written, index: start } of text.matchAll(DOTTED)) {
    if (!IPV4.test(written) || NOBODY.test(written)) continue;
    if (/(?:\bv|version|release|build|\brev|@|==|>=|~=|\^)["':= ]{0,4}$/i.test(text.slice(Math.max(0, start - 14), start))) continue;
    hits.push({ type: "ip_address", start, end: start + written.length, confidence: 0.8 });
  }
  return hits;
}
