import { AppError } from "./app-error.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const DATE_LENGTH = "2026-11-21".length;

/** A range of time, `to` excluded. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Reads a range of which both ends may be left out. A date begins at midnight UTC; as the end it includes its whole day.
 * @param now ms since the epoch
 * @throws AppError INVALID_REQUEST when it does not end after it begins
 */
export function readRange({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }, now: number): TimeRange {
  const until = to === undefined ? now : Date.parse(to) + (to.length === DATE_LENGTH ? DAY_MS : 0);
  const since = from === undefined ? until - DEFAULT_DAYS * DAY_MS : Date.parse(from);
  if (since >= until)
    throw new AppError("INVALID_REQUEST", {
      detail: "The range must end after it begins. Change from or to.",
      errors: [{ path: "from", message: "must be before to" }],
    });
  return { from: new Date(since), to: new Date(until) };
}
