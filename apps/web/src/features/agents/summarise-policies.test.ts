import type { PolicySummary } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { firstAction, summarisePolicies } from "./summarise-policies.ts";

const policy = (name: string, actions: string[], effect: PolicySummary["effect"], more: Partial<PolicySummary> = {}) =>
  ({
    id: `pol_${name}`,
    name,
    actions,
    effect,
    approval_required: effect === "approve",
    mode: "enforce",
    status: "active",
    ...more,
  }) as PolicySummary;

const policies = [
  policy("docs", ["doc.*"], "allow"),
  policy("no-secrets", ["doc.secret"], "deny"),
  policy("merges", ["pr.merge"], "approve"),
  policy("watched", ["db.drop"], "approve", { mode: "monitor" }),
  policy("old", ["mail.send"], "allow", { status: "disabled" }),
];

test.each([
  ["doc.read", "allowed", ["docs"]],
  ["doc.secret", "allowed within limits", ["docs", "no-secrets"]],
  ["pr.merge", "requires approval", ["merges"]],
  ["pr.*", "requires approval", ["merges"]],
  ["*", "depends on the action", ["docs", "no-secrets", "merges"]],
  ["db.drop", "denied, no policy allows it", []],
  ["mail.send", "denied, no policy allows it", []],
  ["doc", "denied, no policy allows it", []],
])("%s: %s", (capability, words, names) => {
  const effect = summarisePolicies(capability, policies);
  expect(effect.words).toBe(words);
  expect(effect.policies.map(({ name }) => name)).toEqual(names);
});

test.each([
  [["doc.read", "pr.merge"], "pr.merge"],
  [["*"], "pr.merge"],
  [["pr.*"], "pr.merge"],
  [["doc.read"], "doc.read"],
  [["db.*"], "db.try"],
])("%j tries %s first", (capabilities, action) => {
  expect(firstAction(capabilities, policies)).toBe(action);
});
