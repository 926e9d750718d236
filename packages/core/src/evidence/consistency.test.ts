import { describe, expect, it } from "vitest";
import { readCaseFiles } from "../policy/test/case-files.ts";
import { verdictOfCase } from "../policy/test/run-policy-case.ts";
import { CONSISTENCY_RULES, type ConsistentDecision } from "./consistency.ts";

const failing = (decision: ConsistentDecision) => CONSISTENCY_RULES.filter(({ holds }) => !holds(decision)).map(({ name }) => name);

const allowed: ConsistentDecision = {
  action: "ALLOW",
  status: "executed",
  reason_codes: ["POLICY_COMPLIANT"],
  event_types: [],
  risk_score: 0,
  mode: "enforce",
  shadow: [],
  policies: [{ verdict: "allow", mode: "enforce" }],
};
const denied: ConsistentDecision = {
  ...allowed,
  action: "DENY",
  status: "denied",
  denial_reason: "POLICY_DENIED",
  reason_codes: ["POLICY_DENIED"],
  policies: [{ verdict: "deny", mode: "enforce" }],
};

describe("contradictions", () => {
  it("are not in an allowed and in a denied action", () => expect([failing(allowed), failing(denied)]).toEqual([[], []]));

  it.each<[string, ConsistentDecision]>([
    ["reasons_of_allow", { ...allowed, reason_codes: ["SECRET_DETECTED"] }],
    ["reasons_of_denial", { ...denied, reason_codes: ["POLICY_COMPLIANT"] }],
    ["reason_of_denial_reason", { ...denied, denial_reason: "RATE_LIMITED" }],
    ["compliance", { ...denied, reason_codes: ["POLICY_DENIED", "POLICY_COMPLIANT"] }],
    ["reason_of_request", { ...allowed, reason_codes: ["APPROVAL_REQUIRED"] }],
    ["reason_of_request", { ...allowed, action: "REQUIRE_APPROVAL", status: "requested", reason_codes: ["PII_DETECTED"] }],
    ["mode_of_status", { ...denied, mode: "monitor" }],
    ["shadow_of_mode", { ...allowed, reason_codes: ["MONITOR_MODE_VIOLATION"] }],
    ["reasons_of_findings", { ...allowed, findings: [{}] }],
    ["verdicts_of_status", { ...allowed, policies: denied.policies }],
  ])("%s", (rule, decision) => expect(failing(decision)).toContain(rule));
});

const CASES = readCaseFiles().flatMap(({ file, cases }) =>
  cases.flatMap((one) => ("condition" in one ? [] : [[`${file}: ${one.name}`, one] as const])),
);

it.each(CASES)("the decision of %s is consistent", (_, one) => {
  const { action, status, denial_reason, reason_codes, event_types, risk_score, shadow, policies, findings } = verdictOfCase(one);
  const decision = { action, status, reason_codes, event_types, risk_score, mode: "enforce" as const, shadow, policies, findings };
  expect(failing(denial_reason === undefined ? decision : { ...decision, denial_reason })).toEqual([]);
});
