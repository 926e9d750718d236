import type { OrgClient } from "../tenancy/in-org.ts";
import type { EvidenceWindow } from "./evidence-window.ts";

export interface AgentRecord {
  readonly agent_id: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly owned: boolean;
  readonly created_at: Date;
}

export interface PolicyRecord {
  readonly policy_id: string;
  readonly name: string;
  readonly wildcard: boolean;
  readonly enforces: boolean;
}

/** Reads active agents that are not delegated. Delegated agents are bounded by them. */
export function readActiveAgents(client: OrgClient, { orgId, to }: EvidenceWindow): Promise<AgentRecord[]> {
  return client.$queryRaw<AgentRecord[]>`
    SELECT agent_id, name, capabilities, owner_user_id IS NOT NULL AS owned, created_at
    FROM app.agent WHERE org_id = ${orgId}::uuid AND root_agent_id IS NULL AND status = 'active' AND created_at < ${to} ORDER BY name`;
}

/** Reads the documents of active policies. */
export function readActivePolicies(client: OrgClient, { orgId }: EvidenceWindow): Promise<PolicyRecord[]> {
  return client.$queryRaw<PolicyRecord[]>`
    SELECT p.policy_id, p.name, coalesce(v.canonical::jsonb #> '{spec,match,actions}' ? '*', false) AS wildcard,
      coalesce(v.canonical::jsonb #>> '{spec,mode}', 'enforce') = 'enforce' AS enforces
    FROM app.policy p JOIN app.policy_version v ON v.org_id = p.org_id AND v.policy_id = p.policy_id AND v.version = p.active_version
    WHERE p.org_id = ${orgId}::uuid ORDER BY p.name`;
}
