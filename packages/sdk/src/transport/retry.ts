import { AgentLatticeError } from "../errors.ts";

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 15_000;
const JITTER_MS = 250;

/**
 * Maximum `Retry-After` in milliseconds that is honoured. A longer one is returned as an error, so that a call does not block for an
 * hour.
 */
const MAX_HONOURED_MS = 60_000;

/**
 * Returns the pause before the next attempt in milliseconds: the one that the server requested, else 1, 2, 4 … seconds up to `maxMs`, with
 * jitter.
 */
export function backoffMs(failures: number, error: unknown, maxMs: number = MAX_BACKOFF_MS): number {
  const asked = error instanceof AgentLatticeError ? error.details.retryAfterMs : undefined;
  const base = asked ?? Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), maxMs);
  return base + Math.random() * JITTER_MS;
}

/** Returns true when a retry may help: no answer, 429, or a server failure that is marked as retryable. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof AgentLatticeError) || !error.retryable) return false;
  const { status, retryAfterMs } = error.details;
  return (status === undefined || isTransientStatus(status)) && (retryAfterMs ?? 0) <= MAX_HONOURED_MS;
}

export function isTransientStatus(status: number): boolean {
  return status >= 500 || status === 429;
}

/**
 * Returns `Retry-After` in milliseconds. An HTTP date is compared with the server's `Date`, so that a wrong local clock does not matter.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (!value) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const until = Date.parse(value);
  if (Number.isNaN(until)) return undefined;
  const serverNow = Date.parse(headers.get("date") ?? "");
  return Math.max(0, until - (Number.isNaN(serverNow) ? Date.now() : serverNow));
}
