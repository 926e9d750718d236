import type { Intent } from "@agentlattice/core/settle";
import type { Transaction } from "./connection.ts";

type Item = { readonly orgId: string; readonly intent: Intent };
type EndedRun = { readonly org_id: string; readonly run_id: string };

// OFFSET 0 forces an index scan per key regardless of statistics. The WHERE clause matches the partial index of run ends.
const LOAD_ENDED_RUNS = {
  name: "load_ended_runs",
  text: `SELECT e.org_id, e.run_id FROM unnest($1::uuid[], $2::uuid[]) k(org_id, run_id)
    CROSS JOIN LATERAL (SELECT * FROM app.run_event e WHERE e.org_id = k.org_id AND e.run_id = k.run_id
      AND e.type IN ('run.completed', 'run.failed', 'run.cancelled') OFFSET 0) e`,
};

/**
 * Loads which runs of a batch have ended. A batch without events of runs sends nothing.
 * INVARIANT: runs as a separate statement after the heads are locked, so that it sees ends from before the lock was granted.
 */
export async function loadEndedRuns(tx: Transaction, items: readonly Item[]): Promise<readonly EndedRun[]> {
  const named = items.flatMap(({ orgId, intent }) => (intent.kind === "ingest" ? [[orgId, intent.run_id] as const] : []));
  if (named.length === 0) return [];
  const { rows } = await tx.query({ ...LOAD_ENDED_RUNS, values: [named.map(([orgId]) => orgId), named.map(([, runId]) => runId)] });
  return rows as EndedRun[];
}
