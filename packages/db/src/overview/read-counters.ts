import type { OrgClient } from "../tenancy/in-org.ts";
import type { AgentIds } from "./read-decisions.ts";

export interface Counters {
  readonly agents: number;
  readonly policies: number;
  readonly entries: number;
  /** The organisation and its history are made up. */
  readonly sample: boolean;
}

/** What there is now: active agents, active policies, entries of the ledger. */
export async function readCounters(client: OrgClient, orgId: string, agents: AgentIds): Promise<Counters> {
  const [row] = await client.$queryRaw<Counters[]>`
    SELECT (SELECT count(*)::float8 FROM app.agent WHERE org_id = ${orgId}::uuid AND status = 'active'
        AND (${agents === null} OR agent_id = ANY(${agents ?? []}::uuid[]))) AS agents,
      (SELECT count(*)::float8 FROM app.policy WHERE org_id = ${orgId}::uuid AND active_version IS NOT NULL) AS policies,
      (SELECT size::float8 FROM app.ledger_head WHERE org_id = ${orgId}::uuid) AS entries,
      (SELECT sample FROM app.organisation WHERE org_id = ${orgId}::uuid) AS sample`;
  if (!row) throw new Error("an aggregate has one row");
  return row;
}
