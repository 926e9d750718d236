/** The cache key of the request that this tab decided last. */
export const LAST_DECISION = ["last decision"] as const;

/** Returns the id of the toast about a decision. */
export const decisionToast = (approvalId: string) => `decision of ${approvalId}`;
