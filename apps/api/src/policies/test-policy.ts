import type { CaseResult, PolicyTestInput, PolicyTestResult } from "@agentlattice/contract";
import type { Verdict } from "@agentlattice/core";
import { type CaseInput, caseAnswer, openCases, type PolicyCase, policyHash, runCase } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import { verifySignature } from "../actions/module-tools.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { readPolicyInput } from "./read-policy-input.ts";
import { startTimeBudget } from "./time-budget.ts";

type Tried = CaseInput & {
  readonly name: string;
  readonly source: CaseResult["source"];
  readonly expect: CaseResult["expected"];
};

/**
 * Runs a document's cases, and those of the request, against the document alone. Saves nothing.
 * @throws AppError POLICY_INVALID, INVALID_REQUEST when the cases take longer than one request may
 */
export async function testPolicy({
  principal,
  input,
  deps,
}: {
  principal: Principal;
  input: PolicyTestInput;
  deps: Deps;
}): Promise<PolicyTestResult> {
  const { policy } = readPolicyInput(input);
  const { zone } = await deps.configs.get(principal.scope.orgId);
  const bench = openCases(policy, zone, verifySignature);
  const tried: Tried[] = [
    ...(policy.cases ?? []).map((one): Tried => ({ ...(one as CaseInput & PolicyCase), source: "document" })),
    ...(input.cases ?? []).map(
      (one, i): Tried => ({
        ...(one as CaseInput),
        name: one.name ?? `case ${i + 1}`,
        source: "request",
        expect: one.expect ?? null,
      }),
    ),
  ];
  const hasTime = startTimeBudget(deps.now);
  const cases: CaseResult[] = [];
  for (const one of tried) {
    if (!(await hasTime()))
      throw new AppError("INVALID_REQUEST", { detail: `Only ${cases.length} of ${tried.length} cases could be run in time. Send fewer.` });
    cases.push(toResult(one, runCase(bench, one)));
  }
  return {
    name: policy.metadata.name,
    hash: policyHash(sha256, policy),
    passed: cases.filter(({ pass }) => pass === true).length,
    failed: cases.filter(({ pass }) => pass === false).length,
    cases,
  };
}

function toResult({ name, source, expect }: Tried, verdict: Verdict): CaseResult {
  return {
    name,
    source,
    expected: expect,
    actual: verdict.action,
    pass: expect === null ? null : expect === caseAnswer(verdict),
    applied: verdict.policies.length > 0,
    message: verdict.message,
    ...(verdict.denial_reason ? { denial_reason: verdict.denial_reason } : {}),
    conditions_evaluated: [...verdict.conditions_evaluated] as CaseResult["conditions_evaluated"],
  };
}
