import { describe, expect, it } from "vitest";
import { compileBundle } from "./compile-bundle.ts";
import { evaluate } from "./evaluate.ts";
import { type ConditionCase, documentOf, factsOf, readCaseFiles, sourcesOf } from "./test/case-files.ts";
import { verdictOfCase } from "./test/run-policy-case.ts";

for (const { file, cases } of readCaseFiles()) {
  describe(file, () => {
    it.each(cases)("$name", (one) => ("condition" in one ? checkCondition(one) : expect(verdictOfCase(one)).toMatchObject(one.expect)));
  });
}

describe("the case files", () => {
  it("give every case a unique name", () => {
    for (const { cases } of readCaseFiles()) expect(new Set(cases.map((one) => one.name)).size).toBe(cases.length);
  });
});

/** Derives a condition's value: true when requiring it allows, false when requiring its negation does, otherwise unknown. */
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
