import type { Approval, ApprovalStatus } from "@agentlattice/contract";
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

/** Returns the mark and label of an approval. An executed one shows its outcome if that is not success. */
export function statusOf({ status, outcome }: Pick<Approval, "status" | "outcome">): { mark: GateState; word: string } {
  if (status === "used" && outcome?.status === "unknown") return { mark: "hold", word: "Outcome unknown" };
  if (status === "used" && outcome?.status === "failed") return { mark: "deny", word: "Failed" };
  return APPROVAL_STATUS[status];
}

/** Returns the time at which a request was decided or expired; null while it is pending, and when the record does not contain the time. */
export function endOf({ status, decided_at, expires_at }: Pick<Approval, "status" | "decided_at" | "expires_at">): string | null {
  return decided_at ?? (status === "expired" ? expires_at : null);
}

/** Returns true for a request whose stored data contradicts the ledger. */
export function isTampered({ refusal }: Pick<Approval, "refusal">): boolean {
  return refusal === "APPROVAL_TAMPERED";
}
