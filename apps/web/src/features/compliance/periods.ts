import { createParser } from "nuqs";

/** A period of whole days in UTC. Both ends are included; null is an end that the API chooses. */
interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

interface NamedPeriod extends Period {
  readonly name: string;
}

const DATE = /^20\d\d-\d\d-\d\d$/;

/** Returns true for a date of this century, such as `2026-11-01`. Returns false for an incomplete date. */
export function isDate(text: string): boolean {
  const time = DATE.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && toDate(time) === text;
}

export const parseAsDate = createParser<string>({ parse: (text) => (isDate(text) ? text : null), serialize: (date) => date });

/** Formats a time as a date in UTC: `2026-11-01`. */
export function toDate(time: number | string): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Returns the last day of a range that ends before `to`. */
export function lastDay(to: string): string {
  return toDate(Date.parse(to) - 1);
}

/** Returns the periods of the menu. The first is the default. @param now ms since the epoch */
export function periodsAt(now: number): readonly NamedPeriod[] {
  const today = new Date(now);
  const [year, month] = [today.getUTCFullYear(), today.getUTCMonth()];
  const months = (name: string, first: number, count: number): NamedPeriod => ({
    name,
    from: toDate(Date.UTC(year, first, 1)),
    to: toDate(Date.UTC(year, first + count, 0)),
  });
  const quarter = month - (month % 3);
  return [
    { name: "Last 30 days", from: null, to: null },
    months("This month", month, 1),
    months("Last month", month - 1, 1),
    months("This quarter", quarter, 3),
    months("Last quarter", quarter - 3, 3),
    months("This year", 0, 12),
    months("Last year", -12, 12),
  ];
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** Describes the days of a range of which the end is excluded: `1 November 2026 to 22 November 2026`. */
export function describeRange({ from, to }: { readonly from: string; readonly to: string }): string {
  const [first, last] = [day.format(Date.parse(from)), day.format(Date.parse(to) - 1)];
  return first === last ? first : `${first} to ${last}`;
}
