import type { PublishResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import { POLICY_DEFAULTS, type Policy } from "@agentlattice/core/policy";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { AuditedContext, OrgKeys } from "@agentlattice/db";
import type { z } from "zod";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { endGrantsOfPolicy } from "../grants/end-grants.ts";
import type { Once } from "../http/idempotency.ts";
import type { Principal } from "../http/principal.ts";
import { changeManifest } from "./change-manifest.ts";
import { findVersion, type PolicyRow, type VersionRow } from "./find-policy.ts";
import { notesOf } from "./notes-of.ts";
import { policyEntry, type Reviewed } from "./policy-entry.ts";
import { requirePolicyReach } from "./policy-reach.ts";
import { readUntouched } from "./read-untouched.ts";
import { requirePassingCases } from "./require-passing-cases.ts";
import { requireReview } from "./review/require-review.ts";
import { toVersion } from "./to-policy.ts";

export interface PublishPolicyInput {
  readonly principal: Principal;
  readonly policyId: string;
  /** The version to publish; the newest by default. */
  readonly version: number | undefined;
  readonly deps: Pick<Deps, "database" | "mail" | "newId" | "now">;
  readonly once: Once;
}

/**
 * Publishes a version for every later decision. Publishing an older version is a roll-back, which also has a new epoch.
 * @throws AppError NOT_FOUND, POLICY_CASES_FAILED, REVIEW_REQUIRED, POLICY_UNAVAILABLE when the stored manifest cannot be trusted
 */
export async function publishPolicy({
  principal,
  policyId,
  version,
  deps,
  once,
}: PublishPolicyInput): Promise<z.output<typeof PublishResult>> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const tried = await requirePassingCases(deps, principal, policyId, version);
  return once(async (context) => {
    const { policy, listed, epoch, entry, ended } = await putInForce(context, { principal, policyId, version: tried, deps, keys });
    const notes = await notesOf(context.client, orgId, readUntouched(listed), deps);
    const result = { ...toVersion(policy, listed), epoch, audit_event_id: encodeId("evt", entry.id), ...notes };
    return { result, entries: [entry, ...ended], changesAnswers: true };
  });
}

interface PutInForceInput extends Omit<PublishPolicyInput, "once" | "deps"> {
  readonly deps: Pick<Deps, "database" | "newId" | "now">;
  readonly keys: OrgKeys;
  /** An approved review of the change. */
  readonly review?: Reviewed;
}

/** Publishes as part of a larger change. @throws AppError as {@link publishPolicy} */
export async function putInForce(
  context: AuditedContext,
  { principal, policyId, version, deps, keys, review }: PutInForceInput,
): Promise<{ policy: PolicyRow; listed: VersionRow; epoch: number; entry: SettledEntry; ended: SettledEntry[] }> {
  const { client, now } = context;
  const { orgId } = principal.scope;
  const found = await findVersion(client, orgId, policyId, version);
  await requirePolicyReach(client, principal, found.policy, [found.version]);
  if (!review) await requireReview(client, { orgId, keys, policy: found.policy, target: found.version });
  const listed = listedAs(found.version, readUntouched(found.version));
  const epoch = await changeManifest({ context, orgId, keys, policyId: listed.id, listed });
  const policy = await client.policy.update({
    where: { orgId_policyId: { orgId, policyId } },
    data: { activeVersion: listed.version, disabledAt: null },
  });
  const change = listed.version < (found.policy.activeVersion ?? 0) ? "rolled_back" : "published";
  await client.policyPublication.create({
    data: { orgId, policyId, epoch, version: listed.version, change, byActor: actorOf(principal).id, at: new Date(now) },
  });
  const entry = policyEntry(deps.newId(), principal, found.version, { change, epoch, ...review });
  const ended = await endGrantsOfPolicy(deps, context, principal, listed.id);
  return { policy, listed: found.version, epoch, entry, ended };
}

function listedAs(version: VersionRow, document: Policy) {
  return {
    id: encodeId("pol", version.policyId),
    name: document.metadata.name,
    version: version.version,
    hash: toHex(version.hash),
    mode: document.spec.mode ?? POLICY_DEFAULTS.mode,
  };
}
