import type { AuditEvent } from "@agentlattice/contract";
import { ENTRY_KINDS } from "@agentlattice/core/ledger";
import { expect, test } from "vitest";
import { describeLatest } from "./describe-latest.ts";

const entry = (change: Partial<AuditEvent>) =>
  describeLatest({ status: null, denial_reason: null, event_types: [], ...change } as AuditEvent);

test.each<[Partial<AuditEvent>, string]>([
  [{ kind: "action.denied", denial_reason: "NO_MATCHING_POLICY" }, "denied, no matching policy"],
  [{ kind: "approval.decided", event_types: ["approval.decided", "action.denied"] }, "denied"],
  [{ kind: "approval.decided", event_types: ["approval.decided"] }, "approved"],
  [{ kind: "action.reported", status: "failure" }, "reported failure"],
  [{ kind: "something.new" }, "something.new"],
])("%j: %s", (change, words) => expect(entry(change)).toBe(words));

test("every kind of entry has a description", () => {
  expect(ENTRY_KINDS.filter((kind) => entry({ kind }) === kind)).toEqual([]);
});
