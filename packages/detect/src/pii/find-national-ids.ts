import { validate as validateCpf } from "stdnum/lib/cjs/br/cpf.js";
import { validate as validateSin } from "stdnum/lib/cjs/ca/sin.js";
import { validate as validateDni } from "stdnum/lib/cjs/es/dni.js";
import { validate as validateNie } from "stdnum/lib/cjs/es/nie.js";
import { validate as validateNino } from "stdnum/lib/cjs/gb/nino.js";
import { validate as validateAadhaar } from "stdnum/lib/cjs/in/aadhaar.js";
import { validate as validateCodiceFiscale } from "stdnum/lib/cjs/it/codicefiscale.js";
import { validate as validateBsn } from "stdnum/lib/cjs/nl/bsn.js";
import { validate as validatePesel } from "stdnum/lib/cjs/pl/pesel.js";
import type { NationalId, PiiFinding } from "./types.ts";

interface Format {
  /** With or without the usual delimiters. */
  readonly pattern: RegExp;
  /** Names and words that announce the number, in lower case. */
  readonly names: RegExp;
  readonly isValid: (number: string) => boolean;
}

const valid = (validate: (value: string) => { readonly isValid: boolean }) => (number: string) => validate(number).isValid;

const FORMATS: Readonly<Record<NationalId, Format>> = {
  uk_nino: {
    pattern: /(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/gi,
    names: /nino|national insurance/,
    isValid: valid(validateNino),
  },
  uk_nhs: { pattern: /(?<![\w.-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w-]|\.\d)/g, names: /nhs/, isValid: isNhsNumber },
  ca_sin: {
    pattern: /(?<![\w.-])\d{3}[ -]?\d{3}[ -]?\d{3}(?![\w-]|\.\d)/g,
    names: /\bsin\b|social insurance/,
    isValid: valid(validateSin),
  },
  nl_bsn: { pattern: /(?<![\w.-])\d{4}[. ]?\d{2}[. ]?\d{3}(?![\w-]|\.\d)/g, names: /bsn|burgerservice/, isValid: valid(validateBsn) },
  pl_pesel: { pattern: /(?<![\w.-])\d{11}(?![\w-]|\.\d)/g, names: /pesel/, isValid: valid(validatePesel) },
  es_dni: {
    pattern: /(?<![A-Za-z0-9])(?:\d{8}|[XYZ]\d{7})-?[A-Z](?![A-Za-z0-9])/gi,
    names: /\bdni\b|\bnie\b|\bnif\b/,
    isValid: (number) => valid(validateDni)(number) || valid(validateNie)(number),
  },
  br_cpf: { pattern: /(?<![\w.-])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\w-]|\.\d)/g, names: /cpf/, isValid: valid(validateCpf) },
  in_aadhaar: {
    pattern: /(?<![\w.-])[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}(?![\w-]|\.\d)/g,
    names: /aadhaar|aadhar|uidai/,
    isValid: valid(validateAadhaar),
  },
  it_codice_fiscale: {
    pattern: /(?<![A-Za-z0-9])[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z](?![A-Za-z0-9])/gi,
    names: /codice ?fiscale|\bcf\b/,
    isValid: valid(validateCodiceFiscale),
  },
};

/** Distance before a number in which a word such as `BSN` announces it. */
const NEAR = 32;
const ANNOUNCED = 0.95;
/** A number with delimiters or letters is rarely something else; a bare run of digits passes a check digit by chance. */
const FORMATTED = 0.85;
const BARE = 0.6;

/** Finds national identifiers of the given types by their form and check digits. */
export function findNationalIds(text: string, name: string, types: readonly NationalId[]): PiiFinding[] {
  return types.flatMap((type) => {
    const { pattern, names, isValid } = FORMATS[type];
    return Array.from(text.matchAll(pattern)).flatMap(({ 0: written, index: start }): PiiFinding[] => {
      if (!isValid(written.replace(/[ .-]/g, ""))) return [];
      const before = `${name} ${text.slice(Math.max(0, start - NEAR), start)}`.replace(/[_-]/g, " ").toLowerCase();
      const confidence = names.test(before) ? ANNOUNCED : /^\d+$/.test(written) ? BARE : FORMATTED;
      return [{ type, start, end: start + written.length, confidence }];
    });
  });
}

/** Ten digits of which the last is the weighted sum of the others modulo 11 (NHS Data Model and Dictionary). */
function isNhsNumber(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(digits[i]) * (10 - i);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === Number(digits[9]) && new Set(digits).size > 1;
}
