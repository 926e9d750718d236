import type { ApprovalStatus } from "../approval/state.ts";

/** Returns the error code that refuses a person's work on a request that is not pending. */
export function endedCode(status: ApprovalStatus): string {
  if (status === "expired") return "APPROVAL_EXPIRED";
  return status === "cancelled" ? "APPROVAL_CANCELLED" : "APPROVAL_NOT_PENDING";
}
