import { formatDuration } from "#lib/format/time.ts";

/** Formats a share. It shows 0 % and 100 % only when they are exact. */
export function formatShare(share: number | null): string {
  if (share === null) return "none";
  if (share === 0 || share === 1) return `${share * 100} %`;
  return `${Math.min(99, Math.max(1, Math.round(share * 100)))} %`;
}

/** Formats a duration, or the absence of one. */
export function formatTime(ms: number | null): string {
  return ms === null ? "none" : formatDuration(ms);
}

/** Formats a rate per hour with at most one decimal. */
export function formatPerHour(rate: number): string {
  return String(Math.round(rate * 10) / 10);
}
