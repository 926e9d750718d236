"use client";

import type { Agent, AuditEvent } from "@agentlattice/contract";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { Page } from "#features/approvals/use-approvals.ts";
import type { Key } from "#features/keys/use-key-change.ts";
import { getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { inEnvironment } from "#lib/environment/in-environment.ts";

export const AGENT_STATUSES = ["active", "disabled"] as const;

/** What the list is narrowed to: all of it stands in the URL. */
export function useAgentFilters() {
  return useQueryStates({
    q: parseAsString.withDefault(""),
    status: parseAsStringLiteral(AGENT_STATUSES),
    owner: parseAsString,
    label: parseAsString,
  });
}

export type AgentFilters = ReturnType<typeof useAgentFilters>[0];

/** Agents by name, each with its record of the last day. */
export function useAgents(filters: AgentFilters) {
  const environment = useEnvironment();
  const asked = Object.entries({ ...filters, environment }).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return useInfiniteQuery({
    queryKey: queryKeys.agentLists(Object.fromEntries(asked)),
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams([
        ...asked,
        ["include", "record"],
        ["limit", "100"],
        ...(pageParam ? [["cursor", pageParam]] : []),
      ] as [string, string][]);
      return getJson<Page<Agent>>(`/agents?${query}`, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchOnMount: "always",
  });
}

/** Agents that people manage, by name, for choosing one; of more than 200, the first. */
export function useAllAgents(): readonly Agent[] {
  const { data } = useQuery({ queryKey: queryKeys.agents(), queryFn: ({ signal }) => getJson<Page<Agent>>("/agents?limit=200", signal) });
  return data?.data ?? [];
}

export function useAgent(id: string) {
  const environment = useEnvironment();
  return useQuery({
    queryKey: queryKeys.agentRecord(id, environment),
    queryFn: ({ signal }) => getJson<Agent>(inEnvironment(`/agents/${id}?include=record`, environment), signal),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
    refetchOnMount: "always",
  });
}

const KEYS_SHOWN = 50;

export function useAgentKeys(id: string) {
  return useQuery({
    queryKey: queryKeys.agentKeys(id),
    queryFn: ({ signal }) => getJson<Page<Key>>(`/agents/${id}/keys?limit=${KEYS_SHOWN}`, signal),
    refetchOnMount: "always",
  });
}

const ENTRIES_SHOWN = 12;

/** The newest entries of an agent's record in the ledger. */
export function useAgentEntries(id: string) {
  const environment = useEnvironment();
  return useQuery({
    queryKey: queryKeys.agentEntries(id, environment),
    queryFn: ({ signal }) =>
      getJson<Page<AuditEvent>>(inEnvironment(`/audit/events?agent_id=${id}&limit=${ENTRIES_SHOWN}`, environment), signal),
    refetchOnMount: "always",
  });
}

/** Changes something about an agent; whatever shows it is read again. */
export function useAgentChange<Input, Result>(change: (input: Input) => Promise<Result>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // INVARIANT: an answer may hold a new key. It is in no cache once nobody shows it.
    gcTime: 0,
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: queryKeys.agentLists() }),
        queries.invalidateQueries({ queryKey: queryKeys.agents() }),
        queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === queryKeys.agent("")[0] }),
      ]),
  });
}
