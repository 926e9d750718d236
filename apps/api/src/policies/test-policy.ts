import type { PolicyTestInput, PolicyTestResult } from "@agentlattice/contract";
import { CASE_ZONE, type CaseInput, openCases } from "@agentlattice/core/cases";
import { policyHash } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import { verifySignature } from "../actions/module-tools.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { readPolicyInput } from "./reading/read-policy-input.ts";
import { casesOf, runCases, type TriedCase } from "./run-cases.ts";
import { startTimeBudget } from "./time-budget.ts";

const NOTHING_TESTED =
  "Nothing was tested: neither the policy nor the request has a case with expect. Add cases to the policy, or send cases with expect.";

/**
 * Runs the cases of a document and of the request against the document alone. Saves nothing. Cases of the document use UTC, so that a file has
 * the same result everywhere; cases of the request use the organisation's time zone.
 * @throws AppError POLICY_INVALID, INVALID_REQUEST when the cases exceed the time limit of a request
 */
export async function testPolicy({
  principal,
  input,
  deps,
}: {
  principal: Principal;
  input: PolicyTestInput;
  deps: Pick<Deps, "configs" | "inspector" | "now">;
}): Promise<PolicyTestResult> {
  const { policy } = await readPolicyInput({ deps, principal }, input);
  const { zone } = await deps.configs.get(principal.scope.orgId);
  const asked = (input.cases ?? []).map(
    (one, i): TriedCase => ({ ...(one as CaseInput), name: one.name ?? `case ${i + 1}`, source: "request", expect: one.expect ?? null }),
  );
  const hasTime = startTimeBudget(deps.now);
  const cases = [
    ...(await runCases(openCases(policy, CASE_ZONE, verifySignature), casesOf(policy), hasTime)),
    ...(await runCases(openCases(policy, zone, verifySignature), asked, hasTime)),
  ];
  const [passed, failed] = [true, false].map((result) => cases.filter(({ pass }) => pass === result).length) as [number, number];
  const reason = passed + failed === 0 ? { reason: NOTHING_TESTED } : {};
  return { name: policy.metadata.name, hash: policyHash(sha256, policy), passed, failed, ...reason, cases };
}
