"use client";

import type { PolicySummary } from "@agentlattice/contract";
import { useQuery } from "@tanstack/react-query";
import type { Page } from "#features/approvals/use-approvals.ts";
import { getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";

/** The policies that decide now; of more than 200, the first by name. */
export function usePoliciesInForce() {
  return useQuery({
    queryKey: queryKeys.policies({ of: "agents" }),
    queryFn: async ({ signal }) => (await getJson<Page<PolicySummary>>("/policies?status=active&limit=200", signal)).data,
    refetchOnMount: "always",
  });
}
