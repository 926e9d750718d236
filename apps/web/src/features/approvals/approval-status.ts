import type { ApprovalStatus } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";

/** The mark and label of each status. */
export const APPROVAL_STATUS: Record<ApprovalStatus, { mark: GateState; word: string }> = {
  pending: { mark: "hold", word: "Pending" },
  approved: { mark: "allow", word: "Approved" },
  used: { mark: "allow", word: "Executed" },
  denied: { mark: "deny", word: "Denied" },
  expired: { mark: "idle", word: "Expired" },
  cancelled: { mark: "idle", word: "Cancelled" },
  lapsed: { mark: "idle", word: "Lapsed" },
  revoked: { mark: "idle", word: "Revoked" },
  refused: { mark: "deny", word: "Refused" },
};
