import { describe, expect, it } from "vitest";
import type { Condition } from "../conditions/condition.ts";
import { DECISION_SEVERITY } from "../evidence/decision-actions.ts";
import { DENIAL_REASONS } from "../evidence/denial-reasons.ts";
import type { Facts } from "../model/facts.ts";
import { mergeApprovals, readApproval } from "./approval-plan.ts";
import { compileBundle } from "./compile-bundle.ts";
import { evaluate } from "./evaluate.ts";
import { documentOf, factsOf, sourcesOf } from "./test/case-files.ts";

const allowWhen = (...require: Condition[]) =>
  documentOf({ metadata: { name: "p" }, spec: { match: { actions: ["*"] }, require, effect: "allow" } });
const bundleOf = (...documents: Parameters<typeof sourcesOf>[0]) => compileBundle({ policies: sourcesOf(documents) });

describe("evaluate", () => {
  it("denies instead of throwing", () => {
    const bundle = bundleOf(allowWhen({ field: "time.hour", operator: "lt", value: 24 }));
    expect(evaluate(factsOf(), bundle).status).toBe("executed");
    const broken = [
      null,
      {},
      factsOf({ time: { zone: "Nowhere/Atlantis" } }),
      factsOf({ time: { now: "yesterday" } }),
      { ...factsOf(), environment: "moon" },
    ];
    for (const facts of broken)
      expect(evaluate(facts as Facts, bundle)).toMatchObject({ status: "denied", denial_reason: "MODULE_FAILED", policies: [] });
  });

  it("denies a request that exceeds the step budget, every time", () => {
    const slow = Array.from({ length: 20 }, (_, i) => ({
      not: { field: "content", operator: "matches" as const, value: `(a|b|c|d)+${i}$` },
    }));
    const facts = factsOf({ submission: { content: "abcd".repeat(131_072) } });
    const verdict = evaluate(facts, bundleOf(allowWhen(...slow)));
    expect(verdict.denial_reason).toBe("MODULE_FAILED");
    expect(evaluate(facts, bundleOf(allowWhen(...slow)), { explain: true })).toEqual({ ...verdict, explain: [] });
  });

  it("does not let a monitored policy fail a decision", () => {
    const broken = documentOf({
      metadata: { name: "m" },
      spec: { mode: "monitor", match: { actions: ["*"] }, when: { field: "time.hour", operator: "lt", value: 24 }, effect: "allow" },
    });
    const verdict = evaluate(
      factsOf({ time: { zone: "Nowhere/Atlantis" } }),
      bundleOf(broken, allowWhen({ field: "repo", operator: "not_exists" })),
    );
    expect(verdict).toMatchObject({ status: "executed", shadow: [{ name: "m", verdict: "deny" }] });
  });

  it("keeps equal conditions of two policies separate", () => {
    const condition: Condition = { field: "pr_size", operator: "lt", value: 100 };
    const said = (name: string, more: object) =>
      documentOf({ metadata: { name }, spec: { match: { actions: ["*"] }, effect: "allow", ...more } });
    const { conditions_evaluated } = evaluate(
      factsOf({ submission: { metadata: { pr_size: 420 } } }),
      bundleOf(
        said("a", { require: [condition] }),
        said("b", { require: [condition], private: ["pr_size"] }),
        said("c", { require: [{ ...condition, remedy: "Split it." }] }),
        said("d", { require: [{ field: "other", operator: "not_exists" }, condition] }),
      ),
    );
    expect(conditions_evaluated.map(({ policy, path, actual, remedy }) => [policy, path, actual, remedy])).toEqual([
      ["a", "spec.require[0]", 420, undefined],
      ["b", "spec.require[0]", null, undefined],
      ["c", "spec.require[0]", 420, "Split it."],
      ["d", "spec.require[1]", 420, undefined],
    ]);
  });

  it("cuts long values in reports, never in the middle of a character", () => {
    const condition: Condition = { field: "content", operator: "eq", value: "x" };
    const { conditions_evaluated, message } = evaluate(
      factsOf({ submission: { content: `${"a".repeat(255)}😀${"b".repeat(1000)}` } }),
      bundleOf(allowWhen(condition)),
    );
    expect(conditions_evaluated[0]?.actual).toBe(`${"a".repeat(255)}…`);
    expect(message.length).toBeLessThan(200);
    const many = evaluate(
      factsOf({ submission: { tags: Array.from({ length: 50 }, (_, i) => `t${i}`) } }),
      bundleOf(allowWhen({ field: "tags[every]", operator: "eq", value: "x" })),
    );
    expect(many.conditions_evaluated[0]?.actual).toHaveLength(21);
  });

  it("bounds the cache of routes", () => {
    const bundle = bundleOf(
      ...Array.from({ length: 500 }, (_, i) =>
        documentOf({ metadata: { name: `p${i}` }, spec: { match: { actions: ["*"] }, effect: "allow" } }),
      ),
    );
    for (let i = 0; i < 1000; i++) expect(bundle.route("prod", `a.b${i}`).enforced).toHaveLength(500);
    expect(bundle.route("prod", "a.b1")).toBe(bundle.route("prod", "a.b1"));
  });

  it("orders policies by name, whatever their ids", () => {
    const documents = ["b", "a", "c"].map((name) =>
      documentOf({ metadata: { name }, spec: { match: { actions: ["*"] }, effect: "approve" } }),
    );
    const { policies, approval } = evaluate(factsOf(), bundleOf(...documents));
    expect(policies.map((policy) => policy.name)).toEqual(["a", "b", "c"]);
    expect(approval?.asked_by.map((source) => source.policy)).toEqual(["a", "b", "c"]);
  });

  it("uses only registered codes", () => {
    const verdict = evaluate(factsOf(), bundleOf());
    expect(DENIAL_REASONS).toContain(verdict.denial_reason);
    expect(verdict.risk_score).toBe(DECISION_SEVERITY[verdict.action]);
  });

  it.each<Condition>([
    { field: "repo", operator: "matches", value: "(" },
    { field: "data_accessed.type", operator: "eq", value: "x" },
  ])("does not compile %j, which validation refuses", (when) => {
    const document = {
      ...allowWhen({ field: "repo", operator: "exists" }),
      spec: { match: { actions: ["*"] }, when, effect: "allow" as const },
    };
    expect(() => bundleOf(document)).toThrow();
  });
});

describe("mergeApprovals", () => {
  const source = (policy: string, ...approvers: string[]) => ({
    policy,
    path: "spec.effect",
    settings: readApproval({ approvers }, undefined),
  });
  const both = [source("a", "role:admin"), source("b", "role:owner"), source("c", "role:admin")];

  it("asks the approvers of every policy, one stage after the other", () => {
    expect(mergeApprovals(both).stages).toEqual([
      { approvers: ["role:admin"], quorum: 1 },
      { approvers: ["role:owner"], quorum: 1 },
    ]);
  });

  it("takes the higher quorum and the shorter SLA of policies that name the same people", () => {
    const strict = { approvers: ["role:owner", "role:admin"], quorum: 2, sla: "1h" };
    const quick = { approvers: ["role:admin", "role:owner"], sla: "10m" };
    const sources = [strict, quick].map((approval) => ({ ...both[0], settings: readApproval(approval, undefined) }) as (typeof both)[0]);
    expect(mergeApprovals(sources).stages).toEqual([{ approvers: ["role:owner", "role:admin"], quorum: 2, sla: 600 }]);
  });

  it("keeps equal stages of one policy apart", () => {
    const settings = readApproval({ stages: [{ approvers: ["role:admin"] }, { approvers: ["role:admin"] }] }, undefined);
    expect(mergeApprovals([{ policy: "p", path: "spec.effect", settings }]).stages).toHaveLength(2);
  });

  it("escalates only when every policy does, and requires a fresh proof and single-use permits when one does", () => {
    const settings = [readApproval({ on_timeout: "escalate", step_up: true, permits: "consumed" }, undefined), readApproval({}, undefined)];
    const merged = mergeApprovals(settings.map((one, i) => ({ policy: `p${i}`, path: "spec.effect", settings: one })));
    expect(merged).toMatchObject({ step_up: true, permits: "consumed" });
    expect(merged.on_timeout).toBeUndefined();
  });
});
