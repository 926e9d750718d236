import { encodeId } from "@agentlattice/core";
import { grantOrgScope } from "@agentlattice/db";
import { announceEnd, endDelegations } from "../delegations/end-delegations.ts";
import type { Deps } from "../deps.ts";
import type { DueWork } from "./due-work.ts";

const BATCH = 256;

type DelegationDeps = Pick<Deps, "bus" | "database" | "keys" | "newId" | "waiters">;

/** Records the end of expired delegations and their descendants, with one change per organisation. */
export const dueDelegations = (deps: DelegationDeps): DueWork<{ org_id: string; delegation_id: string }> => ({
  find: (without) => deps.database.lookups.dueDelegations(BATCH, without),
  run: (orgId, rows) =>
    expireOf(
      deps,
      orgId,
      rows.map(({ delegation_id }) => delegation_id),
    ),
});

async function expireOf(deps: DelegationDeps, orgId: string, delegationIds: readonly string[]): Promise<void> {
  const { result } = await deps.database.audited(grantOrgScope(orgId), async (context) => {
    const actor = { type: "system", id: encodeId("org", orgId) } as const;
    const ended = await endDelegations(deps, context, { orgId, delegationIds, reason: "expired", actor });
    return { result: ended, entries: ended.entries, changesAnswers: false };
  });
  announceEnd(deps, orgId, result);
}
