import type { PolicySettings, PolicySettingsChange } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { Manifest } from "@agentlattice/core/policy";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { storeManifest } from "./change-manifest.ts";
import { toSettings } from "./policy-settings.ts";
import { readManifest } from "./read-manifest.ts";

/**
 * Changes what decides beside the policies, in a newer epoch of the signed manifest: it binds every decision committed after this.
 * @throws AppError POLICY_UNAVAILABLE when what is stored cannot be trusted
 */
export async function changePolicySettings({
  principal,
  change,
  deps,
}: {
  principal: Principal;
  change: PolicySettingsChange;
  deps: Deps;
}): Promise<PolicySettings> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const { result } = await deps.database.audited(principal.scope, async (context) => {
    const old = await readManifest(context.client, orgId, keys.manifest.publicKey);
    const manifest = withChange(old, change);
    if (JSON.stringify(toSettings({ ...manifest, epoch: old.epoch })) === JSON.stringify(toSettings(old)))
      return { result: toSettings(old), entries: [], changesAnswers: false };
    await storeManifest({ context, orgId, keys, manifest });
    const settings = toSettings(manifest);
    const organisation = encodeId("org", orgId);
    const entry = configEntry({
      id: deps.newId(),
      kind: "organisation.changed",
      actor: actorOf(principal),
      subject: { type: "organisation", id: organisation },
      data: { organisation, change: "policy_settings", settings },
    });
    return { result: settings, entries: [entry], changesAnswers: true };
  });
  return result;
}

function withChange(old: Manifest, change: PolicySettingsChange): Manifest {
  const { plan_only: was, ...rest } = old;
  const planOnly = change.plan_only ?? was ?? false;
  return {
    ...rest,
    epoch: old.epoch + 1,
    org_default: change.default ?? old.org_default,
    environment_modes: { ...old.environment_modes, ...change.environment_modes },
    ...(planOnly ? { plan_only: true } : {}),
  };
}
