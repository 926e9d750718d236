import { expect, it } from "vitest";
import type { Policy } from "./document.ts";
import { noteApprovers, policyNotes } from "./notes.ts";

const policy = (spec: object) => ({ metadata: { name: "p" }, spec: { match: { actions: ["*"] }, effect: "approve", ...spec } }) as Policy;
const directory = { roles: new Set(["owner"]), people: new Set(["ada@example.com"]), groups: new Set(["release"]) };

it("notes approvers who cannot decide, with the remedy", () => {
  const approval = {
    stages: [
      { approvers: ["user:Ada@example.com", "group:release", "role:owner"] },
      { approvers: ["group:relase"], fallback: ["user:nobody@example.com", "role:operator"] },
    ],
  };
  expect(noteApprovers(policy({ approval }), directory)).toEqual([
    { path: "spec.approval.stages[1].approvers[0]", message: expect.stringMatching(/no group relase.*Did you mean group:release/) },
    { path: "spec.approval.stages[1].fallback[0]", message: expect.stringMatching(/user:nobody@example.com.*invite/) },
    { path: "spec.approval.stages[1].fallback[1]", message: expect.stringMatching(/nobody has the role operator/) },
  ]);
});

it("notes numbers in quotes only for fields of an unknown type", () => {
  const when = {
    all: [
      { field: "amount", operator: "eq", value: "100" },
      { field: "agent.name", operator: "eq", value: "100" },
      { field: "amount", operator: "eq", value: 100 },
    ],
  };
  expect(policyNotes(policy({ when }))).toEqual([
    { path: "spec.when.all[0].value", message: expect.stringContaining("Write 100 without quotes") },
  ]);
});

it("notes words of a grant's scope that hold for every grant", () => {
  const approval = { grants: { allow: true, scope: ["same_agent", "same_digest", "same_action"] } };
  expect(policyNotes(policy({ approval }))).toEqual([
    { path: "spec.approval.grants.scope[0]", message: expect.stringContaining("leave same_agent out") },
    { path: "spec.approval.grants.scope[2]", message: expect.stringContaining("leave same_action out") },
  ]);
});
