"use client";

import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { useQuery } from "@tanstack/react-query";
import { useMe } from "#features/shell/session-context.tsx";
import { queryOf, usePages } from "#lib/api/use-op.ts";
import { useServerClock } from "#lib/clock/clock-provider.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";

/** The API gives what runs out first, so of more than these the urgent ones are here. */
const MOST_PENDING = 200;

/** Everything that waits for a person. */
export function usePendingApprovals() {
  const clock = useServerClock();
  const { can } = useMe();
  const environment = useEnvironment() ?? undefined;
  const { queryKey, queryFn } = queryOf("listApprovals", { query: { environment, status: "pending", limit: MOST_PENDING } });
  return useQuery({
    queryKey,
    queryFn: async (context) => {
      const page = await queryFn(context);
      const [first] = page.data;
      if (first) clock.note(Date.parse(first.server_time));
      return page;
    },
    enabled: can.readApprovals,
  });
}

/** Decided by the caller, or in any final state; newest first. */
export function usePastApprovals(list: "mine" | "decided", enabled: boolean) {
  const environment = useEnvironment() ?? undefined;
  return usePages("listApprovals", { query: { environment, status: list, limit: 50 } }, { enabled });
}

/** Everything that a person who may decide sees of a request. */
export const reviewQuery = (id: string) => queryOf("reviewApproval", { params: { id } });

/** What a reviewer sees. Roles that may not decide see the approval without its arguments. */
export function useReview(id: string) {
  const { can } = useMe();
  return useQuery<ApprovalReview | Approval>({
    ...(can.decide ? reviewQuery(id) : queryOf("getApproval", { params: { id } })),
    // The cached answer is shown at once and refreshed: the approval may have ended since.
    staleTime: 0,
  });
}
