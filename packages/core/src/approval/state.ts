/** The statuses of an approval. */
export const APPROVAL_STATUSES = ["pending", "approved", "used", "denied", "expired", "cancelled", "lapsed", "revoked", "refused"] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** The status changes of an approval. Each is one ledger entry. */
const MOVES = {
  approve: { from: "pending", to: "approved" },
  deny: { from: "pending", to: "denied" },
  expire: { from: "pending", to: "expired" },
  cancel: { from: "pending", to: "cancelled" },
  collect: { from: "approved", to: "used" },
  undo: { from: "approved", to: "pending" },
  lapse: { from: "approved", to: "lapsed" },
  revoke: { from: "approved", to: "revoked" },
  refuse: { from: "approved", to: "refused" },
  /** Ends a pending request that the current policies deny. */
  reject: { from: "pending", to: "refused" },
  /** Ends a collected approval whose permit was not consumed. */
  recall: { from: "used", to: "revoked" },
} as const satisfies Record<string, { from: ApprovalStatus; to: ApprovalStatus }>;

export type ApprovalMove = keyof typeof MOVES;

/** Returns the status after a move, or null when the move does not start from this status. */
export function moveApproval(status: ApprovalStatus, move: ApprovalMove): ApprovalStatus | null {
  return MOVES[move].from === status ? MOVES[move].to : null;
}
