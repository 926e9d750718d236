import { describe, expect, it } from "vitest";
import { OPERATOR_NAMES } from "../conditions/operators.ts";
import { DECISION_SEVERITY } from "../evidence/decision-actions.ts";
import { REASON_CODES } from "../evidence/reason-codes.ts";
import { RESERVED_REASON_CODES } from "../evidence/reserved-reason-codes.ts";
import { describeModules } from "./document/describe-modules.ts";
import { type ConditionCase, documentOf, type PolicyCase, readCaseFiles } from "./test/case-files.ts";
import { verdictOfCase } from "./test/run-policy-case.ts";

/*
 * The results of running the cases count, not the text of their files: each is checked against what it expects by
 * cases.test.ts.
 */
const all = readCaseFiles().flatMap(({ cases }) => cases);
const said = all
  .filter((one): one is PolicyCase => !("condition" in one))
  .map((one) => ({ verdict: verdictOfCase(one), policies: one.policies.map(documentOf) }));
const codes = new Set(said.flatMap(({ verdict }) => verdict.reason_codes));
const without = (names: readonly string[], found: ReadonlySet<string>) => names.filter((name) => !found.has(name));

/** Reasons given outside policy evaluation. Their tests are in the folders that give them. */
const ELSEWHERE = [
  "DENIED_BY_REVIEWER",
  "APPROVAL_EXPIRED",
  "NO_ELIGIBLE_APPROVER",
  "DELEGATION_INVALID",
  "AGENT_DISABLED",
  "KEY_REVOKED",
  "APPROVAL_TAMPERED",
  "POSTCONDITION_FAILED",
];
/** Registry actions that AgentLattice never returns: a pending approval is REQUIRE_APPROVAL. */
const NOT_OURS = ["PENDING"];

describe("the cases cover every", () => {
  it("operator that is true, one that is false, and one that is unknown where it can be", () => {
    const values = new Set(
      all
        .filter((one): one is ConditionCase => "condition" in one)
        .flatMap(({ condition, value }) => ("operator" in condition ? [`${condition.operator} ${value}`] : [])),
    );
    const possible = OPERATOR_NAMES.flatMap((name) => [`${name} true`, `${name} false`, `${name} unknown`]);
    const never = possible.filter((one) => /exists unknown$/.test(one));
    expect(without(possible, values).filter((one) => !never.includes(one))).toEqual([]);
  });

  it("mode", () => {
    const modes = new Set(said.flatMap(({ verdict }) => [...verdict.policies, ...verdict.shadow].map(({ mode }) => mode)));
    expect([...modes].sort()).toEqual(["enforce", "monitor", "report_only"]);
  });

  it("decision action, and no unused one", () => {
    const actions = new Set(said.map(({ verdict }) => verdict.action));
    expect(without(Object.keys(DECISION_SEVERITY), actions)).toEqual(NOT_OURS);
  });

  it.each(describeModules())("reason code of the module $name", ({ name, reason_codes }) => {
    const own = said.filter(({ policies }) => policies.some(({ spec }) => Object.keys(spec.modules ?? {}).includes(name)));
    const found = new Set(own.flatMap(({ verdict }) => verdict.reason_codes));
    expect(without(reason_codes, found).filter((code) => !ELSEWHERE.includes(code))).toEqual([]);
  });

  it("reason code, except those used elsewhere and the published ones that are reserved", () => {
    const missing = without(Object.keys(REASON_CODES), codes);
    expect(missing.sort()).toEqual([...ELSEWHERE, ...Object.keys(RESERVED_REASON_CODES)].sort());
  });
});
