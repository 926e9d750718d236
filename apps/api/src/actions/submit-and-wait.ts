import { decodeId } from "@agentlattice/core";
import { awaitApproval } from "../approvals/await-approval.ts";
import { AppError } from "../http/app-error.ts";
import { readAction } from "./read-action.ts";
import { type SubmitInput, type Submitted, submitAction } from "./submit-action.ts";

export interface WaitInput extends SubmitInput {
  /** Seconds to wait for a person's decision; 0 responds immediately. */
  readonly wait: number;
  /** Aborted when the caller disconnects. */
  readonly signal: AbortSignal;
}

export interface Waited extends Submitted {
  /** True when the wait was applied. Otherwise the caller polls. */
  readonly waited: boolean;
}

/** Submits an action and, if it requires approval, waits for the decision. Returns the status at that time. */
export async function submitAndWait(input: WaitInput): Promise<Waited> {
  const { deps, principal, receipt, wait, signal } = input;
  const submitted = await submitAction(input);
  const approvalId = decodeId("apr", submitted.result.approval_id ?? "");
  const eventId = decodeId("evt", submitted.result.audit_event_id);
  if (wait === 0 || submitted.result.status !== "requested" || !approvalId || !eventId) return { ...submitted, waited: wait > 0 };
  try {
    const { status } = await awaitApproval({ deps, principal, approvalId, waitMs: wait * 1000, signal });
    if (status === "pending") return { ...submitted, waited: true };
  } catch (error) {
    if (!isWaitLimitReached(error)) throw error;
    return { ...submitted, waited: false };
  }
  return { ...submitted, result: await readAction(deps, principal, eventId, receipt), waited: true };
}

/** Returns true when this process cannot let the request wait. The action is recorded, so its ids are returned instead of the error. */
function isWaitLimitReached(error: unknown): boolean {
  return error instanceof AppError && (error.code === "TOO_MANY_WAITERS" || error.code === "SHUTTING_DOWN");
}
