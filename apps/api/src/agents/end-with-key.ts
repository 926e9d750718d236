import type { AuditedContext } from "@agentlattice/db";
import { endRequests } from "../approvals/end-requests.ts";
import { actorOf } from "../audit/config-entry.ts";
import { announceEnd, type EndedDelegations, endDelegationsOfKey } from "../delegations/end-delegations.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

export type EndedWithKey = EndedDelegations;

/** Ends the delegations and requests that were made with a revoked key, in the same transaction. */
export async function endWithKey(
  deps: Pick<Deps, "newId">,
  context: AuditedContext,
  principal: Principal,
  keyId: string,
): Promise<EndedWithKey> {
  const { orgId } = principal.scope;
  const delegations = await endDelegationsOfKey(deps, context, principal, keyId);
  const requests = await endRequests(deps, context, { orgId, where: { keyId }, reason: "KEY_REVOKED", actor: actorOf(principal) });
  return {
    ...delegations,
    approvalIds: [...delegations.approvalIds, ...requests.ids],
    entries: [...delegations.entries, ...requests.entries],
  };
}

/** Wakes the waiting requests of the ended approvals and of the revoked key, in every process. Called after the commit. */
export function announceKeyEnd(deps: Pick<Deps, "bus" | "keys" | "waiters">, orgId: string, keyId: string, ended: EndedWithKey): void {
  announceEnd(deps, orgId, ended);
  deps.waiters.wakeKey(keyId);
  deps.bus.send({ kind: "key", org: orgId, id: keyId });
}
