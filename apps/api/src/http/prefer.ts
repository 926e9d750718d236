import type { Context } from "hono";

const MAX_WAIT_SECONDS = 25;

export interface Preferences {
  /** Seconds the caller is ready to wait; 0 when it did not say. */
  readonly wait: number;
  readonly minimal: boolean;
}

/** `Prefer: wait=25`, `Prefer: return=minimal` (RFC 7240). Unknown preferences are ignored, as the RFC asks. */
export function readPreferences(header: string | undefined): Preferences {
  if (!header) return { wait: 0, minimal: false };
  const parts = header
    .toLowerCase()
    .split(/[,;]/)
    .map((part) => part.trim());
  const wait = parts.map((part) => /^wait\s*=\s*"?(\d{1,4})"?$/.exec(part)?.[1]).find((seconds) => seconds !== undefined);
  return { wait: Math.min(Number(wait ?? 0), MAX_WAIT_SECONDS), minimal: parts.some((part) => /^return\s*=\s*"?minimal"?$/.test(part)) };
}

/** Returns true when the caller does without a receipt, and confirms it in `Preference-Applied`. */
export function takesMinimal(c: Context): boolean {
  const { minimal } = readPreferences(c.req.header("prefer"));
  if (minimal) confirmPreference(c, "return=minimal");
  return minimal;
}

/** Adds a preference that was honoured to `Preference-Applied`. */
export function confirmPreference(c: Context, preference: string): void {
  c.header("preference-applied", preference, { append: true });
}
