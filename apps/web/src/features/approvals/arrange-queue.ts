import type { Approval } from "@agentlattice/contract";

export const SORTS = ["time-left", "newest", "risk"] as const;
export type Sort = (typeof SORTS)[number];

export interface QueueFilter {
  readonly risk: string | null;
  readonly agent: string | null;
}

const RISK_ORDER = { critical: 0, high: 1, medium: 2, low: 3 } as const;

const byTimeLeft = (a: Approval, b: Approval) => Date.parse(a.expires_at) - Date.parse(b.expires_at) || a.id.localeCompare(b.id);

const ORDER: Record<Sort, (a: Approval, b: Approval) => number> = {
  "time-left": byTimeLeft,
  newest: (a, b) => Date.parse(b.requested_at) - Date.parse(a.requested_at) || byTimeLeft(a, b),
  risk: (a, b) => RISK_ORDER[a.risk.level] - RISK_ORDER[b.risk.level] || byTimeLeft(a, b),
};

export function arrangeQueue(approvals: readonly Approval[], { sort, filter }: { sort: Sort; filter: QueueFilter }): Approval[] {
  return approvals
    .filter(
      ({ risk, requested_by }) =>
        (filter.risk === null || risk.level === filter.risk) && (filter.agent === null || requested_by.id === filter.agent),
    )
    .sort(ORDER[sort]);
}

export interface QueueItem {
  readonly approval: Approval;
  /** No longer in the list, kept in its place until the pointer has left. */
  readonly gone: boolean;
}

/**
 * The list as it is shown. While somebody points at it nothing moves: who left stays where it was, who came stands at
 * the end. Otherwise it is simply the new list.
 */
export function settleQueue(shown: readonly QueueItem[], next: readonly Approval[], held: boolean): QueueItem[] {
  if (!held) return next.map((approval) => ({ approval, gone: false }));
  const fresh = new Map(next.map((approval) => [approval.id, approval]));
  const kept = shown.map(({ approval }) => {
    const now = fresh.get(approval.id);
    fresh.delete(approval.id);
    return { approval: now ?? approval, gone: now === undefined };
  });
  return [...kept, ...[...fresh.values()].map((approval) => ({ approval, gone: false }))];
}
