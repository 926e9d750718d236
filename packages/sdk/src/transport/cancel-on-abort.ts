import { cancelApproval } from "../actions/approvals.ts";
import { AgentLatticeError } from "../errors.ts";
import { messageOf } from "../notify.ts";
import type { Config } from "./config.ts";
import { within } from "./within.ts";

/** Maximum time, in milliseconds, that an aborted call waits for its request to be withdrawn. */
const CANCEL_WITHIN_MS = 5_000;

/**
 * Runs a wait. When the caller aborts it, withdraws the request and rejects with the signal's reason.
 * @param approvalId the request, once it is known; `undefined` when no decision is needed
 */
export async function cancelOnAbort<T>(
  config: Config,
  signal: AbortSignal | undefined,
  approvalId: Promise<string | undefined>,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (signal?.aborted) await withdraw(config, approvalId);
    throw error;
  }
}

/**
 * Withdraws a request. One that was decided first needs no withdrawal. Any other failure is printed, because the call rejects with the
 * signal's reason.
 */
async function withdraw(config: Config, approvalId: Promise<string | undefined>): Promise<void> {
  try {
    await within(CANCEL_WITHIN_MS, undefined, async (signal) => {
      const id = await approvalId;
      if (id !== undefined) await cancelApproval(config, id, signal);
    });
  } catch (error) {
    if (error instanceof AgentLatticeError && error.code === "APPROVAL_NOT_PENDING") return;
    console.error(`AgentLattice: the aborted request could not be withdrawn and stays open: ${messageOf(error)}`);
  }
}
