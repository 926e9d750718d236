import type { RevokedDelegation } from "@agentlattice/contract";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { announceEnd, type EndedDelegations, endDelegations } from "./end-delegations.ts";
import { findDelegation } from "./find-delegation.ts";

interface RevokeInput {
  readonly principal: Principal;
  readonly delegationId: string;
  readonly deps: Pick<Deps, "bus" | "database" | "keys" | "newId" | "waiters">;
}

/**
 * Revokes a delegation and its descendants for every later decision. Revoking it again returns the same result and writes nothing.
 * @throws AppError NOT_FOUND
 */
export async function revokeDelegation({ principal, delegationId, deps }: RevokeInput): Promise<RevokedDelegation> {
  const { orgId } = principal.scope;
  const { result } = await deps.database.audited(principal.scope, async (context) => {
    const row = await findDelegation(context.client, principal, delegationId);
    if (row.endedAt || row.expiresAt.getTime() <= context.now) {
      const nothing: EndedDelegations = { delegations: [], approvalIds: [], keyHashes: [], entries: [] };
      return { result: { revoked: row.endReason === "revoked", ended: nothing }, entries: [], changesAnswers: false };
    }
    const ended = await endDelegations(deps, context, {
      orgId,
      delegationIds: [delegationId],
      reason: "revoked",
      actor: actorOf(principal),
    });
    return { result: { revoked: true, ended }, entries: ended.entries, changesAnswers: false };
  });
  announceEnd(deps, orgId, result.ended);
  return { revoked: result.revoked, cascaded: Math.max(0, result.ended.delegations.length - 1) };
}
