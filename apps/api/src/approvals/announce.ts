import type { Approval } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";

/** An approval has moved: our own waiters resume from memory at once, other processes are told to read the row. */
export function announceApproval(deps: Deps, orgId: string, approvalId: string, view: Approval | null): void {
  deps.waiters.wake(approvalId, view);
  // A turn later: the answers of those who were woken are written first.
  setImmediate(() => deps.bus.send({ kind: "approval", org: orgId, id: approvalId }));
}
