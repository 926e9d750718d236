import type { DisableResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { AuditedContext, AuditedWork, OrgClient, OrgKeys } from "@agentlattice/db";
import type { z } from "zod";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { endGrantsOfPolicy } from "../grants/end-grants.ts";
import { AppError } from "../http/app-error.ts";
import type { Once } from "../http/idempotency.ts";
import type { Principal } from "../http/principal.ts";
import { changeManifest } from "./change-manifest.ts";
import { findVersion, type PolicyRow, type VersionRow } from "./find-policy.ts";
import { policyEntry, type Reviewed } from "./policy-entry.ts";
import { requirePolicyReach } from "./policy-reach.ts";
import { requireReview } from "./review/require-review.ts";

export interface DisablePolicyInput {
  readonly principal: Principal;
  readonly policyId: string;
  readonly deps: Pick<Deps, "database" | "newId">;
  readonly once: Once;
}

/**
 * Disables a policy for every later decision. Publishing one of its versions enables it again.
 * @throws AppError NOT_FOUND, POLICY_NOT_IN_FORCE, REVIEW_REQUIRED, POLICY_UNAVAILABLE
 */
export async function disablePolicy({ principal, policyId, deps, once }: DisablePolicyInput): Promise<z.output<typeof DisableResult>> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  return once(async (context) => {
    const { policy, version } = await findInForce(context.client, orgId, policyId);
    await requirePolicyReach(context.client, principal, policy, [version]);
    await requireReview(context.client, { orgId, keys, policy, target: null });
    return takeOutOfForce({ context, principal, keys, deps, policy, version });
  });
}

/** Finds a policy with its version in force. @throws AppError NOT_FOUND, POLICY_NOT_IN_FORCE */
export async function findInForce(client: OrgClient, orgId: string, policyId: string): Promise<{ policy: PolicyRow; version: VersionRow }> {
  const { policy } = await findVersion(client, orgId, policyId);
  if (policy.activeVersion === null)
    throw new AppError("POLICY_NOT_IN_FORCE", { detail: "No version of this policy is in force, so there is nothing to disable." });
  return findVersion(client, orgId, policyId, policy.activeVersion);
}

interface TakeOutOfForce {
  readonly context: AuditedContext;
  readonly principal: Principal;
  readonly keys: OrgKeys;
  readonly deps: Pick<Deps, "newId">;
  readonly policy: PolicyRow;
  /** The version in force. */
  readonly version: VersionRow;
  readonly review?: Reviewed;
}

/** Removes a policy from the next manifest, directly or after a review. */
export async function takeOutOfForce(input: TakeOutOfForce): Promise<AuditedWork<z.output<typeof DisableResult>>> {
  const { context, principal, keys, deps, policy, version, review } = input;
  const { client } = context;
  const { orgId, policyId } = policy;
  const at = new Date(context.now);
  const id = encodeId("pol", policyId);
  const epoch = await changeManifest({ context, orgId, keys, policyId: id, listed: null });
  await client.policy.update({ where: { orgId_policyId: { orgId, policyId } }, data: { activeVersion: null, disabledAt: at } });
  await client.policyPublication.create({
    data: { orgId, policyId, epoch, version: null, change: "disabled", byActor: actorOf(principal).id, at },
  });
  const entry = policyEntry(deps.newId(), principal, version, { change: "disabled", epoch, ...review });
  const result = {
    id,
    name: policy.name,
    status: "disabled" as const,
    disabled_at: at.toISOString(),
    epoch,
    audit_event_id: encodeId("evt", entry.id),
  };
  const ended = await endGrantsOfPolicy(deps, context, principal, id);
  return { result, entries: [entry, ...ended], changesAnswers: true };
}
