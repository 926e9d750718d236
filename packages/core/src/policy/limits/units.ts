import { parseDuration } from "../../model/duration.ts";

/** Money and sums in whole millionths, so that adding never rounds. */
export function micros(value: number): number {
  return Math.ceil(value * 1_000_000 - 1e-6);
}

/** @throws Error for a text that validation would refuse */
export function windowMs(duration: string): number {
  const seconds = parseDuration(duration);
  if (seconds === null) throw new Error(`${duration} is not a duration`);
  return seconds * 1000;
}
