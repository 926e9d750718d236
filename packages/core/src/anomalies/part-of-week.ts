import { zonedTime } from "../model/timestamp.ts";

const BLOCK_HOURS = 4;
const WEEKEND = new Set(["sat", "sun"]);

/** Returns the part of the week that an hour belongs to in a time zone, such as `weekend_00_04`. */
export function partOfWeek(hour: number, zone: string): string {
  const { weekday, hour: ofDay } = zonedTime(new Date(hour).toISOString(), zone);
  const from = Math.floor(ofDay / BLOCK_HOURS) * BLOCK_HOURS;
  const two = (number: number) => String(number).padStart(2, "0");
  return `${WEEKEND.has(weekday) ? "weekend" : "weekday"}_${two(from)}_${two(from + BLOCK_HOURS)}`;
}
