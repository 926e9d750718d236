import type { Approval } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";

/** Announces a changed approval: waiters of this process get it from memory, other processes get a hint to read the row. */
export function announceApproval(deps: Pick<Deps, "bus" | "waiters">, orgId: string, approvalId: string, view: Approval | null): void {
  deps.waiters.wake(approvalId, view);
  // Sent one event loop turn later, so that the responses of local waiters are written first.
  setImmediate(() => deps.bus.send({ kind: "approval", org: orgId, id: approvalId }));
}
