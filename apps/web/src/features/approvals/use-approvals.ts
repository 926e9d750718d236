"use client";

import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMe } from "#features/shell/session-context.tsx";
import { getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";
import { useServerClock } from "#lib/clock/clock-provider.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { inEnvironment } from "#lib/environment/in-environment.ts";

export interface Page<T> {
  readonly data: T[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/** The API gives what runs out first, so of more than these the urgent ones are here. */
const MOST_PENDING = 200;

/** Everything that waits for a person, in the environment that the console is narrowed to. */
export function usePendingApprovals() {
  const clock = useServerClock();
  const { can } = useMe();
  const environment = useEnvironment();
  return useQuery({
    queryKey: queryKeys.approvals("pending", environment),
    queryFn: async ({ signal }) => {
      const page = await getJson<Page<Approval>>(inEnvironment(`/approvals?status=pending&limit=${MOST_PENDING}`, environment), signal);
      const [first] = page.data;
      if (first) clock.note(Date.parse(first.server_time));
      return page;
    },
    enabled: can.readApprovals,
  });
}

/** Decided by the caller, or in any final state; newest first. */
export function usePastApprovals(list: "mine" | "decided", enabled: boolean) {
  const environment = useEnvironment();
  return useInfiniteQuery({
    queryKey: queryKeys.approvals(list, environment),
    queryFn: ({ pageParam, signal }) => {
      const path = `/approvals?status=${list}&limit=50${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ""}`;
      return getJson<Page<Approval>>(inEnvironment(path, environment), signal);
    },
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
