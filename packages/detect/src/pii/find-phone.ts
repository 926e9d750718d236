import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { PiiFinding } from "./types.ts";

/** Remaining look-ups of one request in the tables of numbering plans. Afterwards the format decides. */
export interface PhoneBudget {
  lookups: number;
  /** Countries whose numbers are recognised without their country code. */
  readonly regions: readonly string[];
  /** Confidence of numbers that were looked up. */
  readonly known: Map<string, number>;
}

const NORTH_AMERICAN = /^\(?[2-9]\d{2}\)?[ .-]{1,2}[2-9]\d{2}[ .-]\d{4}$/;
/** National numbers elsewhere begin with a trunk zero and are written in groups. */
const TRUNK = /^\(?0\d{1,5}\)?(?:[ .\-/]{1,2}\d{2,8}){1,5}$/;
/** Minimum and maximum number of digits. */
export const MIN_PHONE = 7;
export const MAX_PHONE = 15;

/**
 * Returns a phone number; undefined when the digits are something else.
 * @param hinted - true when its name or a word before it announces a phone number
 */
export function findPhone(start: number, written: string, digits: string, hinted: boolean, budget: PhoneBudget): PiiFinding | undefined {
  if (digits.length < MIN_PHONE || digits.length > MAX_PHONE || /^(\d)\1+$/.test(digits)) return undefined;
  const international = written.startsWith("+") || (digits.length >= 11 && /^00[1-9]/.test(written));
  if (!international && !hinted && !NORTH_AMERICAN.test(written) && !(digits.length >= 9 && TRUNK.test(written))) return undefined;
  if (!international && !hinted && /^\d{4}[-./ ]\d{2}[-./ ]\d{2}/.test(written)) return undefined;
  const confidence = lookUp(written, digits, international, hinted, budget);
  return confidence === 0 ? undefined : { type: "phone", start, end: start + written.length, confidence };
}

/** Returns the confidence that a text is a phone number, or 0. Once the look-up budget of the scan is used up, only the format is checked. */
function lookUp(written: string, digits: string, international: boolean, hinted: boolean, budget: PhoneBudget): number {
  const name = `${hinted ? "!" : ""}${written}`;
  const known = budget.known.get(name);
  if (known !== undefined) return known;
  if (budget.lookups <= 0) return 0.6;
  budget.lookups--;
  const confidence = international ? internationalConfidence(written, hinted) : nationalConfidence(written, digits, hinted, budget.regions);
  budget.known.set(name, confidence);
  return confidence;
}

function internationalConfidence(written: string, hinted: boolean): number {
  const parsed = parsePhoneNumberFromString(written.replace(/^00/, "+"));
  if (parsed?.isValid()) return 0.95;
  // Numbers reserved for films, and ranges that are newer than the tables.
  if (parsed?.isPossible() && (hinted || /^\+\d{1,3}[ -].*[ -]/.test(written))) return hinted ? 0.7 : 0.62;
  return 0;
}

function nationalConfidence(written: string, digits: string, hinted: boolean, regions: readonly string[]): number {
  if (regions.some((region) => parsePhoneNumberFromString(written, region as CountryCode)?.isValid())) return hinted ? 0.9 : 0.75;
  if (hinted && digits.length >= 8) return 0.65;
  return TRUNK.test(written) && /[ ]/.test(written) ? 0.5 : 0;
}
