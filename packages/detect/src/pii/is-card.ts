import creditCardType from "credit-card-type";
import isLuhnValid from "fast-luhn";

/** Returns true for the number of a payment card: an issuer's range and length, and the Luhn check digit. */
export function isCard(digits: string): boolean {
  if (!isLuhnValid(digits) || new Set(digits).size === 1) return false;
  return creditCardType(digits).some(({ lengths }) => lengths.includes(digits.length));
}
