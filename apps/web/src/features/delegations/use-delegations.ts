"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf, useOp, usePages } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useView } from "#lib/navigation/use-view.ts";

export const VIEWS = ["list", "tree"] as const;
export const ROLES = ["parent", "child"] as const;

/** The filters and the layout of the list. All of them are in the URL. */
export function useDelegationView() {
  return useView({
    view: parseAsStringLiteral(VIEWS).withDefault("list"),
    agent: parseAsString,
    role: parseAsStringLiteral(ROLES),
    ended: parseAsBoolean.withDefault(false),
  });
}

export type DelegationView = ReturnType<typeof useDelegationView>[0];

/** Delegations, newest first: active ones only, unless `ended`. */
export function useDelegations({ agent, role, ended }: Pick<DelegationView, "agent" | "role" | "ended">) {
  const environment = useEnvironment() ?? undefined;
  const query = {
    environment,
    agent_id: agent || undefined,
    role: (agent && role) || undefined,
    active_only: ended ? undefined : ("true" as const),
  };
  return usePages("listDelegations", { query: { ...query, limit: 100 } }, { keepPrevious: true });
}

export function useDelegation(id: string) {
  return useOp("getDelegation", { params: { id } });
}

/** The tree that a delegation belongs to, as far as the caller may see it. */
export function useDelegationGraph(id: string) {
  return useOp("getDelegationGraph", { params: { id } });
}

/** Reads the effects of revoking a delegation. They are never cached, because they change with every delegation. */
export function useRevokePreview(id: string) {
  return useOp("previewRevokeDelegation", { params: { id } }, { staleTime: 0, gcTime: 0 });
}

export function useRevoke(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.revokeDelegation({ params: { id } }),
    onSuccess: () => queries.invalidateQueries(queriesOf(["listDelegations", "getDelegation", "getDelegationGraph"])),
  });
}
