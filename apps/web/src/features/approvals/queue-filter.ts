import type { Approval, ApprovalFilter } from "@agentlattice/contract";

type Policy = Approval["policies"][number];

/** The conditions of the queue, all of which a request has to meet. Null is any value. */
export interface QueueFilter {
  readonly risk: Approval["risk"]["level"] | null;
  readonly agent: string | null;
  readonly policy: string | null;
  readonly action: string | null;
}

export const NO_FILTER: QueueFilter = { risk: null, agent: null, policy: null, action: null };

const CONDITIONS = ["risk", "agent", "policy", "action"] as const satisfies readonly (keyof QueueFilter)[];

/** Returns the policies in force that asked for the approval. */
export function askingPolicies({ policies }: Pick<Approval, "policies">): Policy[] {
  return policies.filter(({ verdict, mode }) => verdict === "approve" && mode === "enforce");
}

export function matchesFilter(approval: Approval, { risk, agent, policy, action }: QueueFilter): boolean {
  return (
    (risk === null || approval.risk.level === risk) &&
    (agent === null || approval.requested_by.id === agent) &&
    (policy === null || askingPolicies(approval).some(({ id }) => id === policy)) &&
    (action === null || approval.action_type === action)
  );
}

export function countConditions(filter: QueueFilter): number {
  return CONDITIONS.filter((condition) => filter[condition] !== null).length;
}

export function isSameFilter(one: QueueFilter, other: QueueFilter): boolean {
  return CONDITIONS.every((condition) => one[condition] === other[condition]);
}

export function toQueueFilter({ risk, agent_id, policy_id, action_type }: ApprovalFilter): QueueFilter {
  return { risk, agent: agent_id, policy: policy_id, action: action_type };
}
