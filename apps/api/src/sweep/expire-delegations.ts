import { encodeId } from "@agentlattice/core";
import { grantOrgScope } from "@agentlattice/db";
import { announceEnd, endDelegations } from "../delegations/end-delegations.ts";
import type { Deps } from "../deps.ts";

const BATCH = 256;

/** Records the end of expired delegations and their descendants, with one change per organisation. */
export async function expireDelegations(deps: Pick<Deps, "bus" | "database" | "keys" | "newId" | "waiters">): Promise<number> {
  const due = await deps.database.lookups.dueDelegations(BATCH);
  for (const orgId of new Set(due.map((row) => row.org_id))) {
    const mine = due.filter((row) => row.org_id === orgId);
    await expireOf(
      deps,
      orgId,
      mine.map((row) => row.delegation_id),
    );
  }
  return due.length;
}

async function expireOf(
  deps: Pick<Deps, "bus" | "database" | "keys" | "newId" | "waiters">,
  orgId: string,
  delegationIds: readonly string[],
): Promise<void> {
  const { result } = await deps.database.audited(grantOrgScope(orgId), async (context) => {
    const actor = { type: "system", id: encodeId("org", orgId) } as const;
    const ended = await endDelegations(deps, context, { orgId, delegationIds, reason: "expired", actor });
    return { result: ended, entries: ended.entries, changesAnswers: false };
  });
  announceEnd(deps, orgId, result);
}
