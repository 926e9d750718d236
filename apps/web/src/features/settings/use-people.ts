"use client";

import type { JsonOperationId } from "@agentlattice/contract/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { itemsOf } from "#components/list/paged-list.ts";
import { queriesOf, useOp, usePages } from "#lib/api/use-op.ts";

const PAGE = { query: { limit: 200 } };

/** Reads the members, if the role can list them. */
export function useMembers(enabled = true) {
  const list = usePages("listMembers", PAGE, { enabled });
  return { ...list, data: list.data && itemsOf(list) };
}

export function useInvitations() {
  const list = usePages("listInvitations", PAGE);
  return { ...list, data: list.data && itemsOf(list) };
}

export const useGroups = () => useOp("listGroups", {});

export const useHandovers = () => useOp("listHandovers", {});

export function useOrgKeys() {
  const list = usePages("listOrgKeys", PAGE);
  return { ...list, data: list.data && itemsOf(list) };
}

/** Changes something in the settings and refreshes the lists that show it. */
export function useSettingsChange<Input, Result>(change: (input: Input) => Promise<Result>, ...shownBy: readonly JsonOperationId[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // INVARIANT: an answer may hold a link or a key. It leaves the cache as soon as no component shows it.
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries(queriesOf(shownBy)),
  });
}
