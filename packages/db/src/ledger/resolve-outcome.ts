import type { Connection } from "./connection.ts";
import type { SettledBatch } from "./settle-batch.ts";

const ATTEMPTS = 5;
const PAUSE_MS = 200;

/**
 * After a commit that broke off: whether its entries are in the ledger. A batch is one transaction, so one entry tells for all.
 * INVARIANT: the heads are locked first, which waits for a transaction of ours that the server may still be finishing.
 * @throws when the database cannot be asked
 */
export async function wasCommitted(connection: Connection, batch: SettledBatch<unknown> | null): Promise<boolean> {
  const probe = batch?.orgs.flatMap((org) => org.appended.entries.slice(0, 1).map((entry) => ({ orgId: org.orgId, id: entry.id })))[0];
  if (!probe) return false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await isInLedger(connection, probe.orgId, probe.id);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await new Promise((resume) => setTimeout(resume, PAUSE_MS * attempt));
    }
  }
}

function isInLedger(connection: Connection, orgId: string, id: string): Promise<boolean> {
  return connection.transaction(async (tx) => {
    tx.send({ text: "SELECT set_config('app.org_ids', $1, true)", values: [orgId] });
    // Awaited: the next statement must not begin before the lock is ours.
    await tx.query({ text: "SELECT 1 FROM app.ledger_head WHERE org_id = $1 FOR NO KEY UPDATE", values: [orgId] });
    const { rowCount } = await tx.query({ text: "SELECT 1 FROM app.ledger_entry WHERE org_id = $1 AND id = $2", values: [orgId, id] });
    return rowCount === 1;
  });
}
