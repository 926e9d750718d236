import type { Approval, AuditEvent } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { progressOf } from "./progress.ts";

const entry = (kind: string, seq: number, more: Partial<AuditEvent> = {}) =>
  ({ kind, seq, event_types: [kind], denial_reason: null, ...more }) as AuditEvent;
const created = [entry("key.created", 2), entry("agent.changed", 1)];
const requested = entry("approval.requested", 3);
const decided = entry("approval.decided", 4);

test.each([
  [created, { at: "ready" }],
  [[requested, ...created], { at: "pending", approval: null }],
  [[decided, requested, ...created], { at: "approved" }],
  [[entry("action.executed", 5), decided, requested], { at: "executed", seq: 5 }],
  [[entry("action.reported", 6), entry("action.executed", 5)], { at: "executed", seq: 5 }],
  [[entry("action.denied", 3, { denial_reason: "NO_MATCHING_POLICY" })], { at: "stopped", seq: 3, reason: "NO_MATCHING_POLICY" }],
  [
    [entry("approval.decided", 4, { event_types: ["approval.decided", "action.denied"], denial_reason: "DENIED_BY_REVIEWER" })],
    { at: "stopped", seq: 4, reason: "DENIED_BY_REVIEWER" },
  ],
  [[entry("approval.expired", 4)], { at: "stopped", seq: 4, reason: "approval.expired" }],
] as const)("%o", (entries, progress) => {
  expect(progressOf(entries, null)).toEqual(progress);
});

test("a pending request takes precedence over earlier entries", () => {
  const approval = { id: "apr_1" } as Approval;
  expect(progressOf([entry("action.denied", 3)], approval)).toEqual({ at: "pending", approval });
});
