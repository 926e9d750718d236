import type { Approval, BatchResult } from "@agentlattice/contract";

/** The result of one request of a batch. */
export type BatchItemResult = BatchResult["results"][number] & { readonly approval: Approval };

/** The cache key of the last decision of this tab. */
export const LAST_DECISION = ["last decision"] as const;

/** The last decision of this tab: the id of a request, or the results of the requests that were decided together. */
export type LastDecision = string | readonly BatchItemResult[];

/** Returns the results of a batch that can be undone: approvals and votes. A denial is final, because the agent has received it. */
export function undoableIn(results: readonly BatchItemResult[]): BatchItemResult[] {
  return results.filter(({ status }) => status === "approved" || status === "pending");
}

/** Returns the id of the toast about a decision. */
export const decisionToast = (approvalId: string) => `decision of ${approvalId}`;
