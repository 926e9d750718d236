import { expect, it } from "vitest";
import { delayedUntil, type Pace } from "./delayed-until.ts";

const at = (text: string) => Date.parse(text);
const pace = (more: Partial<Pace>): Pace => ({ digestMinutes: null, quietFrom: null, quietUntil: null, zone: "UTC", ...more });
const NIGHT = { quietFrom: 22 * 60, quietUntil: 7 * 60 };

it.each([
  ["at once without settings", {}, "2026-11-22T12:00:10Z", "2026-11-22T12:00:10Z"],
  ["at once outside the quiet hours", NIGHT, "2026-11-22T21:59:59Z", "2026-11-22T21:59:59Z"],
  ["at the end of quiet hours over midnight", NIGHT, "2026-11-22T22:00:00Z", "2026-11-23T07:00:00Z"],
  ["at the end of quiet hours after midnight", NIGHT, "2026-11-23T06:59:30Z", "2026-11-23T07:00:00Z"],
  ["at the end of quiet hours within a day", { quietFrom: 720, quietUntil: 780 }, "2026-11-23T12:30:00Z", "2026-11-23T13:00:00Z"],
  ["in the person's zone", { ...NIGHT, zone: "Asia/Kolkata" }, "2026-11-22T17:00:00Z", "2026-11-23T01:30:00Z"],
  ["when the clocks go back", { ...NIGHT, zone: "Europe/Berlin" }, "2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z"],
  ["when the clocks go forward", { ...NIGHT, zone: "Europe/Berlin" }, "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"],
  ["with the next digest", { digestMinutes: 60 }, "2026-11-22T12:00:10Z", "2026-11-22T13:00:00Z"],
  ["with the next digest of a quarter", { digestMinutes: 15 }, "2026-11-22T12:44:59Z", "2026-11-22T12:45:00Z"],
  ["after the quiet hours, also with a digest", { digestMinutes: 60, ...NIGHT }, "2026-11-22T21:30:00Z", "2026-11-23T07:00:00Z"],
])("%s", (_, settings, now, expected) => {
  expect(new Date(delayedUntil(pace(settings), at(now))).toISOString()).toBe(new Date(at(expected)).toISOString());
});
