import type { Approval } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { approvalNotFound, findApproval } from "./find-approval.ts";

/** Fraction of a long wait that is randomised. `LONG_MS` is the shortest wait that counts as long. */
const SPREAD = 0.2;
const LONG_MS = 5_000;

/** Ends long waits up to a fifth early, at random, so that agents that reconnected together do not keep asking at the same instant. */
function spread(waitMs: number): number {
  return waitMs < LONG_MS ? waitMs : waitMs * (1 - SPREAD * Math.random());
}

/**
 * Waits until the approval is no longer pending, a reviewer asks a question, the time is up or the caller disconnects.
 * INVARIANT: waiting starts before the read, so that a decision in between wakes the request. After the wait the key is checked again.
 * @throws AppError NOT_FOUND, UNAUTHENTICATED when the key was revoked meanwhile, TOO_MANY_WAITERS, SHUTTING_DOWN when this process stops
 */
export async function awaitApproval(input: {
  deps: Pick<Deps, "configs" | "database" | "now" | "readApproval" | "stopping" | "waiters">;
  principal: Principal;
  approvalId: string;
  waitMs: number;
  signal: AbortSignal;
  /** The question that the caller knows, by entry UUID; null when it knows none. Absent: only a question asked during the wait ends it. */
  seenQuestion?: string | null | undefined;
}): Promise<Approval> {
  const { deps, principal, approvalId, signal } = input;
  const { orgId } = principal.scope;
  const keyId = principal.kind === "person" ? null : principal.keyId;
  const deadline = deps.now() + spread(input.waitMs);
  let { seenQuestion } = input;
  for (;;) {
    const left = deadline - deps.now();
    const waiting = left > 0 ? deps.waiters.wait(orgId, approvalId, left, signal, keyId) : null;
    try {
      // Up to 20,000 requests may end at once, so they do not read their rows again.
      if (waiting && deps.stopping.aborted)
        throw new AppError("SHUTTING_DOWN", {
          detail: "This process is stopping. The approval is still open; send the request again.",
          retryAfter: 1,
        });
      const state = waiting && !signal.aborted ? await readState(deps, principal, approvalId) : null;
      if (seenQuestion === undefined) seenQuestion = state?.question ?? null;
      const isAsked = state !== null && state.question !== null && state.question !== seenQuestion;
      if (!waiting || state?.status !== "pending" || isAsked) return (await findApproval(deps, principal, approvalId)).view;
      const decided = await waiting.woken;
      if (signal.aborted || deps.stopping.aborted) continue;
      // Another process may have revoked the key. The configuration version that was read with the status detects it.
      if (!decided) await readState(deps, principal, approvalId);
      await principal.refresh();
      if (decided && decided.status !== "pending") return decided;
    } finally {
      waiting?.leave();
    }
  }
}

/** Reads only the status and the open question, so that waiting requests use little memory. @throws AppError NOT_FOUND */
async function readState(
  deps: Pick<Deps, "configs" | "database">,
  principal: Principal,
  approvalId: string,
): Promise<{ status: string; question: string | null }> {
  const found = await deps.database.approvalStatus(principal.scope, approvalId);
  if (found === null || (principal.kind === "agent" && found.agentId !== principal.agentId)) throw approvalNotFound();
  deps.configs.recordVersion(principal.scope.orgId, found.configVersion);
  return found;
}
