import type { AuditedContext } from "@agentlattice/db";
import { endRequests } from "../approvals/end-requests.ts";
import { actorOf } from "../audit/config-entry.ts";
import { announceEnd, type EndedDelegations, endDelegationsOfKey } from "../delegations/end-delegations.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

export type EndedWithKey = EndedDelegations;

/** Ends what a revoked key has begun, inside the change that revokes it: the delegations made with it and the requests. */
export async function endWithKey(deps: Deps, context: AuditedContext, principal: Principal, keyId: string): Promise<EndedWithKey> {
  const { orgId } = principal.scope;
  const delegations = await endDelegationsOfKey(deps, context, principal, keyId);
  const requests = await endRequests(deps, context, { orgId, where: { keyId }, reason: "KEY_REVOKED", actor: actorOf(principal) });
  return {
    ...delegations,
    approvalIds: [...delegations.approvalIds, ...requests.ids],
    entries: [...delegations.entries, ...requests.entries],
  };
}

/** After the commit: wakes whoever waits for what ended, and whoever waits with the key. */
export function announceKeyEnd(deps: Deps, orgId: string, keyId: string, ended: EndedWithKey): void {
  announceEnd(deps, orgId, ended);
  deps.waiters.wakeKey(keyId);
}
