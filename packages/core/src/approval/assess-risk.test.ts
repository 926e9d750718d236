import { expect, test } from "vitest";
import type { Facts } from "../model/facts.ts";
import type { ApprovalPlan } from "../model/verdict.ts";
import { assessRisk } from "./assess-risk.ts";

const facts = (data_accessed: NonNullable<Facts["submission"]["data_accessed"]>): Facts => ({
  submission: { action_type: "a", data_accessed },
  agent: { id: "agt_a", name: "a", labels: {}, capabilities: [] },
  ancestors: [],
  delegation: null,
  environment: "prod",
  time: { now: "2026-01-01T00:00:00.000Z", zone: "UTC" },
});
const plan = (risk: ApprovalPlan["risk"]): ApprovalPlan => ({
  stages: [],
  expires: 1,
  use_within: 1,
  separation_of_duties: "default",
  reason: "optional",
  risk,
  asked_by: [],
});

test.each([
  ["low", [], "low"],
  ["medium", [], "medium"],
  ["critical", [], "critical"],
  ["low", [{ type: "customer", sensitivity: "restricted" }], "high"],
  ["low", [{ type: "customer", sensitivity: "low" }], "low"],
  ["medium", [{ type: "row", count: 2_000_000 }], "medium"],
  ["high", [{ type: "row", sensitivity: "HIGH", count: 2_000_000 }], "high"],
] as const)("%s with %j → %s", (risk, access, level) => {
  expect(assessRisk(facts([...access]), plan(risk)).level).toBe(level);
});

test("an agent's assertions never lower the risk, and the reasons contain none of its text", () => {
  const risk = assessRisk(facts([{ type: "<b>secret</b>", sensitivity: "none", count: 0 }]), plan("critical"));
  expect(risk.level).toBe("critical");
  expect(risk.reasons.join()).not.toContain("secret");
});
