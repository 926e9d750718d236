"use client";

import type { Environment, PolicyTestInput } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral } from "nuqs";
import { api } from "#lib/api/browser-api.ts";
import { previousOf, queriesOf, useOp, usePages } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useView } from "#lib/navigation/use-view.ts";

export const MODES = ["enforce", "monitor", "report_only"] as const;
export const EFFECTS = ["allow", "approve", "deny", "guard"] as const;
const STATUSES = ["active", "draft", "disabled"] as const;

/** The filters of the list. All of them are in the URL. */
export function usePolicyFilters() {
  return useView({
    q: parseAsString.withDefault(""),
    mode: parseAsStringLiteral(MODES),
    effect: parseAsStringLiteral(EFFECTS),
    status: parseAsStringLiteral(STATUSES),
  });
}

export type PolicyFilters = ReturnType<typeof usePolicyFilters>[0];
export { STATUSES };

/** Reads policies, by name. */
export function usePolicies({ q, mode, effect, status, environment }: PolicyFilters & { readonly environment: Environment | null }) {
  const query = {
    q: q || undefined,
    mode: mode ?? undefined,
    effect: effect ?? undefined,
    status: status ?? undefined,
    environment: environment ?? undefined,
  };
  return usePages("listPolicies", { query: { ...query, limit: 100 } }, { keepPrevious: true });
}

export function usePolicy(id: string) {
  const environment = useEnvironment() ?? undefined;
  return useOp("getPolicy", { params: { id }, query: { environment } }, { placeholderData: previousOf(id) });
}

export function useVersions(id: string) {
  return usePages("listPolicyVersions", { params: { id }, query: { limit: 50 } });
}

/** One version. It is read once, because versions never change. */
export function useVersion(id: string, version: number | null) {
  return useOp("getPolicyVersion", { params: { id, version: version ?? 0 } }, { enabled: version !== null, refetchOnMount: false });
}

/** Reads the effect of publishing version `to` compared with the active version, or with version `from`. */
export function useReach(id: string, to: number, from: number | null = null) {
  return useOp("diffPolicy", { params: { id }, query: { to, from: from ?? undefined } });
}

export function validatePolicy(yaml: string) {
  return api.validatePolicy({ body: { yaml } });
}

export function testPolicy(yaml: string, cases: PolicyTestInput["cases"] = []) {
  return api.testPolicy({ body: { yaml, cases } });
}

/** Operations that show a policy. */
const POLICY_OPERATIONS = [
  "listPolicies",
  "listPolicyReviews",
  "getPolicy",
  "listPolicyVersions",
  "diffPolicy",
  "listLibrary",
  "getLibraryItem",
  "installLibraryItem",
] as const;

/** Changes something about a policy and refreshes everything that shows it. */
export function usePolicyChange<Input, Result>(change: (input: Input) => Promise<Result>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries(queriesOf(POLICY_OPERATIONS)) });
}
