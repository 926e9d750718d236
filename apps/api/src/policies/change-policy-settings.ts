import type { PolicySettings, PolicySettingsChange } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { Manifest } from "@agentlattice/core/policy";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { permissionRefusal } from "../http/authorise.ts";
import { beyondEnvironment, ownEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { storeManifest } from "./change-manifest.ts";
import { toSettings } from "./policy-settings.ts";
import { readManifest } from "./read-manifest.ts";

/**
 * Changes the policy settings in a new epoch of the signed manifest. They apply to every later decision.
 * @throws AppError FORBIDDEN, POLICY_UNAVAILABLE when what is stored cannot be trusted
 */
export async function changePolicySettings({
  principal,
  change,
  deps,
}: {
  principal: Principal;
  change: PolicySettingsChange;
  deps: Pick<Deps, "database" | "newId">;
}): Promise<PolicySettings> {
  requireOwnSettings(principal, change);
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const { result } = await deps.database.audited(principal.scope, async (context) => {
    const old = await readManifest(context.client, orgId, keys.manifest.publicKey);
    const manifest = withChange(old, change);
    if (JSON.stringify(toSettings({ ...manifest, epoch: old.epoch })) === JSON.stringify(toSettings(old)))
      return { result: toSettings(old), entries: [], changesAnswers: false };
    requireOwner(principal, toSettings(old), toSettings(manifest));
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
  const { plan_only: was, side_effect_free: declared, review_widenings: reviewed, environment_defaults: set, ...rest } = old;
  const defaults = withoutNulls({ ...set, ...change.environment_defaults });
  const planOnly = change.plan_only ?? was ?? false;
  const free = [...new Set(change.side_effect_free ?? declared ?? [])].sort();
  return {
    ...rest,
    epoch: old.epoch + 1,
    org_default: change.default ?? old.org_default,
    environment_modes: { ...old.environment_modes, ...change.environment_modes },
    ...(Object.keys(defaults).length > 0 ? { environment_defaults: defaults } : {}),
    ...(planOnly ? { plan_only: true } : {}),
    ...(free.length > 0 ? { side_effect_free: free } : {}),
    ...((change.review_widenings ?? reviewed) ? { review_widenings: true } : {}),
  };
}

/** Limits keys of staging and dev to the mode and default of their own environment. @throws AppError ENVIRONMENT_FORBIDDEN */
function requireOwnSettings(
  principal: Principal,
  { environment_modes, environment_defaults, ...organisation }: PolicySettingsChange,
): void {
  const own = ownEnvironment(principal);
  if (own === null) return;
  const named = [...Object.keys(environment_modes ?? {}), ...Object.keys(environment_defaults ?? {})];
  if (Object.keys(organisation).length > 0 || named.some((environment) => environment !== own)) throw beyondEnvironment(principal);
}

type EnvironmentDefaults = NonNullable<Manifest["environment_defaults"]>;

/** Returns the default of an environment, otherwise the organisation's. */
function withoutNulls(defaults: NonNullable<PolicySettingsChange["environment_defaults"]>): EnvironmentDefaults {
  const own: EnvironmentDefaults = {};
  for (const environment of ["prod", "staging", "dev"] as const) {
    const effect = defaults[environment];
    if (effect) own[environment] = effect;
  }
  return own;
}

/**
 * Requires an owner for the review switch and, while it is on, for every setting that may allow more.
 * INVARIANT: settings cannot be used to avoid the review of a policy change.
 */
function requireOwner(principal: Principal, was: PolicySettings, is: PolicySettings): void {
  if (permissionRefusal(principal, "settings:review") === null) return;
  if (was.review_widenings !== is.review_widenings)
    throw new AppError("FORBIDDEN", {
      detail: "Only a signed-in owner may change whether a second person reviews widenings. Ask an owner.",
    });
  if (was.review_widenings && allowsMore(was, is))
    throw new AppError("FORBIDDEN", {
      detail: "This change may allow more actions, and such changes are reviewed in this organisation. Only a signed-in owner may make it.",
    });
}

function allowsMore(was: PolicySettings, is: PolicySettings): boolean {
  const environments = ["prod", "staging", "dev"] as const;
  // The mode affects denying and allowing policies alike, so either direction may allow more.
  const modes = environments.some((name) => is.environment_modes[name] !== was.environment_modes[name]);
  const effect = (settings: PolicySettings, name: (typeof environments)[number]) => settings.environment_defaults[name] ?? settings.default;
  const defaults = environments.some((name) => effect(was, name) === "deny" && effect(is, name) === "allow");
  return modes || defaults || (was.plan_only && (!is.plan_only || declaresMore(was, is)));
}

/** Returns true when the change may allow more: a list and the default by name match different actions. */
function declaresMore({ side_effect_free: was }: PolicySettings, { side_effect_free: is }: PolicySettings): boolean {
  return (was.length === 0) !== (is.length === 0) || is.some((pattern) => !was.includes(pattern));
}
