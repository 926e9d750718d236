import { countrySpecs, ValidationErrorsIBAN, validateIBAN } from "ibantools";
import type { PiiFinding } from "./types.ts";

/** Delimiters between groups: blanks of one column, dots, dashes and slashes. */
const DELIMITER = /[ \u00a0\u2007\u2009\u202f._/-]/;
const START = new RegExp(`(?<![A-Za-z0-9])[A-Za-z]{2}\\d{2}(?=${DELIMITER.source}?[A-Za-z0-9])`, "g");
const DELIMITERS = new RegExp(DELIMITER, "g");

/** Finds IBANs with the length and the check digits of their country, with or without delimiters. */
export function findIbans(text: string): PiiFinding[] {
  const found: PiiFinding[] = [];
  for (const { 0: head, index: start } of text.matchAll(START)) {
    const length = countrySpecs[head.slice(0, 2).toUpperCase()]?.chars;
    const end = length ? endOfIban(text, start, length) : undefined;
    if (end !== undefined && isIban(text.slice(start, end).replace(DELIMITERS, "").toUpperCase()))
      found.push({ type: "iban", start, end, confidence: 0.98 });
  }
  return found;
}

/** A wrong check digit inside the national account number does not matter, because banks of some countries do not use it. */
const isIban = (written: string) =>
  validateIBAN(written).errorCodes.every((code) => code === ValidationErrorsIBAN.WrongAccountBankBranchChecksum);

/** Returns the offset after `length` letters and digits with single delimiters between them; undefined when the text has another form. */
function endOfIban(text: string, start: number, length: number): number | undefined {
  let seen = 0;
  for (let i = start; i < text.length; i++) {
    if (isAlphanumeric(text, i)) {
      seen++;
      if (seen === length) return isAlphanumeric(text, i + 1) ? undefined : i + 1;
    } else if (!DELIMITER.test(text[i] as string) || !isAlphanumeric(text, i - 1)) return undefined;
  }
  return undefined;
}

const isAlphanumeric = (text: string, i: number) => /[A-Za-z0-9]/.test(text[i] ?? "");
