import { rangeEnd, rangeStart } from "@agentlattice/contract";
import { AppError } from "./app-error.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

/** A range of time, `to` excluded. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

/** The bounds of a range in a query, both included. */
interface Bounds {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface RangeRules {
  /** ms since the epoch */
  readonly now: number;
  /** The most days of a range. Default: no limit. */
  readonly maxDays?: number;
}

/**
 * Reads a range of which both ends may be left out: the last 30 days.
 * @throws AppError INVALID_REQUEST when it begins after now, or is too long
 */
export function readRange({ from, to }: Bounds, { now, maxDays = Number.POSITIVE_INFINITY }: RangeRules): TimeRange {
  const end = to === undefined ? now : rangeEnd(to);
  const start = from === undefined ? Math.max(0, end - DEFAULT_DAYS * DAY_MS) : rangeStart(from);
  if (start >= end) throw invalid("The range must end after it begins; it ends now by default.", "must be before to");
  // The last millisecond belongs to the range.
  if (end - 1 - start > maxDays * DAY_MS)
    throw invalid(`The range must have at most ${maxDays} days.`, `must be at most ${maxDays} days before to`);
  return { from: new Date(start), to: new Date(end) };
}

/** Reads the bounds of a list that has no range by default. Their `to` is excluded. */
export function readBounds({ from, to }: Bounds): { readonly from: Date | null; readonly to: Date | null } {
  return { from: from === undefined ? null : new Date(rangeStart(from)), to: to === undefined ? null : new Date(rangeEnd(to)) };
}

function invalid(sentence: string, message: string): AppError {
  return new AppError("INVALID_REQUEST", { detail: `${sentence} Change from or to.`, errors: [{ path: "from", message }] });
}
