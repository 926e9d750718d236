import clsx from "clsx";
import { formatClock } from "#lib/format/time.ts";
import type { Key } from "./use-key-change.ts";

/** Returns true if a key is neither revoked nor expired. */
export function isUsable({ revoked_at, expires_at }: Key, now: number): boolean {
  return revoked_at === null && (expires_at === null || Date.parse(expires_at) > now);
}

const EXPIRING_SOON_MS = 7 * 86_400_000;

/** The expiry of a key, or "never expires". */
export function Expiry({ at, now }: { at: string | null; now: number }) {
  if (at === null) return <span className="block text-ink-3">never expires</span>;
  const left = Date.parse(at) - now;
  return (
    <span className={clsx("tnum block whitespace-nowrap", left < EXPIRING_SOON_MS && "text-hold")}>expires in {formatClock(left)}</span>
  );
}
