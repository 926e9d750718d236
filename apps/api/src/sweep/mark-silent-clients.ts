import type { Deps } from "../deps.ts";

const BATCH = 256;

/** Marks clients whose next heartbeat is overdue as silent, and announces their agents. Several processes may run it concurrently. */
export async function markSilentClients(deps: Pick<Deps, "database" | "presence">): Promise<number> {
  const silent = await deps.database.lookups.markSilentClients(BATCH);
  for (const { org_id, agent_id } of silent) deps.presence.announce(org_id, [agent_id]);
  return silent.length;
}
