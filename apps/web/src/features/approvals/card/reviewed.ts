import type { Approval, ApprovalReview } from "@agentlattice/contract";

/** An approval with all reviewer data, or without it for roles that can only read. */
export type Reviewed = Approval | ApprovalReview;

export function isReview(approval: Reviewed): approval is ApprovalReview {
  return "submission" in approval;
}

/** The approval that was opened deliberately, which receives the focus. */
export interface Opened {
  readonly id: string;
  readonly times: number;
  /** True if it was opened because the previous request was decided. */
  readonly afterDecision: boolean;
}
