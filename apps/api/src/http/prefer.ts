import type { Context } from "hono";

const MAX_WAIT_SECONDS = 25;

export interface Preferences {
  /** Requested wait in seconds; 0 by default. */
  readonly wait: number;
  readonly minimal: boolean;
}

/** Parses `Prefer: wait=25` and `Prefer: return=minimal` (RFC 7240). Unknown preferences are ignored, as the RFC requires. */
export function readPreferences(header: string | undefined): Preferences {
  if (!header) return { wait: 0, minimal: false };
  const parts = header
    .toLowerCase()
    .split(/[,;]/)
    .map((part) => part.trim());
  const wait = parts.map((part) => /^wait\s*=\s*"?(\d{1,4})"?$/.exec(part)?.[1]).find((seconds) => seconds !== undefined);
  return { wait: Math.min(Number(wait ?? 0), MAX_WAIT_SECONDS), minimal: parts.some((part) => /^return\s*=\s*"?minimal"?$/.test(part)) };
}

/** Returns true when the caller wants no receipt, and confirms it in `Preference-Applied`. */
export function takesMinimal(c: Context): boolean {
  const { minimal } = readPreferences(c.req.header("prefer"));
  if (minimal) confirmPreference(c, "return=minimal");
  return minimal;
}

/** Adds an applied preference to `Preference-Applied`. */
export function confirmPreference(c: Context, preference: string): void {
  c.header("preference-applied", preference, { append: true });
}
