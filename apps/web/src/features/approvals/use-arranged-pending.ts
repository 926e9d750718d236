"use client";

import type { Approval } from "@agentlattice/contract";
import { useMemo } from "react";
import { MINUTE, useNow } from "#lib/clock/clock-provider.tsx";
import { arrangeQueue, toItems } from "./arrange-queue.ts";
import { groupQueue, isGroup } from "./group-queue.ts";
import { usePendingApprovals } from "./use-approvals.ts";
import { useQueueView } from "./use-queue-view.ts";

/** Returns the pending approvals in the displayed order, for keyboard navigation. Requests of a group follow each other. */
export function useArrangedPending(): Approval[] {
  const arranged = useSortedPending();
  return useMemo(
    () => groupQueue(toItems(arranged)).flatMap((entry) => (isGroup(entry) ? entry.items : [entry]).map(({ approval }) => approval)),
    [arranged],
  );
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
export function useSortedPending(): Approval[] {
  const [{ sort, risk, agent, policy, action, expires }] = useQueueView();
  const { data } = useListedPending();
  const now = useNow(MINUTE);
  return useMemo(
    () => arrangeQueue(data?.data ?? [], { sort, filter: { risk, agent, policy, action, expires }, now }),
    [data, sort, risk, agent, policy, action, expires, now],
  );
}
