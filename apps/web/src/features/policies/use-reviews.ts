"use client";

import type { PolicyReview, PolicyReviewDecision, PolicyReviewRequest } from "@agentlattice/contract";
import { useQuery } from "@tanstack/react-query";
import type { Page } from "#features/approvals/use-approvals.ts";
import { getJson, postJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";
import { usePolicyChange } from "./use-policies.ts";

/** What waits for a second person: of one policy, or everywhere. */
export function useWaitingReviews(policyId?: string) {
  return useQuery({
    queryKey: queryKeys.policyReviews(policyId),
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ status: "pending", ...(policyId && { policy: policyId }) });
      return getJson<Page<PolicyReview>>(`/policies/reviews?${query}`, signal);
    },
    refetchOnMount: "always",
  });
}

export function useReviewRequest(policyId: string) {
  return usePolicyChange((request: PolicyReviewRequest) => postJson<PolicyReview>(`/policies/${policyId}/reviews`, request));
}

export function useReviewDecision({ id, policy }: PolicyReview) {
  return usePolicyChange((decision: PolicyReviewDecision) =>
    postJson<PolicyReview>(`/policies/${policy.id}/reviews/${id}/decision`, decision),
  );
}
