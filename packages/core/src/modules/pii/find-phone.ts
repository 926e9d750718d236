import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { Hint, PiiHit } from "./types.ts";

/** How many numbers of one request are still looked up in the tables of numbering plans; afterwards the shape decides. */
export interface PhoneBudget {
  lookups: number;
  /** Countries whose numbers are recognised without their country code. */
  readonly regions: readonly string[];
}

const NORTH_AMERICAN = /^\(?[2-9]\d{2}\)?[ .-]{1,2}[2-9]\d{2}[ .-]\d{4}$/;
/** National numbers elsewhere begin with a trunk zero and are written in groups. */
const TRUNK = /^\(?0\d{1,5}\)?(?:[ .\-/]{1,2}\d{2,8}){1,5}$/;
const SPOKEN = /(?:phone|mobile|cell|tel|fax|call|text|sms|whatsapp|ring|dial|reach|number|handy|telefon|m[oó]vil|appel)[^0-9\n]{0,24}$/i;

/** A phone number, or undefined when the digits are something else. */
export function findPhone(text: string, start: number, written: string, hint: Hint, budget: PhoneBudget): PiiHit | undefined {
  const digits = written.replace(/\D/g, "");
  if (digits.length < 7 || digits.length > 15 || /^(\d)\1+$/.test(digits)) return undefined;
  const hit = (confidence: number): PiiHit => ({ type: "phone", start, end: start + written.length, confidence });
  const international = written.startsWith("+") || (/^00[1-9]/.test(written) && digits.length >= 11);
  const hinted = hint === "phone" || SPOKEN.test(text.slice(Math.max(0, start - 40), start));
  if (!international && !hinted && !NORTH_AMERICAN.test(written) && !(TRUNK.test(written) && digits.length >= 9)) return undefined;
  if (!international && !hinted && /^\d{4}[-./ ]\d{2}[-./ ]\d{2}/.test(written)) return undefined;
  if (budget.lookups <= 0) return hit(0.6);
  budget.lookups--;
  if (international) return judge(parsePhoneNumberFromString(written.replace(/^00/, "+")), hit, hinted);
  const known = budget.regions.some((region) => parsePhoneNumberFromString(written, region as CountryCode)?.isValid());
  if (known) return hit(hinted ? 0.9 : 0.75);
  return hinted && digits.length >= 8 ? hit(0.65) : TRUNK.test(written) && /[ ]/.test(written) ? hit(0.5) : undefined;
}

function judge(
  parsed: ReturnType<typeof parsePhoneNumberFromString>,
  hit: (confidence: number) => PiiHit,
  hinted: boolean,
): PiiHit | undefined {
  if (parsed?.isValid()) return hit(0.95);
  return parsed?.isPossible() && hinted ? hit(0.7) : undefined;
}
