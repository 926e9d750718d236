import { randomNumbers } from "@agentlattice/detect/testing";
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { describe, expect, it, vi } from "vitest";
import { compileBundle } from "./compile-bundle.ts";
import type { Policy } from "./document/document.ts";
import { evaluate } from "./evaluate.ts";
import { documentOf, factsOf, sourcesOf } from "./test/case-files.ts";
import { answerOf, type Cedar, cedarAnswerOf, cedarCall, differ, prepareCedar } from "./test/cedar-differ.ts";
import { generateCase } from "./test/cedar-generate.ts";
import { toCedar } from "./test/cedar-translate.ts";

vi.setConfig({ testTimeout: 120_000 });

const engine = cedar as unknown as Cedar;

function askBoth(document: Policy, facts: Parameters<typeof factsOf>[0]): { here: string; cedar: string } {
  prepareCedar(engine, "one", toCedar(document, "guarded"));
  return {
    here: answerOf(evaluate(factsOf(facts), compileBundle({ policies: sourcesOf([document]) }))),
    cedar: cedarAnswerOf(engine.statefulIsAuthorized(cedarCall("one", factsOf(facts))), false),
  };
}

describe("compared with Cedar, on the common subset", () => {
  it("gives the same decisions by the same policies", () => {
    const { compared, allowed, differences } = differ(engine, randomNumbers(20_261_121), 3_000);
    expect(differences.slice(0, 3)).toEqual([]);
    expect(compared).toBe(3_000);
    // Both answers occur often enough.
    expect(allowed).toBeGreaterThan(300);
    expect(allowed).toBeLessThan(2_700);
  });

  it("generates only documents that validation accepts", () => {
    const random = randomNumbers(7);
    for (let i = 0; i < 50; i++) for (const document of generateCase(random).documents) expect(documentOf(document)).toEqual(document);
  });

  it("detects a wrong comparison", () => {
    const wrong: Cedar = {
      preparsePolicySet: (id, { staticPolicies }) =>
        engine.preparsePolicySet(id, {
          staticPolicies: Object.fromEntries(Object.entries(staticPolicies).map(([name, text]) => [name, text.replaceAll(" < ", " <= ")])),
        }),
      statefulIsAuthorized: engine.statefulIsAuthorized,
    };
    expect(differ(wrong, randomNumbers(20_261_121), 1_000).differences).not.toEqual([]);
  });

  it("distinguishes a missing value from a difference", () => {
    const document = documentOf({
      metadata: { name: "not-prod" },
      spec: {
        effect: "allow",
        match: { actions: ["deploy"] },
        when: { not: { field: "region", operator: "eq", value: "prod" } },
      },
    });
    const deploy = { action_type: "deploy" };
    expect(askBoth(document, { submission: { ...deploy, metadata: { region: "test" } } })).toEqual({
      here: "allow: not-prod",
      cedar: "allow: not-prod",
    });
    expect(askBoth(document, { submission: { ...deploy, metadata: {} } })).toEqual({ here: "deny: ", cedar: "deny: " });
  });
});
