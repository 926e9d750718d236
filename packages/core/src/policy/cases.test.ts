import { describe, expect, it } from "vitest";
import { caseTools, emptyHistory, remember, settleCase } from "./case-history.ts";
import { compileBundle } from "./compile-bundle.ts";
import { evaluate } from "./evaluate.ts";
import { type ConditionCase, documentOf, factsOf, type PolicyCase, readCaseFiles, sourcesOf } from "./test/case-files.ts";

for (const { file, cases } of readCaseFiles()) {
  describe(file, () => {
    it.each(cases)("$name", (one) => ("condition" in one ? checkCondition(one) : checkPolicies(one)));
  });
}

describe("the case files", () => {
  it("give every case a name of its own", () => {
    for (const { cases } of readCaseFiles()) expect(new Set(cases.map((one) => one.name)).size).toBe(cases.length);
  });
});

function checkPolicies({ policies, facts, earlier = [], options = {}, expect: expected }: PolicyCase): void {
  const { explain, ...bundle } = options;
  const compiled = compileBundle({ ...bundle, policies: sourcesOf(policies.map(documentOf)) });
  const tools = caseTools();
  const asked = factsOf(facts);
  const now = Date.parse(asked.time.now);
  const history = emptyHistory();
  for (const { facts: before, times = 1, ago = 0, outcome } of earlier) {
    const verdict = evaluate(factsOf(before), compiled, { tools });
    for (let i = 0; i < times; i++) remember(verdict, history, { now: now - ago, outcome });
  }
  const verdict = settleCase(evaluate(asked, compiled, { explain, tools }), history, now);
  expect(verdict).toMatchObject(expected);
}

/** A condition is true when requiring it allows, false when requiring its opposite does, and unknown when neither does. */
function checkCondition({ condition, facts, value }: ConditionCase): void {
  const allows = (require: ConditionCase["condition"]) => {
    const policy = { metadata: { name: "case" }, spec: { match: { actions: ["pr.merge"] }, require: [require], effect: "allow" as const } };
    const verdict = evaluate(factsOf(facts), compileBundle({ policies: sourcesOf([documentOf(policy)]) }));
    expect(verdict.denial_reason ?? "CONDITIONS_DENIED").toBe("CONDITIONS_DENIED");
    return verdict.status === "executed";
  };
  expect({ holds: allows(condition), opposite: allows({ not: condition }) }).toEqual({
    holds: value === "true",
    opposite: value === "false",
  });
}
