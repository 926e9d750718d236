import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RateCheck, SettlePlan } from "../model/settle-plan.ts";
import { settleLimits } from "./limits.ts";
import { longestRepeat } from "./settle-loop.ts";
import { emptyView } from "./types.ts";

const NOW = Date.parse("2026-11-21T08:00:00.000Z");
const rate = (count: number, burst: number, keys = ["k"]): RateCheck => ({
  kind: "rate",
  policy: "pol_1",
  part: "limits",
  index: 0,
  keys,
  count,
  burst,
  period_ms: 60_000,
});

/** Returns the times, in milliseconds, at which calls pass. */
function passed(check: RateCheck, times: readonly number[]): number[] {
  const view = emptyView();
  const plan: SettlePlan = { checks: [check], historyEvents: [] };
  return times.filter((at) => {
    const { failure, changes } = settleLimits(plan, { view, now: NOW + at, event_id: "e", phase: "execute" });
    for (const change of changes) if (change.table === "limit_counter") view.counters.set(change.row.key, change.row);
    return failure === null;
  });
}

describe("a rate", () => {
  it("allows its burst at once and then one call per interval", () => {
    expect(passed(rate(6, 2), [0, 0, 0, 9_999, 10_000, 10_001, 20_000])).toEqual([0, 0, 10_000, 20_000]);
  });

  it("never allows more in any period than its count and burst", () => {
    const times = fc.array(fc.nat(240_000), { maxLength: 80 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (calls, count, burst) => {
        const admitted = passed(rate(count, burst), calls);
        for (const [i, start] of admitted.entries())
          expect(admitted.slice(i).filter((at) => at < start + 60_000).length).toBeLessThanOrEqual(count + burst);
      }),
    );
  });

  it("returns the exact time at which the next call passes", () => {
    const view = emptyView();
    view.counters.set("k", { key: "k", value: (NOW + 90_000) * 1000, warned: 0, extended: 0, expires_at: null });
    const plan: SettlePlan = { checks: [rate(1, 1)], historyEvents: [] };
    const at = { view, event_id: "e", phase: "execute" as const };
    const wait = settleLimits(plan, { ...at, now: NOW }).failure?.failure.retry_after as number;
    expect(settleLimits(plan, { ...at, now: NOW + wait - 1 }).failure).not.toBeNull();
    expect(settleLimits(plan, { ...at, now: NOW + wait }).failure).toBeNull();
  });

  it("checks and charges every key of a delegation chain", () => {
    const check = rate(1, 1, ["root", "child"]);
    const view = emptyView();
    view.counters.set("root", { key: "root", value: (NOW + 60_000) * 1000, warned: 0, extended: 0, expires_at: null });
    const at = { view, now: NOW, event_id: "e", phase: "execute" as const };
    expect(settleLimits({ checks: [check], historyEvents: [] }, at)).toMatchObject({
      failure: { failure: { measure: "rate" } },
      changes: [],
    });
    view.counters.clear();
    const { changes } = settleLimits({ checks: [check], historyEvents: [] }, at);
    expect(changes.map((change) => change.table === "limit_counter" && change.row.key)).toEqual(["root", "child"]);
  });
});

describe("a repeat", () => {
  it.each([
    ["a", 4, 1],
    ["aaa", 4, 3],
    ["baa", 4, 2],
    ["abab", 4, 2],
    ["ababab", 2, 3],
    ["abcabcabc", 4, 3],
    ["abcabcabc", 2, 1],
    ["abac", 4, 1],
    ["aabaab", 3, 2],
  ])("%s, cycles up to %i: %i", (calls, longest, repeats) => {
    expect(longestRepeat(calls.split(""), longest)).toBe(repeats);
  });
});
