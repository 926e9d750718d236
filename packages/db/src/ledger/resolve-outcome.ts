import { setTimeout as sleep } from "node:timers/promises";
import { RETRY_DELAYS_MS } from "./backoff.ts";
import type { Connection } from "./connection.ts";
import type { SettledBatch } from "./settle-batch.ts";

/**
 * Returns true when the entries of a broken commit are in the ledger. A batch is one transaction, so one entry decides for all.
 * INVARIANT: the head is locked first, which waits for a transaction of this process that the server may still be finishing.
 * @throws when the database stays unavailable
 */
export async function wasCommitted(connection: Connection, batch: SettledBatch<unknown> | null): Promise<boolean> {
  const probe = batch?.orgs.flatMap((org) => org.appended.entries.slice(0, 1).map((entry) => ({ orgId: org.orgId, id: entry.id })))[0];
  if (!probe) return false;
  for (const delay of [...RETRY_DELAYS_MS, null]) {
    try {
      return await isInLedger(connection, probe.orgId, probe.id);
    } catch (error) {
      if (delay === null) throw error;
      await sleep(delay);
    }
  }
  return false;
}

function isInLedger(connection: Connection, orgId: string, id: string): Promise<boolean> {
  return connection.transaction(async (tx) => {
    tx.send({ text: "SELECT set_config('app.org_ids', $1, true)", values: [orgId] });
    // The next statement must not start before the lock is granted.
    await tx.query({ text: "SELECT 1 FROM app.ledger_head WHERE org_id = $1 FOR NO KEY UPDATE", values: [orgId] });
    const { rowCount } = await tx.query({ text: "SELECT 1 FROM app.ledger_entry WHERE org_id = $1 AND id = $2", values: [orgId, id] });
    return rowCount === 1;
  });
}
