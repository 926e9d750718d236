"use client";

import type { OpenSession, Organisation } from "@agentlattice/contract";
import { useQuery } from "@tanstack/react-query";
import type { Page } from "#features/approvals/use-approvals.ts";
import { getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";

export function useOrganisation() {
  return useQuery({
    queryKey: queryKeys.organisation(),
    queryFn: ({ signal }) => getJson<Organisation>("/org", signal),
    refetchOnMount: "always",
  });
}

/** My open sessions, in every organisation of mine. */
export function useSessions() {
  return useQuery({
    queryKey: queryKeys.sessions(),
    queryFn: async ({ signal }) => (await getJson<Page<OpenSession>>("/sessions", signal)).data,
    refetchOnMount: "always",
  });
}
