"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral } from "nuqs";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf, usePages } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useView } from "#lib/navigation/use-view.ts";

export const STATUSES = ["active", "all"] as const;

/** The filters of the list. Both are in the URL. */
export function useGrantView() {
  return useView({ status: parseAsStringLiteral(STATUSES).withDefault("active"), grant: parseAsString });
}

type GrantView = ReturnType<typeof useGrantView>[0];

/** Grants, newest first: active ones, all, or a single one that a link names. */
export function useGrants({ status, grant }: GrantView) {
  const environment = useEnvironment() ?? undefined;
  const query = grant === null ? { status, environment } : { status: "all" as const, grant_id: grant };
  return usePages("listGrants", { query: { ...query, limit: 50 } }, { keepPrevious: true });
}

export function useRevokeGrant(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.revokeGrant({ params: { id } }),
    onSettled: () => queries.invalidateQueries(queriesOf(["listGrants"])),
  });
}
