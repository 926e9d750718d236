import { z } from "zod";
import { parseTimestamp } from "./timestamp.ts";

const EARLIEST = Date.parse("1970-01-01T00:00:00Z");
/** JavaScript writes later years in a form that Postgres does not read. */
const LATEST = Date.parse("9999-12-31T23:59:59.999Z");
const TIME_FORM = "a time such as 2026-11-21T08:00:00Z";

/** Returns the milliseconds since the epoch of an RFC 3339 time, or of the start (UTC) of a date; null for any other text. */
export function parseMoment(text: string): number | null {
  return parseTimestamp(text) ?? parseTimestamp(`${text}T00:00:00Z`);
}

/** A time of RFC 3339, with or without a fraction, in UTC or with an offset. */
export const timeText = z
  .string()
  .refine((text) => parseTimestamp(text) !== null, `must be ${TIME_FORM}`)
  .meta({ format: "date-time", example: "2026-11-21T08:00:00Z" });

/** A time of RFC 3339 or a date, in years that the database stores. */
export const timeOrDate = z
  .string()
  .superRefine((text, context) => {
    const at = parseMoment(text);
    if (at !== null && at >= EARLIEST && at <= LATEST) return;
    const message = at === null ? `must be ${TIME_FORM} or a date` : "must be between the years 1970 and 9999";
    context.addIssue({ code: "custom", message });
  })
  .meta({ example: "2026-11-01" });
