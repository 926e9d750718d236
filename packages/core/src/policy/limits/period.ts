import type { Facts } from "../../model/facts.ts";
import { zonedTime } from "../../model/timestamp.ts";
import type { Budget } from "./limits-schema.ts";

/** A span of time. Milliseconds since the epoch; the end is excluded. */
export interface Period {
  readonly starts_at: number;
  readonly ends_at: number;
}

/** The period of a budget that runs at a time. */
export interface RunningPeriod extends Period {
  /** Identifies the period in counter keys. */
  readonly name: string;
  /** The time at which its counters can be deleted. Until then, late reports still charge it. */
  readonly expires_at: number;
}

type CalendarUnit = Extract<Budget["per"], "hour" | "day" | "week" | "month">;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Longer than any period of the unit, also when the clocks change. */
const LONGEST_MS: Readonly<Record<CalendarUnit, number>> = { hour: 3 * HOUR_MS, day: 2 * DAY_MS, week: 8 * DAY_MS, month: 33 * DAY_MS };
const RETENTION_MS: Readonly<Record<CalendarUnit, number>> = { hour: HOUR_MS, day: DAY_MS, week: DAY_MS, month: DAY_MS };
/** The smallest share of a calendar period that is a period of its own after a change of the time zone. */
const MIN_SHARE = 0.75;

const isCalendarUnit = (per: Budget["per"]): per is CalendarUnit => per in LONGEST_MS;

/** Returns the period of a budget that runs now, or null for a budget without a calendar. */
export function periodOf(per: Budget["per"], time: Facts["time"]): RunningPeriod | null {
  if (!isCalendarUnit(per)) return null;
  const { starts_at, ends_at } = findRunning(per, time);
  return { starts_at, ends_at, name: `${per}:${starts_at / 1000}`, expires_at: ends_at + RETENTION_MS[per] };
}

/**
 * Returns the period that runs now.
 * INVARIANT: periods follow each other without overlap, whatever the time zone does. A period that runs when the zone changes ends when it
 * would have ended. The rest of the new zone's calendar period comes next; a short rest is joined with the calendar period after it. A change
 * of the zone therefore never makes a used-up budget available earlier.
 */
function findRunning(unit: CalendarUnit, { now, zone, zone_changes = [] }: Facts["time"]): Period {
  const at = Date.parse(now);
  const [first] = zone_changes;
  if (!first || at < first.at) return calendarPeriod(unit, first?.before ?? zone, at);
  let period = calendarPeriod(unit, first.before, first.at - 1);
  while (period.ends_at <= at) {
    const { ends_at } = period;
    const next = zone_changes.find((change) => ends_at < change.at);
    const zoneThen = next?.before ?? zone;
    const calendar = calendarPeriod(unit, zoneThen, ends_at);
    if (calendar.starts_at === ends_at) period = calendarPeriod(unit, zoneThen, Math.min(at, next ? next.at - 1 : at));
    else if (calendar.ends_at - ends_at >= MIN_SHARE * (calendar.ends_at - calendar.starts_at))
      period = { starts_at: ends_at, ends_at: calendar.ends_at };
    else period = { starts_at: ends_at, ends_at: calendarPeriod(unit, zoneThen, calendar.ends_at).ends_at };
  }
  return period;
}

/** The last period of each unit and zone, because finding one costs more than an evaluation. There are some 600 zones. */
const lastPeriods = new Map<string, Period>();

/** Returns the calendar period of a time zone around a time. */
export function calendarPeriod(unit: CalendarUnit, zone: string, at: number): Period {
  const key = `${unit} ${zone}`;
  const last = lastPeriods.get(key);
  if (last && last.starts_at <= at && at < last.ends_at) return last;
  const minute = Math.floor(at / MINUTE_MS);
  const name = localName(unit, zone, minute);
  const isInside = (other: number) => localName(unit, zone, other) === name;
  const most = LONGEST_MS[unit] / MINUTE_MS;
  const period = {
    starts_at: lastInside(minute, -most, isInside) * MINUTE_MS,
    ends_at: (lastInside(minute, most, isInside) + 1) * MINUTE_MS,
  };
  lastPeriods.set(key, period);
  return period;
}

/** Returns the local name of the calendar period at a minute since the epoch. */
function localName(unit: CalendarUnit, zone: string, minute: number): string {
  const { date, hour } = zonedTime(new Date(minute * MINUTE_MS).toISOString(), zone);
  if (unit === "hour") return `${date}T${hour}`;
  if (unit === "day") return date;
  return unit === "week" ? mondayBefore(date) : date.slice(0, 7);
}

/** Finds by bisection the last number that satisfies `isInside`. Zero satisfies it and `distance` does not. */
function lastInside(from: number, distance: number, isInside: (at: number) => boolean): number {
  let inside = 0;
  let outside = distance;
  while (Math.abs(outside - inside) > 1) {
    const middle = Math.trunc((inside + outside) / 2);
    if (isInside(from + middle)) inside = middle;
    else outside = middle;
  }
  return from + inside;
}

function mondayBefore(date: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  const sinceMonday = (new Date(at).getUTCDay() + 6) % 7;
  return new Date(at - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}
