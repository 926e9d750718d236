import { CASE_ZONE, openCases } from "@agentlattice/core/cases";
import { verifySignature } from "../actions/module-tools.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { findVersion } from "./find-policy.ts";
import { readUntouched } from "./read-untouched.ts";
import { casesOf, runCases } from "./run-cases.ts";
import { startTimeBudget } from "./time-budget.ts";

/**
 * Runs the cases of a version before it is published. It runs without a lock, because versions never change.
 * @param version the newest by default
 * @returns the tested version, which is the one to publish even if a newer one is saved meanwhile
 * @throws AppError NOT_FOUND, POLICY_CASES_FAILED, INVALID_REQUEST when the cases exceed the time limit of a request
 */
export async function requirePassingCases(
  deps: Pick<Deps, "database" | "now">,
  { scope }: Principal,
  policyId: string,
  version: number | undefined,
): Promise<number> {
  const found = await deps.database.inOrg(scope, (client) => findVersion(client, scope.orgId, policyId, version));
  const policy = readUntouched(found.version);
  const results = await runCases(openCases(policy, CASE_ZONE, verifySignature), casesOf(policy), startTimeBudget(deps.now));
  const errors = results.flatMap(({ name, pass, expected, actual, message }, i) =>
    pass === false ? [{ path: `cases[${i}]`, message: `${name}: expected ${expected}, got ${actual}. ${message}` }] : [],
  );
  if (errors.length > 0)
    throw new AppError("POLICY_CASES_FAILED", {
      detail: `${errors.length} of ${results.length} cases of this version fail. Change the policy or its cases, then publish.`,
      errors,
    });
  return found.version.version;
}
