import type { PublishResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
<<<<<<< HEAD
import { POLICY_DEFAULTS, type Policy, parsePolicy, policyHash } from "@agentlattice/core/policy";
import type { SettledEntry } from "@agentlattice/core/settle";
import { type AuditedContext, type OrgKeys, sha256 } from "@agentlattice/db";
=======
import { POLICY_DEFAULTS, type Policy } from "@agentlattice/core/policy";
import type { AuditedContext, AuditedWork, OrgKeys } from "@agentlattice/db";
>>>>>>> 3cb7c1e (Backtest against the record; a second person for what may let more through)
import type { z } from "zod";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Once } from "../http/idempotency.ts";
import type { Principal } from "../http/principal.ts";
import { changeManifest } from "./change-manifest.ts";
import { findVersion, type PolicyRow, type VersionRow } from "./find-policy.ts";
<<<<<<< HEAD
import { policyEntry } from "./policy-entry.ts";
import { manifestUntrusted } from "./read-manifest.ts";
=======
import { policyEntry, type Reviewed } from "./policy-entry.ts";
import { readUntouched } from "./read-untouched.ts";
import { requireReview } from "./review/require-review.ts";
>>>>>>> 3cb7c1e (Backtest against the record; a second person for what may let more through)
import { toVersion } from "./to-policy.ts";

export interface PublishPolicyInput {
  readonly principal: Principal;
  readonly policyId: string;
  /** The newest when it is not given. */
  readonly version: number | undefined;
  readonly deps: Deps;
  readonly once: Once;
}

/**
 * Makes a version decide: every decision committed after this is made by it. An older version than the one in force is a
 * roll-back, in a newer epoch.
 * @throws AppError NOT_FOUND, REVIEW_REQUIRED, POLICY_UNAVAILABLE when what is stored cannot be trusted
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
  return once(async (context) => {
<<<<<<< HEAD
    const { policy, listed, epoch, entry } = await putInForce(context, { principal, policyId, version, deps, keys });
    const result = { ...toVersion(policy, listed), epoch, audit_event_id: encodeId("evt", entry.id) };
    return { result, entries: [entry], changesAnswers: true };
  });
}

interface PutInForceInput extends Omit<PublishPolicyInput, "once"> {
  readonly keys: OrgKeys;
}

/** Publishes within a change that may do more. @throws AppError as {@link publishPolicy} */
export async function putInForce(
  context: AuditedContext,
  { principal, policyId, version, deps, keys }: PutInForceInput,
): Promise<{ policy: PolicyRow; listed: VersionRow; epoch: number; entry: SettledEntry }> {
  const { client, now } = context;
  const { orgId } = principal.scope;
  const found = await findVersion(client, orgId, policyId, version);
  const listed = listedAs(found.version, readUntouched(found.version));
=======
    const found = await findVersion(context.client, orgId, policyId, version);
    await requireReview(context.client, { orgId, keys, policy: found.policy, target: found.version });
    return putInForce({ context, principal, keys, deps, ...found });
  });
}

interface PutInForce {
  readonly context: AuditedContext;
  readonly principal: Principal;
  readonly keys: OrgKeys;
  readonly deps: Deps;
  readonly policy: PolicyRow;
  readonly version: VersionRow;
  readonly review?: Reviewed;
}

/** Puts a version into the next manifest, as its own change or as what a review came to. */
export async function putInForce(input: PutInForce): Promise<AuditedWork<z.output<typeof PublishResult>>> {
  const { context, principal, keys, deps, version, review } = input;
  const { client, now } = context;
  const { orgId, policyId } = version;
  const listed = listedAs(version, readUntouched(version));
>>>>>>> 3cb7c1e (Backtest against the record; a second person for what may let more through)
  const epoch = await changeManifest({ context, orgId, keys, policyId: listed.id, listed });
  const policy = await client.policy.update({
    where: { orgId_policyId: { orgId, policyId } },
    data: { activeVersion: listed.version, disabledAt: null },
  });
<<<<<<< HEAD
  const change = listed.version < (found.policy.activeVersion ?? 0) ? "rolled_back" : "published";
  await client.policyPublication.create({
    data: { orgId, policyId, epoch, version: listed.version, change, byActor: actorOf(principal).id, at: new Date(now) },
  });
  return { policy, listed: found.version, epoch, entry: policyEntry(deps.newId(), principal, found.version, { change, epoch }) };
}

/** The document of a version whose bytes are still those that its hash, and the ledger entry of its draft, name. */
function readUntouched(version: VersionRow): Policy {
  const parsed = parsePolicy(JSON.parse(version.canonical));
  if (!parsed.ok || policyHash(sha256, parsed.policy) !== toHex(version.hash))
    throw manifestUntrusted("This version is not what was saved.");
  return parsed.policy;
=======
  const change = listed.version < (input.policy.activeVersion ?? 0) ? "rolled_back" : "published";
  await client.policyPublication.create({
    data: { orgId, policyId, epoch, version: listed.version, change, byActor: actorOf(principal).id, at: new Date(now) },
  });
  const entry = policyEntry(deps.newId(), principal, version, { change, epoch, ...review });
  const result = { ...toVersion(policy, version), epoch, audit_event_id: encodeId("evt", entry.id) };
  return { result, entries: [entry], changesAnswers: true };
>>>>>>> 3cb7c1e (Backtest against the record; a second person for what may let more through)
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
