import { expect, test } from "vitest";
import { endOf } from "./approval-status.ts";
import { sampleApproval } from "./testing/sample-approval.ts";

const expires_at = "2026-11-21T09:00:00.000Z";
const decided_at = "2026-11-21T08:20:00.000Z";

test("the end of a request is its decision or its expiry; of others it is not known", () => {
  expect(endOf(sampleApproval({ status: "denied", decided_at, expires_at }))).toBe(decided_at);
  expect(endOf(sampleApproval({ status: "expired", expires_at }))).toBe(expires_at);
  for (const status of ["pending", "cancelled", "refused"] as const) expect(endOf(sampleApproval({ status, expires_at }))).toBeNull();
});
