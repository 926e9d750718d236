import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { compileBundle } from "../compile-bundle.ts";
import type { Policy } from "../document/document.ts";
import { evaluate } from "../evaluate.ts";
import { documentOf, sourcesOf } from "../test/case-files.ts";
import { conditions, policyDocuments, requests } from "../test/generate.ts";
import { comparePolicies } from "./compare-policies.ts";

vi.setConfig({ testTimeout: 60_000 });

const refunds = (spec: Partial<Policy["spec"]> = {}) =>
  documentOf({
    metadata: { name: "refunds" },
    spec: {
      match: { actions: ["refund.issue"] },
      require: [{ field: "amount", operator: "lt", value: 100 }],
      effect: "allow",
      ...spec,
    },
  });
const plain = (spec: Partial<Policy["spec"]> = {}) => {
  const { require: _, ...rest } = refunds().spec;
  return documentOf({ metadata: { name: "refunds" }, spec: { ...rest, ...spec } });
};
const bound = (operator: "lt" | "gte" | "in" | "not_in" | "eq", value: Policy["spec"]["private"] | number | string | (string | number)[]) =>
  refunds({ require: [{ field: "amount", operator, value }] });

describe("comparePolicies", () => {
  it.each<[string, Policy | null, Policy | null, string, RegExp | null]>([
    ["a looser bound", refunds(), bound("lt", 200), "wider", /100 becomes 200/],
    ["a tighter bound", bound("gte", 1), bound("gte", 5), "narrower", /1 becomes 5/],
    ["another value of eq", bound("eq", "a"), bound("eq", "b"), "unclear", /a becomes b/],
    ["a longer list", bound("in", ["a"]), bound("in", ["a", "b"]), "wider", /in/],
    ["a longer list of exceptions", bound("not_in", ["a"]), bound("not_in", ["a", "b"]), "narrower", /not_in/],
    ["exceptions of another kind", bound("not_in", ["a"]), bound("not_in", ["a", 1]), "unclear", /not_in/],
    ["a clause less", refunds(), plain(), "wider", /no longer requires amount lt 100/],
    ["a clause more", plain(), refunds(), "narrower", /also requires/],
    ["asking instead of denying", refunds(), refunds({ otherwise: "approve" }), "wider", /need approval instead of/],
    ["allow to deny", plain(), plain({ effect: "deny" }), "narrower", /allow becomes deny/],
    ["approve to allow", plain({ effect: "approve" }), plain(), "wider", /approve becomes allow/],
    ["guard to allow", refunds({ effect: "guard" }), refunds(), "unclear", /guard becomes allow/],
    ["more actions to an allow", plain(), plain({ match: { actions: ["refund.*"] } }), "wider", /also covers refund\.\*/],
    ["another action allowed", plain(), plain({ match: { actions: ["refund.issue", "refund.list"] } }), "wider", /refund\.list/],
    [
      "fewer environments of a deny",
      plain({ effect: "deny" }),
      plain({ effect: "deny", match: { actions: ["refund.issue"], environments: ["prod"] } }),
      "wider",
      /staging, dev/,
    ],
    [
      "only a remedy",
      refunds(),
      refunds({ require: [{ field: "amount", operator: "lt", value: 100, remedy: "Ask for less." }] }),
      "same",
      null,
    ],
    ["from monitor to enforce", plain({ effect: "deny", mode: "monitor" }), plain({ effect: "deny" }), "narrower", /takes effect/],
    ["from enforce to monitor", plain({ effect: "deny" }), plain({ effect: "deny", mode: "monitor" }), "wider", /no longer decides/],
    ["a monitored policy", plain({ mode: "monitor" }), plain({ effect: "deny", mode: "report_only" }), "same", null],
    ["the first allow", null, plain(), "wider", /takes effect/],
    ["the last of a deny", plain({ effect: "deny" }), null, "wider", /no longer decides/],
    [
      "one wider and one narrower",
      refunds(),
      refunds({
        require: [
          { field: "amount", operator: "lt", value: 200 },
          { field: "order", operator: "exists" },
        ],
      }),
      "unclear",
      /order exists/,
    ],
    [
      "the approval settings",
      plain({ effect: "approve" }),
      plain({ effect: "approve", approval: { expires: "1h" } }),
      "unclear",
      /approval settings/,
    ],
  ])("%s", (_name, before, after, reach, fact) => {
    const compared = comparePolicies(before, after);
    expect(compared.reach).toBe(reach);
    if (fact) expect(compared.facts.map(({ text }) => text).join("\n")).toMatch(fact);
    else expect(compared.facts).toEqual([]);
  });

  it("lists the paths that differ", () => {
    expect(
      comparePolicies(refunds(), refunds({ require: [{ field: "amount", operator: "lt", value: 5 }], otherwise: "approve" })).changes,
    ).toEqual([
      { path: "spec.require[0].value", before: 100, after: 5 },
      { path: "spec.otherwise", before: null, after: "approve" },
    ]);
  });
});

const RESTRICTIVENESS = { executed: 0, requested: 1, denied: 2 } as const;
const [others, ours] = ["other", "ours"].map((prefix) => policyDocuments({ prefix, max: 4 }));

/** Something an author might change. */
const edit: fc.Arbitrary<(spec: Policy["spec"]) => Policy["spec"]> = fc.oneof(
  fc.constantFrom("enforce" as const, "monitor" as const).map((mode) => (spec: Policy["spec"]) => ({ ...spec, mode })),
  fc.constantFrom("allow" as const, "approve" as const, "guard" as const).map((effect) => (spec: Policy["spec"]) => ({ ...spec, effect })),
  fc.constant(({ require: _require, otherwise: _otherwise, ...spec }: Policy["spec"]) => ({ ...spec, effect: "deny" as const })),
  fc
    .constantFrom("deny" as const, "approve" as const)
    .map((otherwise) => (spec: Policy["spec"]) => (spec.require ? { ...spec, otherwise } : spec)),
  fc.constantFrom("pr.merge", "pr.*", "deploy", "*").map((action) => (spec: Policy["spec"]) => ({
    ...spec,
    match: { ...spec.match, actions: [...new Set([...spec.match.actions, action])] },
  })),
  fc.constant((spec: Policy["spec"]) => ({ ...spec, match: { ...spec.match, actions: spec.match.actions.slice(0, 1) } })),
  fc.constant((spec: Policy["spec"]) => ({ ...spec, match: { ...spec.match, environments: ["prod" as const] } })),
  fc.constant((spec: Policy["spec"]) => ({ ...spec, match: { ...spec.match, fallback: !spec.match.fallback } })),
  conditions.map(
    (clause) => (spec: Policy["spec"]) => (spec.effect === "deny" ? spec : { ...spec, require: [...(spec.require ?? []), clause] }),
  ),
  fc.constant(({ require: clauses = [], otherwise, ...spec }: Policy["spec"]) =>
    clauses.length > 1 ? { ...spec, require: clauses.slice(1), ...(otherwise ? { otherwise } : {}) } : spec,
  ),
  fc.nat(60).map((value) => (spec: Policy["spec"]) => ({
    ...spec,
    ...(spec.require
      ? { require: spec.require.map((clause) => ("field" in clause && typeof clause.value === "number" ? { ...clause, value } : clause)) }
      : {}),
  })),
  fc
    .array(fc.constantFrom<string | number>("a", "b", "low", 1, 50), { minLength: 1, maxLength: 4 })
    .map((more) => (spec: Policy["spec"]) => ({
      ...spec,
      ...(spec.require
        ? {
            require: spec.require.map((clause) =>
              "field" in clause && Array.isArray(clause.value) ? { ...clause, value: [...clause.value, ...more] } : clause,
            ),
          }
        : {}),
    })),
);

describe("the reach of a change", () => {
  it("holds for every request", () => {
    const claims = new Set<string>();
    fc.assert(
      fc.property(
        requests,
        others as fc.Arbitrary<Policy[]>,
        (ours as fc.Arbitrary<Policy[]>).filter((documents) => documents.length > 0),
        fc.array(edit, { minLength: 1, maxLength: 2 }),
        fc.constantFrom("allow" as const, "deny" as const),
        (facts, rest, [before], edits, orgDefault) => {
          const policy = before as Policy;
          const after = { ...policy, spec: edits.reduce((spec, change) => change(spec), policy.spec) };
          const { reach } = comparePolicies(policy, after);
          claims.add(reach);
          const statusWith = (one: Policy) => evaluate(facts, compileBundle({ policies: sourcesOf([...rest, one]), orgDefault })).status;
          const was = RESTRICTIVENESS[statusWith(policy)];
          const is = RESTRICTIVENESS[statusWith(after)];
          if (reach === "same") expect(is).toBe(was);
          if (reach === "wider") expect(is).toBeLessThanOrEqual(was);
          if (reach === "narrower") expect(is).toBeGreaterThanOrEqual(was);
        },
      ),
      { numRuns: 3000 },
    );
    expect([...claims].sort()).toEqual(["narrower", "same", "unclear", "wider"]);
  });
});
