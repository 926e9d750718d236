import type { DisableResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { z } from "zod";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Once } from "../http/idempotency.ts";
import type { Principal } from "../http/principal.ts";
import { changeManifest } from "./change-manifest.ts";
import { findVersion } from "./find-policy.ts";
import { policyEntry } from "./policy-entry.ts";

export interface DisablePolicyInput {
  readonly principal: Principal;
  readonly policyId: string;
  readonly deps: Deps;
  readonly once: Once;
}

/**
 * Takes a policy out of force: no decision committed after this is made by it. Publishing one of its versions puts it back.
 * @throws AppError NOT_FOUND, POLICY_NOT_IN_FORCE, POLICY_UNAVAILABLE
 */
export async function disablePolicy({ principal, policyId, deps, once }: DisablePolicyInput): Promise<z.output<typeof DisableResult>> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  return once(async (context) => {
    const { client } = context;
    const at = new Date(context.now);
    const { policy } = await findVersion(client, orgId, policyId);
    if (policy.activeVersion === null)
      throw new AppError("POLICY_NOT_IN_FORCE", { detail: "No version of this policy is in force, so there is nothing to take out." });
    const { version } = await findVersion(client, orgId, policyId, policy.activeVersion);
    const id = encodeId("pol", policyId);
    const epoch = await changeManifest({ context, orgId, keys, policyId: id, listed: null });
    await client.policy.update({ where: { orgId_policyId: { orgId, policyId } }, data: { activeVersion: null, disabledAt: at } });
    await client.policyPublication.create({
      data: { orgId, policyId, epoch, version: null, change: "disabled", byActor: actorOf(principal).id, at },
    });
    const entry = policyEntry(deps.newId(), principal, version, { change: "disabled", epoch });
    return {
      result: {
        id,
        name: policy.name,
        status: "disabled" as const,
        disabled_at: at.toISOString(),
        epoch,
        audit_event_id: encodeId("evt", entry.id),
      },
      entries: [entry],
      changesAnswers: true,
    };
  });
}
