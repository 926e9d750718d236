import { describe, expect, it } from "vitest";
import { denyWith } from "../policy/to-verdict.ts";
import { DENIAL_REASONS } from "./denial-reasons.ts";
import { findUnregistered, REASON_CODES, type RegisteredDecision } from "./registry.ts";

const allowed: RegisteredDecision = {
  action: "ALLOW",
  status: "executed",
  reason_codes: ["POLICY_COMPLIANT"],
  event_types: ["action.executed"],
  risk_score: 0,
};

describe("the registry of evidence", () => {
  it("names every code once", () => {
    const codes = Object.values(REASON_CODES).flat();
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(DENIAL_REASONS)("knows a denial by %s", (reason) => {
    expect(findUnregistered(denyWith(reason, ""))).toBeNull();
  });

  it.each<[string, Partial<RegisteredDecision>, RegExp]>([
    ["an unknown code", { reason_codes: ["BECAUSE"] }, /BECAUSE is not/],
    ["no code", { reason_codes: [] }, /has a reason code/],
    ["an unknown event", { event_types: ["action.done"] }, /action.done is not/],
    ["another status than its action's", { action: "DENY_WRITE" }, /is not that of DENY_WRITE/],
    ["a denial without a reason", { action: "DENY", status: "denied" }, /denial_reason/],
    ["a reason for something allowed", { denial_reason: "POLICY_DENIED" }, /denial_reason/],
    ["a risk above 100", { risk_score: 101 }, /0 to 100/],
  ])("refuses %s", (_, change, what) => {
    expect(findUnregistered(allowed)).toBeNull();
    expect(findUnregistered({ ...allowed, ...change })).toMatch(what);
  });
});
