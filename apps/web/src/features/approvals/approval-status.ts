import type { ApprovalStatus } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";

/** Where each status stands at the gate, and its word. */
export const APPROVAL_STATUS: Record<ApprovalStatus, { mark: GateState; word: string }> = {
  pending: { mark: "hold", word: "Waiting" },
  approved: { mark: "allow", word: "Approved" },
  used: { mark: "allow", word: "Executed" },
  denied: { mark: "deny", word: "Denied" },
  expired: { mark: "idle", word: "Expired" },
  cancelled: { mark: "idle", word: "Cancelled" },
  lapsed: { mark: "idle", word: "Lapsed" },
  revoked: { mark: "idle", word: "Revoked" },
  refused: { mark: "deny", word: "Refused" },
};
