import { expect, test } from "vitest";
import { sampleApproval, samplePolicy } from "../testing/sample-approval.ts";
import { countConditions, isSameFilter, matchesFilter, NO_FILTER, type QueueFilter, toQueueFilter } from "./queue-filter.ts";

const request = sampleApproval({
  policies: [samplePolicy("asked"), samplePolicy("monitored", { mode: "monitor" }), samplePolicy("allowed", { verdict: "allow" })],
});

test.each<[Partial<QueueFilter>, boolean]>([
  [{}, true],
  [{ risk: "low", agent: "agt_a", policy: "pol_asked", action: "refund.issue" }, true],
  [{ risk: "high" }, false],
  [{ risk: "low", agent: "agt_b" }, false],
  [{ action: "refund" }, false],
  [{ policy: "pol_monitored" }, false],
  [{ policy: "pol_allowed" }, false],
  [{ expires: "1h" }, true],
  [{ expires: "2d" }, true],
  [{ expires: "15m" }, false],
  [{ expires: "soon" }, false],
])("the filter %j applies: %s", (part, isMatch) => {
  expect(matchesFilter(request, { ...NO_FILTER, ...part }, Date.parse("2026-11-21T08:00:00.000Z"))).toBe(isMatch);
});

test("a saved filter has the conditions under which it was saved", () => {
  const saved = {
    id: "flt_1",
    name: "Low",
    risk: "low",
    agent_id: null,
    policy_id: "pol_a",
    action_type: null,
    expires_within: "1h",
    created_at: "",
  } as const;
  const filter = toQueueFilter(saved);
  expect(countConditions(filter)).toBe(3);
  expect(isSameFilter(filter, { ...NO_FILTER, risk: "low", policy: "pol_a", expires: "1h" })).toBe(true);
  expect(isSameFilter(filter, { ...NO_FILTER, risk: "low", policy: "pol_a" })).toBe(false);
});
