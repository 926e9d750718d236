"use client";

import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { useQuery } from "@tanstack/react-query";
import { queryOf, usePages } from "#lib/api/use-op.ts";
import { useServerClock } from "#lib/clock/clock-provider.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useMe } from "#lib/session/session-context.tsx";

/** Maximum number of pending approvals loaded. The API returns the most urgent ones first. */
const MOST_PENDING = 200;

/** Reads all pending approvals. */
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
      if (first) clock.sync(Date.parse(first.server_time));
      return page;
    },
    enabled: can.readApprovals,
  });
}

/**
 * Reads decided approvals, newest first: the caller's own (`mine`), all in a final state (`decided`), those whose permit was consumed
 * without a known outcome (`unknown`), or those that one person released alone and nobody has reviewed (`review`).
 */
export function usePastApprovals(list: "mine" | "decided" | "unknown" | "review", enabled: boolean) {
  const environment = useEnvironment() ?? undefined;
  return usePages("listApprovals", { query: { environment, status: list, limit: 50 } }, { enabled });
}

/** The query for an approval with its reviewer data. */
export const reviewQuery = (id: string) => queryOf("reviewApproval", { params: { id } });

/** Reads an approval for review. Roles that cannot decide receive it without its arguments. */
export function useReview(id: string) {
  const { can } = useMe();
  return useQuery<ApprovalReview | Approval>({
    ...(can.decide ? reviewQuery(id) : queryOf("getApproval", { params: { id } })),
    // Shows cached data immediately and refetches, because the approval may have ended meanwhile.
    staleTime: 0,
  });
}
