import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { periodOf } from "./period.ts";

const HOUR = 3_600_000;
const ZONES = [
  "UTC",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/New_York",
];
const UNITS = ["hour", "day", "week", "month"] as const;
const iso = (at: number) => new Date(at).toISOString();

function at(per: (typeof UNITS)[number], now: number, zone: string, zone_changes: { at: number; before: string }[] = []) {
  const period = periodOf(per, { now: iso(now), zone, zone_changes });
  if (!period) throw new Error("a calendar unit has a period");
  return period;
}
const bounds = ({ starts_at, ends_at }: { starts_at: number; ends_at: number }) => [iso(starts_at), iso(ends_at)];

describe("a period", () => {
  it.each([
    ["hour", "UTC", "2026-11-25T14:05:06.789Z", "2026-11-25T14:00:00.000Z", "2026-11-25T15:00:00.000Z"],
    ["hour", "Asia/Kathmandu", "2026-11-25T14:05:00.000Z", "2026-11-25T13:15:00.000Z", "2026-11-25T14:15:00.000Z"],
    ["day", "Pacific/Kiritimati", "2026-11-25T14:05:00.000Z", "2026-11-25T10:00:00.000Z", "2026-11-26T10:00:00.000Z"],
    ["day", "America/New_York", "2026-11-01T12:00:00.000Z", "2026-11-01T04:00:00.000Z", "2026-11-02T05:00:00.000Z"],
    ["week", "UTC", "2026-11-25T14:05:00.000Z", "2026-11-23T00:00:00.000Z", "2026-11-30T00:00:00.000Z"],
    ["month", "Asia/Kolkata", "2026-11-25T14:05:00.000Z", "2026-10-31T18:30:00.000Z", "2026-11-30T18:30:00.000Z"],
  ] as const)("%s in %s at %s", (per, zone, now, starts, ends) => {
    expect(bounds(at(per, Date.parse(now), zone))).toEqual([starts, ends]);
  });

  it("that runs when the zone changes ends when it would have ended", () => {
    const changed = Date.parse("2026-11-25T14:37:00.000Z");
    for (const per of UNITS)
      for (const before of ZONES)
        for (const zone of ZONES) {
          const running = at(per, changed, before);
          for (const now of [changed, running.ends_at - 1]) expect(at(per, now, zone, [{ at: changed, before }])).toEqual(running);
          expect(at(per, running.ends_at, zone, [{ at: changed, before }]).starts_at).toBe(running.ends_at);
        }
  });

  it("is followed by the rest of the new calendar period, or by a short rest and the next one", () => {
    const changes = [{ at: Date.parse("2026-11-25T14:30:00.000Z"), before: "UTC" }];
    const midnight = Date.parse("2026-11-26T00:00:00.000Z");
    expect(bounds(at("day", midnight, "Asia/Tokyo", changes))).toEqual(["2026-11-26T00:00:00.000Z", "2026-11-27T15:00:00.000Z"]);
    expect(bounds(at("day", midnight, "Europe/Berlin", changes))).toEqual(["2026-11-26T00:00:00.000Z", "2026-11-26T23:00:00.000Z"]);
    expect(bounds(at("day", midnight + 96 * HOUR, "Asia/Tokyo", changes))).toEqual([
      "2026-11-29T15:00:00.000Z",
      "2026-11-30T15:00:00.000Z",
    ]);
  });

  it("starts at the end of the one before, and has three quarters of its length, whatever zones follow each other", () => {
    const start = Date.parse("2026-10-20T00:00:00.000Z");
    const hops = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 * 24 * 20 }), fc.constantFrom(...ZONES)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(hops, fc.constantFrom("hour" as const, "day" as const), (steps, per) => {
        const changes: { at: number; before: string }[] = [];
        let zone = "UTC";
        let now = start;
        for (const [minutes, next] of steps) {
          now += minutes * 60_000;
          changes.push({ at: now, before: zone });
          zone = next;
        }
        const known = (moment: number) => changes.filter((change) => change.at <= moment);
        let period = at(per, start, "UTC");
        for (let i = 0; i < 60; i++) {
          const then = known(period.ends_at);
          const zoneThen = changes[then.length]?.before ?? zone;
          const following = at(per, period.ends_at, zoneThen, then);
          expect(following.starts_at).toBe(period.ends_at);
          expect(following.ends_at - following.starts_at).toBeGreaterThanOrEqual((per === "hour" ? 0.75 : 17.25) * HOUR);
          period = following;
        }
      }),
      { numRuns: 30 },
    );
  });
});
