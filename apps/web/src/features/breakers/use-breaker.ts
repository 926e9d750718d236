"use client";

import type { AgentBreaker } from "@agentlattice/contract";
import type { OperationInput } from "@agentlattice/contract/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "#lib/api/browser-api.ts";
import { previousOf, queriesOf, useOp } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";

/** Interval at which an open breaker is read again: it becomes half-open without an entry. */
const WATCH_MS = 10_000;

/** Returns the environment whose breakers are shown: the selected one, or production. */
export const useBreakerEnvironment = () => useEnvironment() ?? "prod";

export function useBreaker(id: string) {
  return useOp(
    "getBreaker",
    { params: { id }, query: { environment: useBreakerEnvironment() } },
    {
      placeholderData: previousOf(id),
      refetchInterval: ({ state }) => (state.data && state.data.state !== "closed" ? WATCH_MS : false),
    },
  );
}

export type Override = OperationInput<"changeBreaker">["body"]["override"];

export function useChangeBreaker({ agent_id: id, environment }: AgentBreaker) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { override: Override; reason: string }) => api.changeBreaker({ params: { id }, query: { environment }, body }),
    onSettled: () => queries.invalidateQueries(queriesOf(["getBreaker"], id)),
  });
}
