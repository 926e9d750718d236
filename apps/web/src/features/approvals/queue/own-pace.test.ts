import { describe, expect, it } from "vitest";
import { paceOf } from "./own-pace.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const ME = "usr_me";
/** A request made `asked` minutes and decided `answered` minutes before now. */
const decided = (asked: number, answered: number, by = ME) => ({
  requested_at: new Date(NOW - asked * 60_000).toISOString(),
  votes: [{ user: { id: by, name: "Ana" }, decision: "approve" as const, at: new Date(NOW - answered * 60_000).toISOString() }],
});

describe("the pace of a reviewer", () => {
  it("counts the last hour and returns the median time to decide", () => {
    expect(paceOf([decided(12, 10), decided(40, 30), decided(50, 45)], ME, NOW)).toEqual({ count: 3, medianMs: 5 * 60_000 });
    expect(paceOf([decided(12, 10), decided(40, 36)], ME, NOW)).toEqual({ count: 2, medianMs: 3 * 60_000 });
  });

  it("ignores older decisions and those of other people", () => {
    expect(paceOf([decided(90, 61), decided(12, 10, "usr_other"), decided(70, 59)], ME, NOW)).toEqual({ count: 1, medianMs: 11 * 60_000 });
    expect(paceOf([decided(90, 60)], ME, NOW)).toBeNull();
  });
});
