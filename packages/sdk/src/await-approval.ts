import { collectApproval, getApproval, pollApproval } from "./approvals.ts";
import { now, sleep } from "./clock.ts";
import type { Config } from "./config.ts";
import { AgentLatticeError, AgentLatticeTimeoutError, type ErrorDetails } from "./errors.ts";
import { type EndedStatus, endedOtherwise, isEnded } from "./refusals.ts";
import type { ActionResult, Approval, GateResult } from "./results.ts";
import { backoffMs, retryAfterMs } from "./retry.ts";
import { assertSameAction } from "./submit.ts";

const MAX_WAIT_SECONDS = 25;

/** A server that says it parked us and answers at once must not be asked in a tight loop. */
const MIN_GAP_MS = 250;

/** One wait: what was asked, and until when. */
export interface Wait {
  readonly config: Config;
  readonly submitted: ActionResult;
  /** Of the submission. */
  readonly asked: ErrorDetails;
  readonly approvalId: string;
  /** The id of the submission, when this process made it. */
  readonly eventId: string | undefined;
  readonly audience: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly deadline: number;
}

/** Returns the error for an approval that ended, in the words of the approval when it can be read. */
export async function ended({ config, submitted, asked, approvalId, eventId, signal }: Wait, status: EndedStatus): Promise<Error> {
  const refusal = status === "refused" ? submitted.denialReason : undefined;
  try {
    const { approval, ...read } = await getApproval(config, approvalId, signal);
    const { reason } = approval;
    return endedOtherwise(submitted, { status, reason, refusal: approval.refusal ?? refusal }, eventId, read.asked);
  } catch {
    // Only the words are missing; that it ended is known.
    signal?.throwIfAborted();
    return endedOtherwise(submitted, { status, refusal }, eventId, asked);
  }
}

/** Waits until a person decides, and collects. Outages and overload only cost time until the deadline; a final refusal ends the wait. */
export async function awaitApproval(wait: Wait): Promise<GateResult> {
  let failures = 0;
  let lastFailure: unknown;
  let park = true;
  for (;;) {
    const left = wait.deadline - now();
    if (left <= 0) throw timedOut(wait, lastFailure);
    try {
      const answer = await askOnce(wait, left, park);
      if (answer.result) return answer.result;
      failures = 0;
      park = true;
      lastFailure = undefined;
      await sleep(Math.min(answer.pauseMs, left), wait.signal);
    } catch (error) {
      wait.signal?.throwIfAborted();
      if (!(error instanceof AgentLatticeError) || !error.retryable) throw error;
      failures++;
      lastFailure = error;
      // A server with no room to park us still answers a plain question.
      park = error.code !== "TOO_MANY_WAITERS";
      await sleep(Math.max(0, Math.min(backoffMs(failures, error), wait.deadline - now())), wait.signal);
    }
  }
}

async function askOnce(wait: Wait, left: number, park: boolean): Promise<{ result?: GateResult; pauseMs: number }> {
  const { config, approvalId, signal } = wait;
  const asked = now();
  const seconds = park ? Math.min(MAX_WAIT_SECONDS, Math.ceil(left / 1_000)) : 0;
  const { approval, asked: polled, parked, headers } = await pollApproval(config, approvalId, { seconds, left, signal });
  assertSameAction(approval.actionType, wait.submitted.actionType);
  if (isEnded(approval.status)) throw endedOtherwise(wait.submitted, { ...approval, status: approval.status }, wait.eventId, polled);
  if (approval.status !== "pending") return { result: await collect(wait, approval), pauseMs: 0 };
  const pace = parked ? MIN_GAP_MS : Math.max(config.gatePollIntervalMs, retryAfterMs(headers) ?? 0);
  return { pauseMs: Math.max(0, pace - (now() - asked)) };
}

/** Collecting is not waiting for people, so it has its own full request time even when the deadline is near. */
async function collect(wait: Wait, approval: Approval): Promise<GateResult> {
  const { config, approvalId, audience, signal, submitted } = wait;
  try {
    const collected = await collectApproval(config, approvalId, { audience, signal });
    return { ...executed(collected, submitted), approval };
  } catch (error) {
    const code = error instanceof AgentLatticeError ? error.code : "";
    const status = /^APPROVAL_([A-Z]+)$/.exec(code)?.[1]?.toLowerCase() ?? "";
    throw isEnded(status) ? await ended(wait, status) : error;
  }
}

/** @throws AgentLatticeError INVALID_RESPONSE unless the answer executes the submitted action */
export function executed(result: ActionResult, submitted: ActionResult): GateResult {
  if (result.status !== "executed" || result.auditEventId !== submitted.auditEventId || result.actionType !== submitted.actionType) {
    throw new AgentLatticeError("INVALID_RESPONSE", "The answer does not say that this action is executed.");
  }
  return result;
}

function timedOut({ config, submitted, asked, approvalId, eventId }: Wait, lastFailure: unknown): AgentLatticeTimeoutError {
  const seconds = Math.round(config.gatePollTimeoutMs / 1_000);
  const { approvalUrl } = submitted;
  const at = approvalUrl === undefined ? "" : ` at ${approvalUrl}`;
  const again = eventId === undefined ? "wait()" : "gate() with the same eventId";
  return new AgentLatticeTimeoutError(
    "GATE_TIMEOUT",
    `${submitted.actionType} was not decided within ${seconds} s. The request is still open${at}: ${again} continues waiting, cancel() withdraws it.`,
    { approvalId, approvalUrl, eventId },
    { ...asked, cause: lastFailure },
  );
}
