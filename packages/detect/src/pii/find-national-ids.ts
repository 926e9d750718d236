import { validate as validateCpf } from "stdnum/lib/cjs/br/cpf.js";
import { validate as validateSin } from "stdnum/lib/cjs/ca/sin.js";
import { validate as validateDni } from "stdnum/lib/cjs/es/dni.js";
import { validate as validateNie } from "stdnum/lib/cjs/es/nie.js";
import { validate as validateNino } from "stdnum/lib/cjs/gb/nino.js";
import { validate as validateAadhaar } from "stdnum/lib/cjs/in/aadhaar.js";
import { validate as validateCodiceFiscale } from "stdnum/lib/cjs/it/codicefiscale.js";
import { validate as validateBsn } from "stdnum/lib/cjs/nl/bsn.js";
import { validate as validatePesel } from "stdnum/lib/cjs/pl/pesel.js";
import FORMATS from "../rules/national-ids.json" with { type: "json" };
import type { NationalId, PiiFinding } from "./types.ts";

type Validate = (number: string) => { readonly isValid: boolean };

/** Compiles the form of a number, with or without the usual delimiters, and the names and words that announce it, in lower case. */
const format = (id: NationalId, ...validators: readonly Validate[]) => ({
  pattern: new RegExp(FORMATS[id].regex, FORMATS[id].flags),
  names: new RegExp(FORMATS[id].names),
  isValid: (number: string) => validators.some((validate) => validate(number).isValid),
});
const NUMBERS: Readonly<Record<NationalId, ReturnType<typeof format>>> = {
  uk_nino: format("uk_nino", validateNino),
  uk_nhs: format("uk_nhs", validateNhs),
  ca_sin: format("ca_sin", validateSin),
  nl_bsn: format("nl_bsn", validateBsn),
  pl_pesel: format("pl_pesel", validatePesel),
  es_dni: format("es_dni", validateDni, validateNie),
  br_cpf: format("br_cpf", validateCpf),
  in_aadhaar: format("in_aadhaar", validateAadhaar),
  it_codice_fiscale: format("it_codice_fiscale", validateCodiceFiscale),
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
    const { pattern, names, isValid } = NUMBERS[type];
    return Array.from(text.matchAll(pattern)).flatMap(({ 0: written, index: start }): PiiFinding[] => {
      if (!isValid(written.replace(/[ .-]/g, ""))) return [];
      const before = `${name} ${text.slice(Math.max(0, start - NEAR), start)}`.replace(/[_-]/g, " ").toLowerCase();
      const confidence = names.test(before) ? ANNOUNCED : /^\d+$/.test(written) ? BARE : FORMATTED;
      return [{ type, start, end: start + written.length, confidence }];
    });
  });
}

/** Validates ten digits of which the last is the weighted sum of the others modulo 11 (NHS Data Model and Dictionary). */
function validateNhs(digits: string): ReturnType<Validate> {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(digits[i]) * (10 - i);
  const check = (11 - (sum % 11)) % 11;
  return { isValid: check !== 10 && check === Number(digits[9]) && new Set(digits).size > 1 };
}
