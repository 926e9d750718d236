"use client";

import type { Agent } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral } from "nuqs";
import { previousOf, queriesOf, useOp, usePages } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useView } from "#lib/navigation/use-view.ts";

export const AGENT_STATUSES = ["active", "disabled"] as const;

/** The filters of the list. All of them are in the URL. */
export function useAgentFilters() {
  return useView({
    q: parseAsString.withDefault(""),
    status: parseAsStringLiteral(AGENT_STATUSES),
    owner: parseAsString,
    label: parseAsString,
  });
}

export type AgentFilters = ReturnType<typeof useAgentFilters>[0];

/** Reads agents by name, each with its activity of the last day. */
export function useAgents({ q, status, owner, label }: AgentFilters) {
  const environment = useEnvironment() ?? undefined;
  const query = { q: q || undefined, status: status ?? undefined, owner: owner ?? undefined, label: label ?? undefined };
  return usePages("listAgents", { query: { ...query, environment, include: "record", limit: 100 } }, { keepPrevious: true });
}

/** Reads up to 200 agents by name, for menus. */
export function useAllAgents(): readonly Agent[] {
  return useOp("listAgents", { query: { limit: 200 } }).data?.data ?? [];
}

export function useAgent(id: string) {
  const environment = useEnvironment() ?? undefined;
  return useOp("getAgent", { params: { id }, query: { environment, include: "record" } }, { placeholderData: previousOf(id) });
}

const KEYS_SHOWN = 50;

export function useAgentKeys(id: string) {
  return useOp("listAgentKeys", { params: { id }, query: { limit: KEYS_SHOWN } });
}

const ENTRIES_SHOWN = 12;

/** Reads the newest entries about an agent. */
export function useAgentEntries(id: string) {
  const environment = useEnvironment() ?? undefined;
  return useOp("listAuditEvents", { query: { environment, agent_id: id, limit: ENTRIES_SHOWN } });
}

/** Changes something about an agent and refreshes everything that shows it. */
export function useAgentChange<Input, Result>(change: (input: Input) => Promise<Result>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // INVARIANT: an answer may hold a new key. It leaves the cache as soon as no component shows it.
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries(queriesOf(["listAgents", "getAgent", "listAgentKeys"])),
  });
}
