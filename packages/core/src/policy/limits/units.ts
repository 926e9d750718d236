import { parseDuration } from "../../model/duration.ts";

const MILLION = 1_000_000;
const MICRO_DIGITS = 6;

/** Converts an amount to whole millionths, so that sums are exact. */
export function micros(value: number): number {
  return Math.ceil(value * MILLION - 1e-6);
}

/** Converts whole millionths to an amount. */
export function fromMicros(value: number): number {
  return value / MILLION;
}

/**
 * Converts a decimal text such as `"5.00"` to whole millionths. The text is not read as a floating-point number, so the amount is exact.
 * A rest below a millionth is rounded up.
 */
export function usdMicros(text: string): number {
  const [whole = "0", fraction = ""] = text.split(".");
  const rest = /[1-9]/.test(fraction.slice(MICRO_DIGITS)) ? 1 : 0;
  return Number(whole) * MILLION + Number(fraction.slice(0, MICRO_DIGITS).padEnd(MICRO_DIGITS, "0")) + rest;
}

/** Returns millionths as a decimal text with at least two places. */
export function formatMicros(micros: number): string {
  const fraction = String(micros % MILLION)
    .padStart(MICRO_DIGITS, "0")
    .replace(/0{1,4}$/, "");
  return `${Math.floor(micros / MILLION)}.${fraction}`;
}

/** @throws Error for a duration that validation would refuse */
export function windowMs(duration: string): number {
  const seconds = parseDuration(duration);
  if (seconds === null) throw new Error(`${duration} is not a duration`);
  return seconds * 1000;
}
