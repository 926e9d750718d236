import type { PolicyDetail, PolicyQuery } from "@agentlattice/contract";
import { POLICY_DEFAULTS } from "@agentlattice/core/policy";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { findVisibleVersion } from "./policy-reach.ts";
import { noHits, readHits } from "./read-hits.ts";
import { requireReader } from "./require-reader.ts";
import { documentOf, toVersion } from "./to-policy.ts";

/** Reads the newest version of a policy with its text. @throws AppError NOT_FOUND, FORBIDDEN */
export async function getPolicy({
  principal,
  policyId,
  query,
  deps,
}: {
  principal: Principal;
  policyId: string;
  query: z.output<typeof PolicyQuery>;
  deps: Pick<Deps, "database" | "now">;
}): Promise<PolicyDetail> {
  const { scope } = requireReader(principal);
  const counted = { now: deps.now(), ...query, ...withinEnvironment(principal) };
  const { policy, version, hits } = await deps.database.inOrg(scope, async (client) => {
    const found = await findVisibleVersion(client, principal, policyId);
    return { ...found, hits: await readHits(client, scope.orgId, [policyId], counted) };
  });
  const { spec } = documentOf(version);
  return {
    ...toVersion(policy, version),
    document: JSON.parse(version.canonical),
    yaml: version.yaml,
    active_version: policy.activeVersion,
    mode: spec.mode ?? POLICY_DEFAULTS.mode,
    effect: spec.effect,
    actions: spec.match.actions,
    disabled_at: policy.disabledAt?.toISOString() ?? null,
    hits: hits.get(policyId) ?? noHits(),
  };
}
