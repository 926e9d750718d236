import { z } from "zod";

const DAY_MS = 86_400_000;
const EARLIEST = Date.parse("1970-01-01T00:00:00Z");
/** JavaScript writes later years in a form that Postgres does not read. */
const LATEST = Date.parse("9999-12-31T00:00:00Z") + DAY_MS;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const SEQ = /^\d+$/;

/** A moment of a range: a time, or a date in UTC. */
export const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], "must be a time such as 2026-11-21T08:00:00Z or a date")
  .refine((text) => Date.parse(text) >= EARLIEST && Date.parse(text) < LATEST, "must be between the years 1970 and 9999")
  .meta({ example: "2026-11-01" });

interface RangeOptions {
  /** True when a date as the end includes its whole day. */
  readonly wholeDays?: boolean;
}

/** Refuses a range whose `to` is before its `from`. A seq is not compared with a time, because only the ledger relates them. */
export function orderedRange<Schema extends z.ZodObject>(schema: Schema, { wholeDays = false }: RangeOptions = {}): Schema {
  return schema.refine(({ from, to }) => !(readBound(to, isSeq(from), wholeDays) < readBound(from, isSeq(to), false)), {
    error: "must not be before from",
    path: ["to"],
  });
}

/** Returns the number by which a bound is compared; NaN when there is none or the other one is of another kind. */
function readBound(bound: unknown, isOtherSeq: boolean, wholeDay: boolean): number {
  if (bound === undefined || isSeq(bound) !== isOtherSeq) return Number.NaN;
  if (isOtherSeq) return Number(bound);
  const text = String(bound);
  return Date.parse(text) + (wholeDay && DATE.test(text) ? DAY_MS : 0);
}

function isSeq(bound: unknown): boolean {
  return typeof bound === "number" || SEQ.test(String(bound));
}
