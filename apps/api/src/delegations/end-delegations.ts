import { encodeId } from "@agentlattice/core";
import type { Actor } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";
import { type AuditedContext, endKeys, readSubtree } from "@agentlattice/db";
import { announceApproval } from "../approvals/announce.ts";
import { endRequests } from "../approvals/end-requests.ts";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { endedEntry } from "./delegation-entry.ts";
import type { DelegationRow } from "./find-delegation.ts";

export interface EndInput {
  readonly orgId: string;
  /** UUIDs of the delegations to end together with their descendants. */
  readonly delegationIds: readonly string[];
  readonly reason: "revoked" | "expired";
  readonly actor: Actor;
}

/** The ended delegations, and what must be announced after the commit. */
export interface EndedDelegations {
  readonly delegations: readonly DelegationRow[];
  readonly approvalIds: readonly string[];
  readonly keyHashes: readonly Uint8Array[];
  readonly entries: readonly SettledEntry[];
}

/**
 * Ends delegations with their descendants, keys and open approvals in one audited change.
 * INVARIANT: the head is locked, and decisions of delegated agents read their delegations under the same lock, so every later decision on
 * every process sees the end.
 */
export async function endDelegations(deps: Pick<Deps, "newId">, context: AuditedContext, input: EndInput): Promise<EndedDelegations> {
  const { client, now } = context;
  const { orgId, reason, actor } = input;
  const subtree = await readSubtree(client, orgId, input.delegationIds);
  const delegations = await client.delegation.findMany({
    where: { orgId, delegationId: { in: subtree }, endedAt: null },
    orderBy: [{ depth: "asc" }, { delegationId: "asc" }],
  });
  const where = { orgId, delegationId: { in: delegations.map((row) => row.delegationId) } };
  await client.delegation.updateMany({ where, data: { endedAt: new Date(now), endReason: reason } });
  const keys = await client.apiKey.findMany({ where: { orgId, keyId: { in: delegations.map((row) => row.keyId) } } });
  const usable = keys.filter(({ revokedAt }) => revokedAt === null);
  await endKeys(context, usable, { revokedAt: new Date(now) });

  const named = new Set(input.delegationIds);
  const endedWith = (row: DelegationRow) =>
    named.has(row.delegationId) ? null : (row.path.findLast((id) => named.has(id)) ?? row.parentDelegationId);
  const approvals = await endRequests(deps, context, {
    where: { agentId: { in: delegations.map((row) => row.childAgentId) } },
    reason: "DELEGATION_INVALID",
    orgId,
    actor,
  });
  return {
    delegations,
    approvalIds: approvals.ids,
    keyHashes: keys.map((row) => row.keyHash),
    entries: [...delegations.map((row) => endedEntry(deps, actor, row, reason, endedWith(row))), ...approvals.entries],
  };
}

/** Ends the delegations that were created with a key of an agent or of the organisation, and the delegation that the key belongs to. */
export async function endDelegationsOfKey(
  deps: Pick<Deps, "newId">,
  context: AuditedContext,
  principal: Principal,
  keyId: string,
): Promise<EndedDelegations> {
  const { orgId } = principal.scope;
  const made = await context.client.delegation.findMany({
    where: { orgId, endedAt: null, OR: [{ parentKeyId: keyId }, { createdBy: encodeId("key", keyId) }, { keyId }] },
    select: { delegationId: true },
  });
  const delegationIds = made.map((row) => row.delegationId);
  return endDelegations(deps, context, { orgId, delegationIds, reason: "revoked", actor: actorOf(principal) });
}

/** Removes the keys from the cache and wakes waiting requests after the commit. */
export function announceEnd(
  deps: Pick<Deps, "bus" | "keys" | "waiters">,
  orgId: string,
  ended: Pick<EndedDelegations, "approvalIds" | "keyHashes">,
): void {
  for (const hash of ended.keyHashes) deps.keys.remove(hash);
  for (const approvalId of ended.approvalIds) announceApproval(deps, orgId, approvalId, null);
}
