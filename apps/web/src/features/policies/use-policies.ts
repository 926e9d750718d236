"use client";

import type {
  Environment,
  PolicyDetail,
  PolicyDiff,
  PolicyHistoryItem,
  PolicySummary,
  PolicyTestInput,
  PolicyTestResult,
  PolicyValidation,
  PolicyVersionDetail,
} from "@agentlattice/contract";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { Page } from "#features/approvals/use-approvals.ts";
import { getJson, postJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { inEnvironment } from "#lib/environment/in-environment.ts";

export const MODES = ["enforce", "monitor", "report_only"] as const;
export const EFFECTS = ["allow", "approve", "deny", "guard"] as const;
const STATUSES = ["active", "draft", "disabled"] as const;

/** What the list is narrowed to: all of it stands in the URL. */
export function usePolicyFilters() {
  return useQueryStates({
    q: parseAsString.withDefault(""),
    mode: parseAsStringLiteral(MODES),
    effect: parseAsStringLiteral(EFFECTS),
    status: parseAsStringLiteral(STATUSES),
  });
}

export type PolicyFilters = ReturnType<typeof usePolicyFilters>[0];
export { STATUSES };

/** Policies by name. */
export function usePolicies(filters: PolicyFilters & { readonly environment: Environment | null }) {
  const asked = Object.entries(filters).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return useInfiniteQuery({
    queryKey: queryKeys.policies(Object.fromEntries(asked)),
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams([...asked, ["limit", "100"], ...(pageParam ? [["cursor", pageParam]] : [])]);
      return getJson<Page<PolicySummary>>(`/policies?${query}`, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    // Counts move with every decision.
    refetchOnMount: "always",
  });
}

export function usePolicy(id: string) {
  const environment = useEnvironment();
  return useQuery({
    queryKey: queryKeys.policyHits(id, environment),
    queryFn: ({ signal }) => getJson<PolicyDetail>(inEnvironment(`/policies/${id}`, environment), signal),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
    refetchOnMount: "always",
  });
}

export function useVersions(id: string) {
  return useInfiniteQuery({
    queryKey: queryKeys.policyVersions(id),
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<PolicyHistoryItem>>(
        `/policies/${id}/versions?${new URLSearchParams({ limit: "50", ...(pageParam && { cursor: pageParam }) })}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchOnMount: "always",
  });
}

/** Versions never change, so each is read once. */
export function useVersion(id: string, version: number | null) {
  return useQuery({
    queryKey: queryKeys.policyVersion(id, version),
    queryFn: ({ signal }) => getJson<PolicyVersionDetail>(`/policies/${id}/versions/${version}`, signal),
    enabled: version !== null,
  });
}

/** What putting `to` in force does to what is in force now, or to another version. */
export function useReach(id: string, to: number, from: number | null = null) {
  return useQuery({
    queryKey: queryKeys.policyDiff(id, from, to),
    queryFn: ({ signal }) =>
      getJson<PolicyDiff>(
        `/policies/${id}/diff?${new URLSearchParams({ to: String(to), ...(from !== null && { from: String(from) }) })}`,
        signal,
      ),
    refetchOnMount: "always",
  });
}

export function validatePolicy(yaml: string): Promise<PolicyValidation> {
  return postJson("/policies/validate", { yaml });
}

export function testPolicy(yaml: string, cases: PolicyTestInput["cases"] = []): Promise<PolicyTestResult> {
  return postJson("/policies/test", { yaml, cases });
}

/** Changes something about a policy; whatever shows it is read again. */
export function usePolicyChange<Input, Result>(change: (input: Input) => Promise<Result>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: queryKeys.policies() }),
        queries.invalidateQueries({ queryKey: queryKeys.anyPolicy() }),
      ]),
  });
}
