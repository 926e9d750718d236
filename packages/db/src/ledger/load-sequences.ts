import type { Intent, SequenceRecord } from "@agentlattice/core/settle";
import type { Transaction } from "./connection.ts";

type Item = { readonly orgId: string; readonly intent: Intent };
type LoadedSequence = { readonly org_id: string } & SequenceRecord;

// OFFSET 0 forces an index scan per key regardless of statistics.
const LOAD_SEQUENCES = {
  name: "load_sequences",
  text: `SELECT s.org_id, s.identity_key_id, s.last_sequence::float8 AS last_sequence, s.missing::float8 AS missing,
      (extract(epoch FROM s.used_at) * 1000)::float8 AS used_at
    FROM unnest($1::uuid[], $2::uuid[]) k(org_id, identity_key_id)
    CROSS JOIN LATERAL (SELECT * FROM app.agent_sequence s WHERE s.org_id = k.org_id AND s.identity_key_id = k.identity_key_id OFFSET 0) s`,
};

/**
 * Loads the sequences of the keys that signed submissions of a batch. A batch without statements sends nothing.
 * INVARIANT: runs as a separate statement after the heads are locked, so that it sees uses from before the lock was granted.
 */
export async function loadSequences(tx: Transaction, items: readonly Item[]): Promise<readonly LoadedSequence[]> {
  const named = items.flatMap(({ orgId, intent }) =>
    intent.kind === "submit" && intent.statement ? [[orgId, intent.statement.key_id] as const] : [],
  );
  if (named.length === 0) return [];
  const { rows } = await tx.query({ ...LOAD_SEQUENCES, values: [named.map(([orgId]) => orgId), named.map(([, keyId]) => keyId)] });
  return rows as LoadedSequence[];
}
