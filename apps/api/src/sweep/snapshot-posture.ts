import { scorePosture } from "@agentlattice/core/posture";
import { grantOrgScope, readPostureFacts, storeSnapshot } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

const BATCH = 64;

/**
 * Stores the posture of this UTC day for organisations without a snapshot. Returns their number. Several processes may run it concurrently; the
 * first row is kept. A failure of one organisation does not affect the others.
 */
export async function snapshotPosture(deps: Pick<Deps, "database" | "log">): Promise<number> {
  let kept = 0;
  for (const orgId of await deps.database.lookups.orgsWithoutSnapshot(BATCH)) {
    await snapshotOne(deps, orgId).then(
      () => kept++,
      (err) => deps.log.warn({ err, org: orgId }, "the posture of the day was not kept and is tried again"),
    );
  }
  return kept;
}

async function snapshotOne(deps: Pick<Deps, "database">, orgId: string): Promise<void> {
  await deps.database.inOrg(grantOrgScope(orgId), async (client) => {
    const { facts, at } = await readPostureFacts(client, orgId);
    await storeSnapshot(client, orgId, scorePosture(facts), at);
  });
}
