"use client";

import type { Invitation, Member } from "@agentlattice/contract";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Page } from "#features/approvals/use-approvals.ts";
import { getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";

/** Members, where the role may list them. */
export const useMembers = (enabled = true) => usePages<Member>(queryKeys.members(), "/members", enabled);
export const useInvitations = () => usePages<Invitation>(queryKeys.invitations(), "/invitations");

/** A list of the settings, page after page. */
export function usePages<Item>(queryKey: readonly string[], path: string, enabled = true) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<Item>>(`${path}?limit=200${pageParam && `&cursor=${encodeURIComponent(pageParam)}`}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: ({ pages }) => pages.flatMap((page) => page.data),
    refetchOnMount: "always",
    enabled,
  });
}

/** Changes something in the settings; the lists that show it are read again. */
export function useSettingsChange<Input, Result>(change: (input: Input) => Promise<Result>, ...lists: readonly (readonly string[])[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // INVARIANT: an answer may hold a link or a key. It is in no cache once nobody shows it.
    gcTime: 0,
    onSuccess: () => Promise.all(lists.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
