import type { Approval } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { approvalNotFound, findApproval } from "./find-approval.ts";

/**
 * Parks until the approval is no longer pending, or time is up, or the caller goes away.
 * INVARIANT: parking comes before reading, so a decision between the two wakes us.
 * @throws AppError NOT_FOUND, TOO_MANY_WAITERS, SHUTTING_DOWN when this process stops: another one knows the answer
 */
export async function awaitApproval(input: {
  deps: Deps;
  principal: Principal;
  approvalId: string;
  waitMs: number;
  signal: AbortSignal;
}): Promise<Approval> {
  const { deps, principal, approvalId, signal } = input;
  const deadline = deps.now() + input.waitMs;
  for (;;) {
    const left = deadline - deps.now();
    const parked = left > 0 ? deps.waiters.park(principal.scope.orgId, approvalId, left, signal) : null;
    try {
      // Twenty thousand may be let go at once: none of them reads its row again on the way out.
      if (parked && deps.stopping.aborted)
        throw new AppError("SHUTTING_DOWN", { detail: "This process is stopping. The approval is still open: ask again.", retryAfter: 1 });
      if (!parked || signal.aborted || !(await isPending(deps, principal, approvalId)))
        return (await findApproval(deps, principal, approvalId)).view;
      const decided = await parked.woken;
      if (decided && decided.status !== "pending") return decided;
    } finally {
      parked?.leave();
    }
  }
}

/** One narrow read: whoever parks holds nothing else in memory. @throws AppError NOT_FOUND */
async function isPending(deps: Deps, principal: Principal, approvalId: string): Promise<boolean> {
  const status = await deps.database.approvalStatus(principal.scope, approvalId, principal.kind === "agent" ? principal.agentId : null);
  if (status === null) throw approvalNotFound();
  return status === "pending";
}
