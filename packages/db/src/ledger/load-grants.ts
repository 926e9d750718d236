import type { GrantRecord, Intent } from "@agentlattice/core/settle";
import { isSealed, type SealsOf } from "../keys/row-seals.ts";
import type { Transaction } from "./connection.ts";

type LoadedGrant = { readonly org_id: string; readonly seal: string | null } & GrantRecord;

const time = (column: string) => `(extract(epoch FROM g.${column}) * 1000)::float8 AS ${column}`;
const COLUMNS = `g.org_id, g.grant_id, g.approval_id, g.entry_id, g.agent_id, g.key_id, g.action_type, g.environment, g.policies, g.given_by,
  ${time("created_at")}, ${time("expires_at")}, g.uses::float8 AS uses, g.used_sum::float8 AS used_sum, ${time("ended_at")}, g.ended_because, encode(g.seal, 'hex') AS seal`;

// OFFSET 0 forces an index scan per key regardless of statistics.
const LOAD_GRANTS = {
  name: "load_grants",
  text: `SELECT ${COLUMNS} FROM unnest($1::uuid[], $2::uuid[]) k(org_id, grant_id)
      CROSS JOIN LATERAL (SELECT * FROM app.approval_grant g WHERE g.org_id = k.org_id AND g.grant_id = k.grant_id OFFSET 0) g
    UNION
    SELECT ${COLUMNS} FROM unnest($3::uuid[], $4::uuid[]) k(org_id, approval_id)
      CROSS JOIN LATERAL (SELECT * FROM app.approval_grant g WHERE g.org_id = k.org_id AND g.approval_id = k.approval_id OFFSET 0) g`,
};

type Item = { readonly orgId: string; readonly intent: Intent };

/**
 * Loads the grants that a batch uses, and those of approvals that it takes back. It is sent right after `lock_and_load`; a batch without
 * either sends nothing.
 * INVARIANT: a grant that contradicts its seal has expired long ago, so it allows nothing, and its end is recorded with the rest.
 * INVARIANT: runs as a separate statement after the heads are locked, so that it sees uses from before the lock was granted.
 */
export async function loadGrants(
  tx: Transaction,
  items: readonly Item[],
  sealsOf: SealsOf,
): Promise<readonly ({ readonly org_id: string } & GrantRecord)[]> {
  const used = items.flatMap(({ orgId, intent }) =>
    intent.kind === "submit" && intent.grant ? [[orgId, intent.grant.grant_id] as const] : [],
  );
  const undone = items.flatMap(({ orgId, intent }) =>
    intent.kind === "work" && (intent.work === "undo" || intent.work === "revoke") ? [[orgId, intent.approval_id] as const] : [],
  );
  if (used.length === 0 && undone.length === 0) return [];
  const column = (rows: readonly (readonly [string, string])[], at: 0 | 1) => rows.map((row) => row[at]);
  const { rows } = await tx.query({ ...LOAD_GRANTS, values: [column(used, 0), column(used, 1), column(undone, 0), column(undone, 1)] });
  return (rows as LoadedGrant[]).map(({ seal, ...grant }) =>
    isSealed(seal, sealsOf(grant.org_id).grant(grant)) ? grant : { ...grant, expires_at: 0 },
  );
}
