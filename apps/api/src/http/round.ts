/** Digits of a share from 0 to 1 in an answer. */
export const SHARE_DIGITS = 4;
/** Digits of milliseconds and of numbers per hour in an answer. */
export const MEASURE_DIGITS = 2;

/** Rounds a computed number for an answer, so that it has no digits that mean nothing. */
export function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
