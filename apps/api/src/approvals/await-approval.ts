import type { Approval } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { approvalNotFound, findApproval } from "./find-approval.ts";

/**
 * Waits until the approval is no longer pending, or time is up, or the caller goes away.
 * INVARIANT: parking comes before reading, so a decision between the two wakes us; and what comes after a wait is answered only
 * to a key that still stands.
 * @throws AppError NOT_FOUND, UNAUTHENTICATED when the key was revoked meanwhile, TOO_MANY_WAITERS, SHUTTING_DOWN when this process stops: another one knows the answer
 */
export async function awaitApproval(input: {
  deps: Deps;
  principal: Principal;
  approvalId: string;
  waitMs: number;
  signal: AbortSignal;
}): Promise<Approval> {
  const { deps, principal, approvalId, signal } = input;
  const { orgId } = principal.scope;
  const keyId = principal.kind === "person" ? null : principal.keyId;
  const deadline = deps.now() + input.waitMs;
  for (;;) {
    const left = deadline - deps.now();
    const parked = left > 0 ? deps.waiters.park(orgId, approvalId, left, signal, keyId) : null;
    try {
      // Twenty thousand may be let go at once: none of them reads its row again on the way out.
      if (parked && deps.stopping.aborted)
        throw new AppError("SHUTTING_DOWN", { detail: "This process is stopping. The approval is still open: ask again.", retryAfter: 1 });
      if (!parked || signal.aborted || !(await isPending(deps, principal, approvalId)))
        return (await findApproval(deps, principal, approvalId)).view;
      const decided = await parked.woken;
      if (signal.aborted || deps.stopping.aborted) continue;
      // Another process may have revoked the key: the version of the configuration is read with the status.
      if (!decided) await isPending(deps, principal, approvalId);
      await principal.again();
      if (decided && decided.status !== "pending") return decided;
    } finally {
      parked?.leave();
    }
  }
}

/** One narrow read: whoever parks holds nothing else in memory. @throws AppError NOT_FOUND */
async function isPending(deps: Deps, principal: Principal, approvalId: string): Promise<boolean> {
  const found = await deps.database.approvalStatus(principal.scope, approvalId, principal.kind === "agent" ? principal.agentId : null);
  if (found === null) throw approvalNotFound();
  deps.configs.noteVersion(principal.scope.orgId, found.configVersion);
  return found.status === "pending";
}
