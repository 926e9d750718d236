import { parseMoment, timeOrDate } from "@agentlattice/core/input";
import type { z } from "zod";

const DAY_MS = 86_400_000;
const LATEST = Date.parse("9999-12-31T23:59:59.999Z");
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const SEQ = /^\d+$/;

/** A bound of a range: a time, or a day in UTC. */
export const moment = timeOrDate;

const FROM = "Start of the range, included; a date begins at midnight UTC";
const TO = "End of the range, included; a date includes its whole day (UTC)";

/** The query members of a list that has no range by default. */
export const timeRange = { from: moment.optional().describe(FROM), to: moment.optional().describe(TO) };

/** The query members of a range that is the last 30 days by default. */
export const recentRange = {
  from: moment.optional().describe(`${FROM}. Default: 30 days before \`to\``),
  to: moment.optional().describe(`${TO}. Default: now`),
};

/** Returns the time at which a range begins, in milliseconds since the epoch. */
export function rangeStart(bound: string): number {
  return parseMoment(bound) ?? Number.NaN;
}

/** Returns the time before which a range ends, in milliseconds since the epoch: the next day after a date, the next millisecond after a time. */
export function rangeEnd(bound: string): number {
  return Math.min(rangeStart(bound) + (DATE.test(bound) ? DAY_MS : 1), LATEST);
}

/** Refuses a range whose `to` is before its `from`. A seq is not compared with a time, because only the ledger relates them. */
export function orderedRange<Schema extends z.ZodObject>(schema: Schema): Schema {
  return schema.refine(({ from, to }) => from === undefined || to === undefined || isSeq(from) !== isSeq(to) || !isReversed(from, to), {
    error: "must not be before from",
    path: ["to"],
  });
}

/** Returns false for bounds that are no times, which other rules refuse. */
function isReversed(from: unknown, to: unknown): boolean {
  return isSeq(from) ? Number(to) < Number(from) : rangeEnd(String(to)) <= rangeStart(String(from));
}

function isSeq(bound: unknown): boolean {
  return typeof bound === "number" || SEQ.test(String(bound));
}
