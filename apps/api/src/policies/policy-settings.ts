import type { PolicySettings } from "@agentlattice/contract";
import type { Manifest } from "@agentlattice/core/policy";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { readManifest } from "./read-manifest.ts";

/** Reads the policy settings. @throws AppError POLICY_UNAVAILABLE when the stored manifest cannot be trusted */
export async function getPolicySettings({
  principal,
  deps,
}: {
  principal: Principal;
  deps: Pick<Deps, "database">;
}): Promise<PolicySettings> {
  const { orgId } = principal.scope;
  const { manifest } = await deps.database.keysOf(orgId);
  return toSettings(await deps.database.inOrg(principal.scope, (client) => readManifest(client, orgId, manifest.publicKey)));
}

export function toSettings(manifest: Manifest): PolicySettings {
  const {
    environment_modes,
    environment_defaults: defaults = {},
    org_default,
    plan_only,
    side_effect_free,
    review_widenings,
    epoch,
  } = manifest;
  const { prod = "enforce", staging = "enforce", dev = "enforce" } = environment_modes;
  return {
    environment_modes: { prod, staging, dev },
    environment_defaults: { prod: defaults.prod ?? null, staging: defaults.staging ?? null, dev: defaults.dev ?? null },
    default: org_default,
    plan_only: plan_only ?? false,
    side_effect_free: side_effect_free ?? [],
    review_widenings: review_widenings ?? false,
    epoch,
  };
}
