import { parseDuration } from "../../model/duration.ts";

/** Converts an amount to whole millionths, so that sums are exact. */
export function micros(value: number): number {
  return Math.ceil(value * 1_000_000 - 1e-6);
}

/** @throws Error for a duration that validation would refuse */
export function windowMs(duration: string): number {
  const seconds = parseDuration(duration);
  if (seconds === null) throw new Error(`${duration} is not a duration`);
  return seconds * 1000;
}
