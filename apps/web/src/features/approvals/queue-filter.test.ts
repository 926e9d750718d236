import type { Approval } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { countConditions, isSameFilter, matchesFilter, NO_FILTER, type QueueFilter, toQueueFilter } from "./queue-filter.ts";

/** Contains only the members that a filter reads. */
const request = {
  action_type: "refund.issue",
  risk: { level: "low" },
  requested_by: { id: "agt_a" },
  policies: [
    { id: "pol_asked", verdict: "approve", mode: "enforce" },
    { id: "pol_monitored", verdict: "approve", mode: "monitor" },
    { id: "pol_allowed", verdict: "allow", mode: "enforce" },
  ],
} as unknown as Approval;

test.each<[Partial<QueueFilter>, boolean]>([
  [{}, true],
  [{ risk: "low", agent: "agt_a", policy: "pol_asked", action: "refund.issue" }, true],
  [{ risk: "high" }, false],
  [{ risk: "low", agent: "agt_b" }, false],
  [{ action: "refund" }, false],
  [{ policy: "pol_monitored" }, false],
  [{ policy: "pol_allowed" }, false],
])("the filter %j applies: %s", (part, isMatch) => {
  expect(matchesFilter(request, { ...NO_FILTER, ...part })).toBe(isMatch);
});

test("a saved filter has the conditions under which it was saved", () => {
  const saved = { id: "flt_1", name: "Low", risk: "low", agent_id: null, policy_id: "pol_a", action_type: null, created_at: "" } as const;
  const filter = toQueueFilter(saved);
  expect(countConditions(filter)).toBe(2);
  expect(isSameFilter(filter, { ...NO_FILTER, risk: "low", policy: "pol_a" })).toBe(true);
  expect(isSameFilter(filter, { ...NO_FILTER, risk: "low" })).toBe(false);
});
