"use client";

import type { Approval } from "@agentlattice/contract";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { MINUTE, useNow } from "#lib/clock/clock-provider.tsx";
import { usePendingApprovals } from "../use-approvals.ts";
import { arrangeQueue, toItems } from "./arrange-queue.ts";
import { groupQueue, isGroup, type QueueEntry } from "./group-queue.ts";
import { useQueueView } from "./use-queue-view.ts";

interface PendingQueue {
  /** The pending approvals that match the filters, in the selected order. */
  readonly sorted: readonly Approval[];
  /** The rows of the list, with similar requests as one group. */
  readonly entries: readonly QueueEntry[];
  /** The approvals in the displayed order, in which the requests of a group follow each other. */
  readonly arranged: readonly Approval[];
  /** The index of an approval in `arranged`, by id. */
  readonly positions: ReadonlyMap<string, number>;
}

const Context = createContext<PendingQueue | null>(null);

/** Arranges the pending approvals once for all components of the page: a row or a card that sorts 10,000 of them delays each key press. */
export function PendingQueueProvider({ children }: { children: ReactNode }) {
  const sorted = useSortedPending();
  const queue = useMemo(() => {
    const entries = groupQueue(toItems(sorted));
    const arranged = entries.flatMap((entry) => (isGroup(entry) ? entry.items : [entry]).map(({ approval }) => approval));
    return { sorted, entries, arranged, positions: new Map(arranged.map(({ id }, at) => [id, at])) };
  }, [sorted]);
  return <Context value={queue}>{children}</Context>;
}

export function usePendingQueue(): PendingQueue {
  const queue = useContext(Context);
  if (!queue) throw new Error("usePendingQueue needs a PendingQueueProvider");
  return queue;
}

/** Reads the pending approvals that match the filters of the view, in its order. */
export function useListedPending() {
  const [{ sort, risk, agent, policy, action, expires }] = useQueueView();
  return usePendingApprovals({ sort, filter: { risk, agent, policy, action, expires } });
}

/**
 * Returns the pending approvals that match the filters, in the selected order. They are filtered and sorted again here, because time passes
 * and because the previous list is shown until another selection has loaded.
 */
function useSortedPending(): Approval[] {
  const [{ sort, risk, agent, policy, action, expires }] = useQueueView();
  const { data } = useListedPending();
  const now = useNow(MINUTE);
  return useMemo(
    () => arrangeQueue(data?.data ?? [], { sort, filter: { risk, agent, policy, action, expires }, now }),
    [data, sort, risk, agent, policy, action, expires, now],
  );
}
