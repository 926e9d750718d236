import type { AuditEvent } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { markOf } from "./describe-entry.ts";

test.each([
  ["approval.expired", ["approval.expired", "action.denied"], "idle"],
  ["approval.lapsed", ["approval.lapsed", "action.denied"], "idle"],
  ["approval.cancelled", ["approval.cancelled"], "idle"],
  ["approval.decided", ["approval.decided", "action.denied"], "deny"],
  ["approval.decided", ["approval.decided"], "allow"],
  ["action.denied", ["action.denied"], "deny"],
  ["policy.changed", ["policy.changed"], null],
])("%s with %j has the mark %s", (kind, event_types, mark) => {
  expect(markOf({ kind, event_types } as AuditEvent)).toBe(mark);
});
