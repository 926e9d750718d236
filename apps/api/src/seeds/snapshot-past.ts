import { scorePosture } from "@agentlattice/core/posture";
import { type OrgScope, readPostureFacts, storeSnapshot } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

const DAY_MS = 86_400_000;

/** Stores a posture snapshot for the end of each whole UTC day of an imported history. */
export async function snapshotPast(deps: Deps, scope: OrgScope, { from, to }: { from: number; to: number }): Promise<void> {
  const { orgId } = scope;
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day + DAY_MS <= to; day += DAY_MS) {
    await deps.database.inOrg(scope, async (client) => {
      const { facts, at } = await readPostureFacts(client, orgId, { at: new Date(day + DAY_MS - 1) });
      await storeSnapshot(client, orgId, scorePosture(facts), at);
    });
  }
}
