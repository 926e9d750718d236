/** First digits (inclusive) of each issuer, and the lengths it uses. */
const ISSUERS: readonly { readonly from: number; readonly to: number; readonly lengths: readonly number[] }[] = [
  { from: 4, to: 4, lengths: [13, 16, 19] },
  { from: 51, to: 55, lengths: [16] },
  { from: 2221, to: 2720, lengths: [16] },
  { from: 34, to: 34, lengths: [15] },
  { from: 37, to: 37, lengths: [15] },
  { from: 6011, to: 6011, lengths: [16, 19] },
  { from: 644, to: 649, lengths: [16, 19] },
  { from: 65, to: 65, lengths: [16, 19] },
  { from: 62, to: 62, lengths: [16, 17, 18, 19] },
  { from: 300, to: 305, lengths: [14, 16] },
  { from: 3095, to: 3095, lengths: [14, 16] },
  { from: 36, to: 36, lengths: [14] },
  { from: 38, to: 39, lengths: [14, 16] },
  { from: 3528, to: 3589, lengths: [16] },
  { from: 5018, to: 5018, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { from: 5020, to: 5020, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { from: 5038, to: 5038, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { from: 5893, to: 5893, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { from: 6304, to: 6304, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { from: 6759, to: 6763, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { from: 636368, to: 636368, lengths: [16] },
  { from: 636297, to: 636297, lengths: [16] },
  { from: 606282, to: 606282, lengths: [16] },
  { from: 9792, to: 9792, lengths: [16] },
  { from: 2200, to: 2204, lengths: [16, 17, 18, 19] },
];

/** Whether digits are the number of a payment card: an issuer's range and length, and the Luhn check. */
export function isCard(digits: string): boolean {
  const issued = ISSUERS.some(({ from, to, lengths }) => {
    const first = Number(digits.slice(0, String(from).length));
    return first >= from && first <= to && lengths.includes(digits.length);
  });
  return issued && fitsLuhn(digits) && new Set(digits).size > 1;
}

function fitsLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return sum % 10 === 0;
}
