import type { Approval, ApprovalFilter } from "@agentlattice/contract";

type Policy = Approval["policies"][number];

/** The conditions of the queue, all of which a request must meet. A null condition accepts any value. */
export interface QueueFilter {
  readonly risk: Approval["risk"]["level"] | null;
  readonly agent: string | null;
  readonly policy: string | null;
  readonly action: string | null;
  /** The time within which the request expires, such as 1h. */
  readonly expires: string | null;
}

export const NO_FILTER: QueueFilter = { risk: null, agent: null, policy: null, action: null, expires: null };

const CONDITIONS = ["risk", "agent", "policy", "action", "expires"] as const satisfies readonly (keyof QueueFilter)[];

/** Returns the policies in force that asked for the approval. */
export function askingPolicies({ policies }: Pick<Approval, "policies">): Policy[] {
  return policies.filter(({ verdict, mode }) => verdict === "approve" && mode === "enforce");
}

/** @param now the server's time in ms */
export function matchesFilter(approval: Approval, { risk, agent, policy, action, expires }: QueueFilter, now: number): boolean {
  return (
    (risk === null || approval.risk.level === risk) &&
    (agent === null || approval.requested_by.id === agent) &&
    (policy === null || askingPolicies(approval).some(({ id }) => id === policy)) &&
    (action === null || approval.action_type === action) &&
    (expires === null || Date.parse(approval.expires_at) - now <= durationMs(expires))
  );
}

export function countConditions(filter: QueueFilter): number {
  return CONDITIONS.filter((condition) => filter[condition] !== null).length;
}

export function isSameFilter(one: QueueFilter, other: QueueFilter): boolean {
  return CONDITIONS.every((condition) => one[condition] === other[condition]);
}

export function toQueueFilter({ risk, agent_id, policy_id, action_type, expires_within }: ApprovalFilter): QueueFilter {
  return { risk, agent: agent_id, policy: policy_id, action: action_type, expires: expires_within };
}

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Returns the milliseconds of a duration such as 15m; 0 for other text. */
function durationMs(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,6})([smhd])$/.exec(text) ?? [];
  return Number(count ?? 0) * UNIT_MS[(unit ?? "s") as keyof typeof UNIT_MS];
}
