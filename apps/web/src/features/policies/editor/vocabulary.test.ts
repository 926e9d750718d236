import { OPERATOR_NAMES, parsePolicy } from "@agentlattice/core/policy";
import { describe, expect, it } from "vitest";
import { CONDITION_KEYS, KEYS, VALUES } from "./vocabulary.ts";

const policy = (spec: object, more: object = {}) => ({
  apiVersion: "agentlattice/v1",
  kind: "Policy",
  metadata: { name: "x" },
  spec: { match: { actions: ["pr.merge"] }, effect: "allow", ...spec },
  ...more,
});

/** Returns the keys that the policy language accepts at a path, read from its error message for an unknown key. */
function keysKnownAt(document: object, path: string): string[] {
  const parsed = parsePolicy(document);
  const message = parsed.ok ? "" : (parsed.issues.find((issue) => issue.path === path)?.message ?? "");
  return message.replace(/^.*Known: /, "").split(", ");
}

describe("the editor offers", () => {
  it.each([
    ["", { ...policy({}), zzzzzzzz: 1 }, "zzzzzzzz", []],
    ["metadata", { ...policy({}), metadata: { name: "x", zzzzzzzz: 1 } }, "metadata.zzzzzzzz", []],
    // The language knows limits, history and modules, but this release refuses them, so the editor does not offer them.
    ["spec", policy({ zzzzzzzz: 1 }), "spec.zzzzzzzz", ["limits", "history", "modules"]],
    ["spec.match", policy({ match: { actions: ["a"], zzzzzzzz: 1 } }), "spec.match.zzzzzzzz", []],
    ["spec.match.agents", policy({ match: { actions: ["a"], agents: { zzzzzzzz: 1 } } }), "spec.match.agents.zzzzzzzz", []],
    ["spec.approval", policy({ effect: "approve", approval: { zzzzzzzz: 1 } }), "spec.approval.zzzzzzzz", ["grants"]],
    ["cases", policy({}, { cases: [{ zzzzzzzz: 1 }] }), "cases[0].zzzzzzzz", []],
  ] as const)("below %j the keys that the language accepts", (parent, document, path, unavailable) => {
    const offered = (KEYS[parent] ?? []).map(([key]) => key);
    expect([...offered, ...unavailable].sort()).toEqual(keysKnownAt(document, path).sort());
  });

  it("the keys and operators of conditions", () => {
    const known = keysKnownAt(policy({ require: [{ field: "a", operator: "exists", zzzzzzzz: 1 }] }), "spec.require[0].zzzzzzzz");
    expect(CONDITION_KEYS.map(([key]) => key)).toEqual(known);
    expect(VALUES.operator).toEqual(OPERATOR_NAMES);
  });

  it("only values that the language accepts", () => {
    for (const effect of VALUES.effect ?? []) expect(parsePolicy(policy({ effect })).ok).toBe(true);
    for (const mode of VALUES.mode ?? []) expect(parsePolicy(policy({ mode })).ok).toBe(true);
    for (const expected of VALUES.expect ?? [])
      expect(parsePolicy(policy({}, { cases: [{ name: "c", input: { action_type: "a" }, expect: expected }] })).ok).toBe(true);
  });
});
