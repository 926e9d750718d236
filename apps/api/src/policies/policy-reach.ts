import type { Environment } from "@agentlattice/contract";
import type { Policy } from "@agentlattice/core/policy";
import type { OrgClient } from "@agentlattice/db";
import { beyondEnvironment, ownEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { findVersion, type PolicyRow, policyNotFound, type VersionRow } from "./find-policy.ts";

type Stored = Pick<VersionRow, "canonical">;

/**
 * Rejects a change that affects environments other than that of an organisation key. The given versions and the one in force must be limited to
 * it by `match.environments`.
 * @throws AppError ENVIRONMENT_FORBIDDEN
 */
export async function requirePolicyReach(
  client: OrgClient,
  principal: Principal,
  policy: Pick<PolicyRow, "orgId" | "policyId" | "activeVersion">,
  versions: readonly Stored[],
): Promise<void> {
  const environment = ownEnvironment(principal);
  if (environment === null) return;
  const { orgId, policyId, activeVersion } = policy;
  const active = activeVersion === null ? [] : await client.policyVersion.findMany({ where: { orgId, policyId, version: activeVersion } });
  const isOwn = [...versions, ...active].every((version) => environmentsOf(version)?.every((one) => one === environment) ?? false);
  if (!isOwn) throw beyondEnvironment(principal);
}

/** Finds a policy and a version that applies in the environment of an organisation key. @throws AppError NOT_FOUND */
export async function findVisibleVersion(client: OrgClient, principal: Principal, policyId: string, version?: number) {
  const found = await findVersion(client, principal.scope.orgId, policyId, version);
  if (!isPolicyVisible(principal, found.version)) throw policyNotFound();
  return found;
}

/** Returns true when a policy applies in the environment of an organisation key. Always true for other principals. */
export function isPolicyVisible(principal: Principal, version: Stored): boolean {
  const environment = ownEnvironment(principal);
  return environment === null || canDecideIn(version, environment);
}

export function canDecideIn(version: Stored, environment: Environment): boolean {
  return environmentsOf(version)?.includes(environment) ?? true;
}

/** Returns the environments that a stored document is limited to; undefined for all. */
function environmentsOf({ canonical }: Stored): Policy["spec"]["match"]["environments"] {
  return (JSON.parse(canonical) as Policy).spec.match.environments;
}
