import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Facts } from "../model/facts.ts";
import type { Verdict } from "../model/verdict.ts";
import { type BundleInput, compileBundle } from "./compile-bundle.ts";
import { canonicalPolicy } from "./document/canonical-policy.ts";
import type { Policy } from "./document/document.ts";
import { parsePolicy } from "./document/parse-policy.ts";
import { parsePolicyYaml } from "./document/parse-yaml.ts";
import { toYaml } from "./document/to-yaml.ts";
import { evaluate } from "./evaluate.ts";
import { sourcesOf } from "./test/case-files.ts";
import { conditions, policyDocuments, requests } from "./test/generate.ts";
import { referenceEvaluate } from "./test/reference-evaluator.ts";

vi.setConfig({ testTimeout: 60_000 });

const orgDefaults = fc.constantFrom("allow" as const, "deny" as const);
const base = policyDocuments({ prefix: "base", max: 8 });
const RESTRICTIVENESS = { executed: 0, requested: 1, denied: 2 } as const;

function decide(facts: Facts, documents: readonly Policy[], orgDefault: "allow" | "deny", extra: Partial<BundleInput> = {}): Verdict {
  return evaluate(facts, compileBundle({ policies: sourcesOf(documents), orgDefault, ...extra }));
}

describe("evaluating policies", () => {
  it("agrees with the reference implementation", () => {
    fc.assert(
      fc.property(requests, base, orgDefaults, (facts, documents, orgDefault) => {
        const { status, denial_reason, policy_name, policies } = decide(facts, documents, orgDefault);
        const answer = {
          status,
          ...(denial_reason ? { denial_reason } : {}),
          ...(policy_name ? { policy_name } : {}),
          policies: policies.map(({ name, verdict }) => ({ name, verdict })),
        };
        expect(answer).toEqual(referenceEvaluate(facts, documents, orgDefault));
      }),
      { numRuns: 1500 },
    );
  });

  it("lets a deny override everything", () => {
    fc.assert(
      fc.property(requests, base, orgDefaults, (facts, documents, orgDefault) => {
        const verdict = decide(facts, documents, orgDefault);
        if (verdict.policies.some((policy) => policy.verdict === "deny")) expect(verdict.status).toBe("denied");
        if (verdict.status === "executed")
          expect(verdict.policies.every((policy) => policy.verdict === "allow" || policy.verdict === "guard")).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order of the policies", () => {
    const shuffled = base.chain((documents) =>
      fc.tuple(fc.constant(documents), fc.shuffledSubarray(documents, { minLength: documents.length })),
    );
    fc.assert(
      fc.property(requests, shuffled, orgDefaults, (facts, [documents, others], orgDefault) => {
        const sources = sourcesOf(documents);
        const again = others.flatMap((document) => sources.filter((source) => source.name === document.metadata.name));
        expect(decide(facts, [], orgDefault, { policies: again })).toEqual(decide(facts, documents, orgDefault));
      }),
      { numRuns: 300 },
    );
  });

  it("never becomes less restrictive by a deny or a guard", () => {
    const added = fc.oneof(
      policyDocuments({ prefix: "added", max: 2, effects: ["deny", "guard"] }),
      policyDocuments({ prefix: "abc", max: 2, effects: ["deny", "guard"] }),
    );
    fc.assert(
      fc.property(requests, base, added, orgDefaults, (facts, documents, more, orgDefault) => {
        const before = decide(facts, documents, orgDefault);
        const after = decide(facts, [...documents, ...more], orgDefault);
        expect(RESTRICTIVENESS[after.status]).toBeGreaterThanOrEqual(RESTRICTIVENESS[before.status]);
      }),
      { numRuns: 500 },
    );
  });

  it("never becomes less restrictive by an approve, where something other than a default or a fallback decides", () => {
    const ordinary = policyDocuments({ prefix: "base", max: 8, fallback: false });
    fc.assert(
      fc.property(
        requests,
        ordinary,
        policyDocuments({ prefix: "added", max: 2, effects: ["approve"] }),
        orgDefaults,
        (facts, documents, more, orgDefault) => {
          const before = decide(facts, documents, orgDefault);
          fc.pre(before.denial_reason !== "NO_MATCHING_POLICY");
          const after = decide(facts, [...documents, ...more], orgDefault);
          expect(RESTRICTIVENESS[after.status]).toBeGreaterThanOrEqual(RESTRICTIVENESS[before.status]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives the same answer with and without explain", () => {
    fc.assert(
      fc.property(requests, base, orgDefaults, (facts, documents, orgDefault) => {
        const bundle = compileBundle({ policies: sourcesOf(documents), orgDefault });
        const first = evaluate(facts, bundle);
        expect(evaluate(structuredClone(facts), bundle)).toEqual(first);
        expect(evaluate(facts, compileBundle({ policies: sourcesOf(documents), orgDefault }))).toEqual(first);
        const { explain, conditions_evaluated, ...rest } = evaluate(facts, bundle, { explain: true });
        const { conditions_evaluated: _, ...expected } = first;
        expect(rest).toEqual(expected);
        expect(explain).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it("gives a reason for every denial that conditions make", () => {
    fc.assert(
      fc.property(requests, base, orgDefaults, (facts, documents, orgDefault) => {
        const verdict = decide(facts, documents, orgDefault);
        if (verdict.denial_reason !== "CONDITIONS_DENIED") return;
        expect(verdict.conditions_evaluated.some((one) => one.policy === verdict.policy_name && one.path.startsWith("spec.require"))).toBe(
          true,
        );
        expect(verdict.message.length).toBeGreaterThan(`Denied by ${verdict.policy_name}: `.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the text of a policy", () => {
  it("survives its canonical form and its YAML", () => {
    fc.assert(
      fc.property(base, (documents) => {
        for (const document of documents) {
          const canonical = canonicalPolicy(document);
          const fromJson = parsePolicy(JSON.parse(canonical), "stored");
          const fromYaml = parsePolicyYaml(toYaml(document), "stored");
          expect(fromJson.ok && canonicalPolicy(fromJson.policy)).toBe(canonical);
          expect(fromYaml.ok && canonicalPolicy(fromYaml.policy)).toBe(canonical);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("never causes an exception", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything(), conditions), (value) => {
        expect(typeof parsePolicy(value).ok).toBe("boolean");
        expect(
          parsePolicy({
            apiVersion: "agentlattice/v1",
            kind: "Policy",
            metadata: { name: "p" },
            spec: { match: { actions: ["*"] }, effect: "allow", when: value },
          }),
        ).toHaveProperty("ok");
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(parsePolicyYaml(text).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
