import type { Approval, ApprovalReview } from "@agentlattice/contract";

/** An approval with everything a reviewer sees, or without it for roles that only read. */
export type Reviewed = Approval | ApprovalReview;

export function isReview(approval: Reviewed): approval is ApprovalReview {
  return "submission" in approval;
}

/** Which approval was opened on purpose: its card takes the focus. `quiet`: by a link, which moves the focus only when it is dangerous not to. */
export interface Opened {
  readonly id: string;
  readonly times: number;
  readonly quiet: boolean;
  /** It was opened because the request before it was decided. */
  readonly afterDecision: boolean;
}
