"use client";

import type { PolicyReview, PolicyReviewDecision, PolicyReviewRequest } from "@agentlattice/contract";
import { api } from "#lib/api/browser-api.ts";
import { useOp } from "#lib/api/use-op.ts";
import { usePolicyChange } from "./use-policies.ts";

/** Pending reviews: of one policy, or of all. */
export function usePendingReviews(policyId?: string) {
  return useOp("listPolicyReviews", { query: { status: "pending", policy: policyId } });
}

export function useReviewRequest(policyId: string) {
  return usePolicyChange((request: PolicyReviewRequest) => api.requestPolicyReview({ params: { id: policyId }, body: request }));
}

export function useReviewDecision({ id, policy }: PolicyReview) {
  return usePolicyChange((decision: PolicyReviewDecision) =>
    api.decidePolicyReview({ params: { id: policy.id, review_id: id }, body: decision }),
  );
}
