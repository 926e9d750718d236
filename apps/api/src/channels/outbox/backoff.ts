import { DELIVERY_ATTEMPTS } from "@agentlattice/contract";

const FIRST_MS = 4_000;
const FACTOR = 5;
const JITTER = 0.1;

/**
 * Returns the milliseconds until the next attempt; null when there is none. Eight attempts take about 22 hours, at most 24.
 * @param attempts attempts so far, at least 1 @param random between 0 and 1
 */
export function backoffMs(attempts: number, random: number): number | null {
  if (attempts >= DELIVERY_ATTEMPTS) return null;
  return Math.round(FIRST_MS * FACTOR ** (attempts - 1) * (1 - JITTER + 2 * JITTER * random));
}
