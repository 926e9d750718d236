import { describe, expect, it } from "vitest";
import { detectInAction, detectInAgent, summariseHours } from "./detect.ts";
import { partOfWeek } from "./part-of-week.ts";
import type { ActionBaseline, HourActivity } from "./types.ts";

const HOUR_MS = 3_600_000;
/** A Monday. */
const MONDAY = Date.parse("2026-11-02T00:00:00.000Z");

const hourAt = (hour: number, counts: Partial<HourActivity> = {}): HourActivity => ({
  hour,
  requests: 0,
  records: 0,
  escalations: 0,
  delegations: 0,
  bypasses: 0,
  ...counts,
});
/** An agent that works from 8 to 12 on weekdays. */
const worked = (days: number, requests = 10) =>
  Array.from({ length: days }, (_, day) => MONDAY + day * 24 * HOUR_MS)
    .filter((day) => ![0, 6].includes(new Date(day).getUTCDay()))
    .flatMap((day) => [8, 9, 10, 11].map((hour) => hourAt(day + hour * HOUR_MS, { requests })));
const calibrated = summariseHours(worked(14), "UTC");
const usual: ActionBaseline = { hours: 40, median: 10, low: 6, high: 14, records_max: 2_400, records_median: 40 };
const now = MONDAY + 14 * 24 * HOUR_MS + 9 * HOUR_MS;

describe("the baseline", () => {
  it("counts days with requests, so that a changed clock does not complete the calibration", () => {
    expect(calibrated).toMatchObject({ days: 10, requests: 400, parts: new Set(["weekday_08_12"]) });
    const jumped = [...worked(3), hourAt(MONDAY + 400 * 24 * HOUR_MS, { requests: 10_000 })];
    expect(summariseHours(jumped, "UTC").days).toBe(4);
  });

  it("uses the part of the week in the organisation's time zone", () => {
    expect(partOfWeek(Date.parse("2026-11-08T23:00:00.000Z"), "UTC")).toBe("weekend_20_24");
    expect(partOfWeek(Date.parse("2026-11-08T23:00:00.000Z"), "Europe/Berlin")).toBe("weekday_00_04");
  });
});

describe("an agent that calibrates", () => {
  const learning = summariseHours(worked(7).slice(0, -1), "UTC");

  it("reports nothing but outcomes of actions that were not allowed", () => {
    expect(learning.days).toBe(5);
    const wild = hourAt(now, { requests: 9_999, records: 9_999_999, escalations: 99, delegations: 99 });
    expect(detectInAgent(wild, learning, "UTC")).toEqual([]);
    expect(detectInAction("web.post", wild, learning, null)).toEqual([]);
    expect(detectInAction("pr.merge", hourAt(now, { bypasses: 2 }), learning, usual)).toMatchObject([
      { kind: "reported_without_permission", pattern: "pr.merge", observed: 2, threshold: 1 },
    ]);
  });

  it("requires both days and requests", () => {
    expect(detectInAction("web.post", hourAt(now, { requests: 1 }), { ...calibrated, requests: 199 }, null)).toEqual([]);
    expect(detectInAction("web.post", hourAt(now, { requests: 1 }), { ...calibrated, days: 6 }, null)).toEqual([]);
    expect(detectInAction("web.post", hourAt(now, { requests: 1 }), { ...calibrated, days: 7, requests: 200 }, null)).toHaveLength(1);
  });
});

describe("a calibrated agent", () => {
  const kinds = (counts: Partial<HourActivity>, at = now) => detectInAgent(hourAt(at, counts), calibrated, "UTC").map(({ kind }) => kind);
  const ofAction = (counts: Partial<HourActivity>, known: ActionBaseline | null = usual) =>
    detectInAction("refund.issue", hourAt(now, counts), calibrated, known).map(({ kind }) => kind);

  it("reports each kind from its threshold on", () => {
    expect(ofAction({ requests: 27 })).toEqual([]);
    expect(ofAction({ requests: 28 })).toEqual(["frequency_spike"]);
    expect(ofAction({ records: 7_199 })).toEqual([]);
    expect(ofAction({ records: 7_200 })).toEqual(["bulk_access"]);
    expect(ofAction({ requests: 1 }, null)).toEqual(["new_action_type"]);
    expect(ofAction({ requests: 9_999 }, { ...usual, hours: 6 })).toEqual([]);
    expect(kinds({ escalations: 2 })).toEqual([]);
    expect(kinds({ escalations: 3 })).toEqual(["scope_escalation"]);
    expect(kinds({ delegations: 9 })).toEqual([]);
    expect(kinds({ delegations: 10 })).toEqual(["delegation_burst"]);
    const sunday = Date.parse("2026-11-15T02:00:00.000Z");
    expect(kinds({ requests: 4 }, sunday)).toEqual([]);
    expect(kinds({ requests: 5 }, sunday)).toEqual(["off_hours"]);
    expect(kinds({ requests: 5 })).toEqual([]);
  });

  it("states its numbers", () => {
    expect(detectInAction("refund.issue", hourAt(now, { requests: 44 }), calibrated, usual)).toEqual([
      {
        kind: "frequency_spike",
        pattern: "refund.issue",
        observed: 44,
        threshold: 28,
        baseline: { median: 10, low: 6, high: 14, days: 10, requests: 400 },
      },
    ]);
  });
});
