import type { Approval } from "@agentlattice/contract";
import { matchesFilter, type QueueFilter } from "./queue-filter.ts";

export const SORTS = ["time-left", "newest", "risk"] as const;
export type Sort = (typeof SORTS)[number];

const RISK_ORDER = { critical: 0, high: 1, medium: 2, low: 3 } as const;

/** Timestamps have one form, so they sort as their text does, which is several times faster than parsing 10,000 of them. */
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

const byTimeLeft = (a: Approval, b: Approval) => compare(a.expires_at, b.expires_at) || compare(a.id, b.id);

const ORDER: Record<Sort, (a: Approval, b: Approval) => number> = {
  "time-left": byTimeLeft,
  newest: (a, b) => compare(b.requested_at, a.requested_at) || byTimeLeft(a, b),
  risk: (a, b) => RISK_ORDER[a.risk.level] - RISK_ORDER[b.risk.level] || byTimeLeft(a, b),
};

/** @param arrangement `now` is the server's time in ms */
export function arrangeQueue(
  approvals: readonly Approval[],
  { sort, filter, now }: { sort: Sort; filter: QueueFilter; now: number },
): Approval[] {
  return approvals.filter((approval) => matchesFilter(approval, filter, now)).sort(ORDER[sort]);
}

export interface QueueItem {
  readonly approval: Approval;
  /** True for an approval that left the queue but keeps its position while the list is paused. */
  readonly removed: boolean;
}

export const toItems = (approvals: readonly Approval[]): QueueItem[] => approvals.map((approval) => ({ approval, removed: false }));

/**
 * Returns the displayed list. While `paused` is true nothing moves: removed items keep their position and new ones are appended. Otherwise
 * it equals the new list.
 */
export function mergeQueue(shown: readonly QueueItem[], next: readonly Approval[], paused: boolean): QueueItem[] {
  if (!paused) return toItems(next);
  const added = new Map(next.map((approval) => [approval.id, approval]));
  const kept = shown.map(({ approval }) => {
    const now = added.get(approval.id);
    added.delete(approval.id);
    return { approval: now ?? approval, removed: now === undefined };
  });
  return [...kept, ...toItems([...added.values()])];
}
