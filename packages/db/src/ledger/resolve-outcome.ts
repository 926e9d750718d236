import { setTimeout as sleep } from "node:timers/promises";
import { RETRY_DELAYS_MS } from "./backoff.ts";
import type { Connection } from "./connection.ts";
import type { SettledBatch } from "./settle-batch.ts";

/**
 * Returns true when the rows of a broken commit are stored. A batch is one transaction, so one entry, or one event of a run, decides for all.
 * INVARIANT: the head is locked first, which waits for a transaction of this process that the server may still be finishing.
 * @throws when the database stays unavailable
 */
export async function wasCommitted(connection: Connection, batch: SettledBatch<unknown> | null): Promise<boolean> {
  const probe = batch && probeOf(batch);
  if (!probe) return false;
  for (const delay of [...RETRY_DELAYS_MS, null]) {
    try {
      return await isStored(connection, probe);
    } catch (error) {
      if (delay === null) throw error;
      await sleep(delay);
    }
  }
  return false;
}

interface Probe {
  readonly orgId: string;
  readonly id: string;
}

function probeOf({ orgs, rows }: SettledBatch<unknown>): Probe | undefined {
  const [entry] = orgs.flatMap((org) => org.appended.entries.slice(0, 1).map(({ id }) => ({ orgId: org.orgId, id })));
  if (entry) return entry;
  const event = rows.first("run_event");
  return event && { orgId: event.org_id as string, id: event.event_id as string };
}

function isStored(connection: Connection, { orgId, id }: Probe): Promise<boolean> {
  return connection.transaction(async (tx) => {
    tx.send({ text: "SELECT set_config('app.org_ids', $1, true)", values: [orgId] });
    // The next statement must not start before the lock is granted.
    await tx.query({ text: "SELECT 1 FROM app.ledger_head WHERE org_id = $1 FOR NO KEY UPDATE", values: [orgId] });
    const { rowCount } = await tx.query({
      text: `SELECT FROM app.ledger_entry WHERE org_id = $1 AND id = $2 UNION ALL SELECT FROM app.run_event WHERE org_id = $1 AND event_id = $2`,
      values: [orgId, id],
    });
    return rowCount !== null && rowCount > 0;
  });
}
