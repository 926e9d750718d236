"use client";

import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMe } from "#features/shell/session-context.tsx";
import { getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";
import { useServerClock } from "#lib/clock/clock-provider.tsx";

export interface Page<T> {
  readonly data: T[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/** The API gives what runs out first, so of more than these the urgent ones are here. */
const MOST_PENDING = 200;

/** Everything that waits for a person. */
export function usePendingApprovals() {
  const clock = useServerClock();
  const { can } = useMe();
  return useQuery({
    queryKey: queryKeys.approvals("pending"),
    queryFn: async ({ signal }) => {
      const page = await getJson<Page<Approval>>(`/approvals?status=pending&limit=${MOST_PENDING}`, signal);
      const [first] = page.data;
      if (first) clock.note(Date.parse(first.server_time));
      return page;
    },
    enabled: can.readApprovals,
  });
}

/** Decided by the caller, or in any final state; newest first. */
export function usePastApprovals(list: "mine" | "decided", enabled: boolean) {
  return useInfiniteQuery({
    queryKey: queryKeys.approvals(list),
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<Approval>>(`/approvals?status=${list}&limit=50${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ""}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    enabled,
  });
}

/** Everything that a person who may decide sees of a request. */
export const reviewQuery = (id: string) => ({
  queryKey: queryKeys.review(id),
  queryFn: ({ signal }: { signal: AbortSignal }) => getJson<ApprovalReview | Approval>(`/approvals/${id}/review`, signal),
});

/** What a reviewer sees. Roles that may not decide see the approval without its arguments. */
export function useReview(id: string) {
  const { can } = useMe();
  return useQuery({
    ...reviewQuery(id),
    ...(!can.decide && {
      queryFn: ({ signal }: { signal: AbortSignal }) => getJson<ApprovalReview | Approval>(`/approvals/${id}`, signal),
    }),
    // What was read a while ago is shown at once and read again: the approval may have ended while nobody looked.
    staleTime: 0,
  });
}
