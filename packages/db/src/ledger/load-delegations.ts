import type { DelegationRecord, Intent } from "@agentlattice/core/settle";
import type { Transaction } from "./connection.ts";

export type LoadedDelegation = { readonly org_id: string } & DelegationRecord;

// OFFSET 0 forces an index scan per key regardless of statistics.
const LOAD_DELEGATIONS = {
  name: "load_delegations",
  text: `
    SELECT d.org_id, d.delegation_id, d.child_agent_id AS agent_id, d.chain, (extract(epoch FROM d.expires_at) * 1000)::float8 AS expires_at,
      EXISTS (SELECT FROM app.delegation p WHERE p.org_id = d.org_id AND p.delegation_id = ANY(d.path) AND p.ended_at IS NOT NULL) AS ended
    FROM (
      SELECT org_id, agent_id FROM unnest($1::uuid[], $2::uuid[]) k(org_id, agent_id)
      UNION
      SELECT k.org_id, a.agent_id FROM unnest($3::uuid[], $4::uuid[]) k(org_id, approval_id)
      CROSS JOIN LATERAL (SELECT a.agent_id FROM app.approval a WHERE a.org_id = k.org_id AND a.approval_id = k.approval_id OFFSET 0) a
    ) asked
    CROSS JOIN LATERAL (SELECT * FROM app.delegation d WHERE d.org_id = asked.org_id AND d.child_agent_id = asked.agent_id OFFSET 0) d`,
};

type Item = { readonly orgId: string; readonly intent: Intent };

/**
 * Loads the delegations of the agents in a batch. It is sent right after `lock_and_load`, so it costs no round trip. A batch without
 * delegated agents sends nothing.
 * INVARIANT: runs as a separate statement after the heads are locked, so that it sees delegations that ended before the lock was granted.
 */
export async function loadDelegations(tx: Transaction, items: readonly Item[]): Promise<readonly LoadedDelegation[]> {
  const agents = items.flatMap(({ orgId, intent }) => {
    const principal = "principal" in intent ? intent.principal : null;
    return principal?.delegation ? [[orgId, principal.agent_id] as const] : [];
  });
  const approvals = items.flatMap(({ orgId, intent }) =>
    intent.kind === "decide" ||
    intent.kind === "consume" ||
    intent.kind === "due" ||
    intent.kind === "reassess" ||
    intent.kind === "collect"
      ? [[orgId, intent.approval_id] as const]
      : [],
  );
  if (agents.length === 0 && approvals.length === 0) return [];
  const column = (rows: readonly (readonly [string, string])[], at: 0 | 1) => rows.map((row) => row[at]);
  const values = [column(agents, 0), column(agents, 1), column(approvals, 0), column(approvals, 1)];
  const { rows } = await tx.query({ ...LOAD_DELEGATIONS, values });
  return rows as LoadedDelegation[];
}
