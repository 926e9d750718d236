import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Condition } from "../conditions/condition.ts";
import { compileBundle } from "./compile-bundle.ts";
import type { Policy } from "./document/document.ts";
import { evaluate } from "./evaluate.ts";
import { documentOf, factsOf, sourcesOf } from "./test/case-files.ts";
import { conditions, requests } from "./test/generate.ts";
import { referenceEvaluate } from "./test/reference-evaluator.ts";

vi.setConfig({ testTimeout: 60_000 });

const fields = fc.constantFrom("size", "repo", "deploy.region", "agent.name", "agent.labels.team", "environment");
const values = fc.oneof(fc.constantFrom("a", "ab", "b", "prod"), fc.constantFrom(0, 1, 2), fc.boolean());
const demand: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ field: fields, operator: fc.constant("eq" as const), value: values }),
  fc.record({ field: fields, operator: fc.constant("in" as const), value: fc.array(values, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    field: fields,
    operator: fc.constantFrom("gt" as const, "gte" as const, "lt" as const, "lte" as const),
    value: fc.integer({ min: -1, max: 4 }),
  }),
);
const when: fc.Arbitrary<Condition> = fc.oneof(
  demand,
  fc.record({ all: fc.tuple(conditions, demand) }),
  fc.record({ not: demand }),
  conditions,
);
const effects = fc.constantFrom("allow" as const, "allow" as const, "deny" as const, "guard" as const, "approve" as const);
const documents = fc
  .array(fc.record({ when, effect: effects }), { minLength: 5, maxLength: 14 })
  .map((specs) => specs.map((spec, i) => policy(`p-${String(i).padStart(2, "0")}`, spec)));

function policy(name: string, { when, effect }: { when: Condition; effect: Policy["spec"]["effect"] }): Policy {
  return documentOf({ metadata: { name }, spec: { effect, match: { actions: ["*"] }, when } });
}

describe("the index of policies by field values", () => {
  it("leaves out no policy that applies", () => {
    fc.assert(
      fc.property(requests, documents, (facts, all) => {
        const { status, policies } = evaluate(facts, compileBundle({ policies: sourcesOf(all) }));
        const expected = referenceEvaluate(facts, all, "deny");
        expect(status).toBe(expected.status);
        expect(policies.map(({ name, verdict }) => ({ name, verdict }))).toEqual(expected.policies);
      }),
      { numRuns: 1500 },
    );
  });

  it("evaluates few of many policies", () => {
    const many = Array.from({ length: 1000 }, (_, i) =>
      policy(`p-${i}`, { effect: "allow", when: { field: "repo", operator: "eq", value: `r${i}` } }),
    );
    const guard = policy("guard", { effect: "guard", when: { field: "size", operator: "gt", value: 3 } });
    const { narrowing } = compileBundle({ policies: sourcesOf([...many, guard]) }).route("prod", "pr.merge");
    const asked = (metadata: Record<string, string | number>) =>
      narrowing
        .candidates(factsOf({ submission: { metadata } }))
        .flat()
        .map(({ name }) => name);
    expect(asked({ repo: "r7" }).sort()).toEqual(["guard", "p-7"]);
    expect(asked({ repo: "elsewhere" })).toEqual(["guard"]);
    expect(asked({})).toEqual(["guard"]);
  });

  it("evaluates only policies whose bounds hold", () => {
    const above = Array.from({ length: 200 }, (_, i) =>
      policy(`a-${i}`, { effect: "allow", when: { field: "size", operator: i % 2 === 0 ? "gt" : "gte", value: i } }),
    );
    const below = Array.from({ length: 200 }, (_, i) =>
      policy(`b-${i}`, { effect: i === 7 ? "deny" : "allow", when: { all: [{ field: "size", operator: "lt", value: 1 - i }] } }),
    );
    const { narrowing } = compileBundle({ policies: sourcesOf([...above, ...below]) }).route("prod", "pr.merge");
    const asked = (metadata: Record<string, string | number>) =>
      narrowing
        .candidates(factsOf({ submission: { metadata } }))
        .flat()
        .map(({ name }) => name);
    expect(asked({ size: 3 })).toEqual(["a-0", "a-1", "a-2", "a-3"]);
    expect(asked({ size: -1.5 })).toEqual(["b-0", "b-1", "b-2"]);
    expect(asked({ size: "3" })).toEqual(["b-7"]);
    expect(asked({})).toEqual(["b-7"]);
  });

  it("keeps restricting policies when the field is unknown or of another type", () => {
    const denials = Array.from({ length: 9 }, (_, i) =>
      policy(`p-${i}`, { effect: "deny", when: { field: "size", operator: "in", value: [i, i + 100] } }),
    );
    const bundle = compileBundle({ policies: sourcesOf(denials), orgDefault: "allow" });
    const denying = (size?: string | number) =>
      evaluate(factsOf({ submission: { metadata: size === undefined ? {} : { size } } }), bundle).policies.length;
    expect(denying(3)).toBe(1);
    expect(denying(50)).toBe(0);
    expect(denying("3")).toBe(9);
    expect(denying()).toBe(9);
  });
});
