import type { CaseResult } from "@agentlattice/contract";
import type { Verdict } from "@agentlattice/core";
import { type CaseBench, type CaseInput, caseAnswer, runCase } from "@agentlattice/core/cases";
import type { Policy, PolicyCase } from "@agentlattice/core/policy";
import { AppError } from "../http/app-error.ts";
import type { HasTime } from "./time-budget.ts";

/** A case with its source. With `expect: null` the result is only shown. */
export type TriedCase = CaseInput & {
  readonly name: string;
  readonly source: CaseResult["source"];
  readonly expect: CaseResult["expected"];
};

/** Returns the cases of a document. */
export function casesOf(policy: Policy): TriedCase[] {
  return (policy.cases ?? []).map((one) => ({ ...(one as CaseInput & PolicyCase), source: "document" }));
}

/** Runs cases. @throws AppError INVALID_REQUEST when they exceed the time limit of a request */
export async function runCases(bench: CaseBench, cases: readonly TriedCase[], hasTime: HasTime): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const one of cases) {
    if (!(await hasTime()))
      throw new AppError("INVALID_REQUEST", {
        detail: `Only ${results.length} of ${cases.length} cases could be run in time. Send fewer.`,
      });
    results.push(toResult(one, runCase(bench, one)));
  }
  return results;
}

function toResult({ name, source, expect }: TriedCase, verdict: Verdict): CaseResult {
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
