"use client";

import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { type InfiniteData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { pendingCountInput } from "#lib/api/shell-inputs.ts";
import { type PageOf, pagesKeyOf, queryOf, readPage, useOp, usePages } from "#lib/api/use-op.ts";
import { useServerClock } from "#lib/clock/clock-provider.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useMe } from "#lib/session/session-context.tsx";
import type { Sort } from "./queue/arrange-queue.ts";
import { NO_FILTER, type QueueFilter } from "./queue/queue-filter.ts";

/** Number of pending approvals per page. The API returns the most urgent ones first. */
const PAGE = 200;

const SORT = { "time-left": undefined, newest: "newest", risk: "risk" } as const;

/** The conditions and the order of the pending approvals to read. */
interface Selection {
  readonly sort: Sort;
  readonly filter: QueueFilter;
}

const ALL: Selection = { sort: "time-left", filter: NO_FILTER };

/**
 * Reads pending approvals page by page, filtered and sorted by the API. Components with the same filter and order share the loaded pages.
 * After a change of the filter or the order, the previous list is returned until the first page of the new one has loaded.
 */
export function usePendingApprovals({ sort, filter }: Selection = ALL) {
  const clock = useServerClock();
  const { can } = useMe();
  const environment = useEnvironment() ?? undefined;
  const { risk, agent, policy, action, expires } = filter;
  const query = {
    environment,
    status: "pending" as const,
    limit: PAGE,
    sort: SORT[sort],
    risk: risk ?? undefined,
    agent_id: agent ?? undefined,
    policy_id: policy ?? undefined,
    action_type: action ?? undefined,
    expires_within: expires ?? undefined,
  };
  const input = { query };
  return useInfiniteQuery({
    queryKey: pagesKeyOf("listApprovals", input),
    queryFn: async ({ pageParam, signal }) => {
      const page = await readPage("listApprovals", input, pageParam, signal);
      const [first] = page.data;
      if (first) clock.sync(Date.parse(first.server_time));
      return page;
    },
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    select: joinPages,
    placeholderData: (before, query) => (query?.queryKey[1].query?.environment === environment ? before : undefined),
    enabled: can.readApprovals,
  });
}

/** Reads the pending approvals that expire first. */
export function useNextApprovals(limit: number) {
  const { can } = useMe();
  const environment = useEnvironment() ?? undefined;
  return useOp("listApprovals", { query: { environment, status: "pending", limit } }, { enabled: can.readApprovals, refetchOnMount: true });
}

/** Reads the number of pending approvals. */
export function usePendingCount(): number | undefined {
  const { can } = useMe();
  const input = pendingCountInput(useEnvironment());
  return useOp("countApprovals", input, { enabled: can.readApprovals, refetchOnMount: true }).data?.count;
}

/** Joins pages to one list. A request that moved between two pages while they were read is listed once. */
function joinPages({ pages }: InfiniteData<PageOf<"listApprovals">>) {
  const byId = new Map(pages.flatMap((page) => page.data).map((approval) => [approval.id, approval]));
  return { data: [...byId.values()], has_more: pages.at(-1)?.has_more ?? false };
}

/**
 * Reads decided approvals, newest first: the caller's own (`mine`), all in a final state (`decided`), or those that one person released
 * alone and nobody has reviewed (`review`).
 */
export function usePastApprovals(list: "mine" | "decided" | "review", enabled: boolean) {
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
