"use client";

import type { Delegation, DelegationGraph, RevokedDelegation, RevokePreview } from "@agentlattice/contract";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { Page } from "#features/approvals/use-approvals.ts";
import { deleteJson, getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";

export const VIEWS = ["list", "tree"] as const;
export const ROLES = ["parent", "child"] as const;

/** What is shown and how: all of it stands in the URL. */
export function useDelegationView() {
  return useQueryStates({
    view: parseAsStringLiteral(VIEWS).withDefault("list"),
    agent: parseAsString,
    role: parseAsStringLiteral(ROLES),
    ended: parseAsBoolean.withDefault(false),
  });
}

export type DelegationView = ReturnType<typeof useDelegationView>[0];

/** Delegations, newest first. Unless ended ones are asked for, only those that hold. */
export function useDelegations({ agent, role, ended }: Pick<DelegationView, "agent" | "role" | "ended">) {
  const environment = useEnvironment();
  const asked: Record<string, string> = {
    ...(environment && { environment }),
    ...(agent && { agent_id: agent }),
    ...(agent && role && { role }),
    ...(!ended && { active_only: "true" }),
  };
  return useInfiniteQuery({
    queryKey: queryKeys.delegations({ ...asked, of: "page" }),
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...asked, limit: "100", ...(pageParam && { cursor: pageParam }) });
      return getJson<Page<Delegation>>(`/delegations?${query}`, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchOnMount: "always",
  });
}

export function useDelegation(id: string) {
  return useQuery({
    queryKey: queryKeys.delegation(id),
    queryFn: ({ signal }) => getJson<Delegation>(`/delegations/${id}`, signal),
    refetchOnMount: "always",
  });
}

/** The tree it stands in, as far as the caller may see it. */
export function useDelegationGraph(id: string) {
  return useQuery({
    queryKey: queryKeys.delegationGraph(id),
    queryFn: ({ signal }) => getJson<DelegationGraph>(`/delegations/${id}/graph`, signal),
    refetchOnMount: "always",
  });
}

/** Read anew each time it is asked: it may be more or less by then. */
export function useRevokePreview(id: string) {
  return useQuery({
    queryKey: queryKeys.revokePreview(id),
    queryFn: ({ signal }) => getJson<RevokePreview>(`/delegations/${id}/revoke-preview`, signal),
    staleTime: 0,
    gcTime: 0,
  });
}

export function useRevoke(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => deleteJson<RevokedDelegation>(`/delegations/${id}`),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: queryKeys.delegations() }),
        queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === queryKeys.delegation("")[0] }),
      ]),
  });
}
