import { parseDuration } from "../../model/duration.ts";

const MILLION = 1_000_000;

/** Converts an amount to whole millionths, so that sums are exact. */
export function micros(value: number): number {
  return Math.ceil(value * MILLION - 1e-6);
}

/** Converts whole millionths to an amount. */
export function fromMicros(value: number): number {
  return value / MILLION;
}

/** @throws Error for a duration that validation would refuse */
export function windowMs(duration: string): number {
  const seconds = parseDuration(duration);
  if (seconds === null) throw new Error(`${duration} is not a duration`);
  return seconds * 1000;
}
