import { type EndedStatus, isEndedStatus } from "@agentlattice/core/request-end";
import { AgentLatticeError, AgentLatticeTimeoutError, type ErrorDetails } from "../errors.ts";
import { endedOtherwise } from "../refusals.ts";
import type { ActionResult, Approval, GateResult } from "../results.ts";
import { now, sleep } from "../transport/clock.ts";
import type { Config } from "../transport/config.ts";
import { backoffMs, retryAfterMs } from "../transport/retry.ts";
import type { OnQuestion } from "./action-options.ts";
import { collectApproval, getApproval, type PermitOptions, pollApproval } from "./approvals.ts";
import { QuestionDesk } from "./question-desk.ts";
import { assertSameAction } from "./submit.ts";

const MAX_WAIT_SECONDS = 25;

/** Maximum pause after a failed poll in milliseconds. It bounds how long a decision is unknown to the agent after the server is back. */
const MAX_OUTAGE_BACKOFF_MS = 2_000;

/** Minimum pause between polls in milliseconds, for a server that claims to wait but answers at once. */
const MIN_GAP_MS = 250;

/** The state of one wait for an approval. */
export interface Wait {
  readonly config: Config;
  readonly submitted: ActionResult;
  /** Details for errors that follow from the submission. */
  readonly asked: ErrorDetails;
  readonly approvalId: string;
  /** Id of the submission, when this process made it. */
  readonly eventId: string | undefined;
  /** The permit to collect. */
  readonly permit: PermitOptions;
  readonly signal: AbortSignal | undefined;
  readonly deadline: number;
  readonly onQuestion: OnQuestion | undefined;
  /** True when the caller promised to act with the values as a reviewer changed them. */
  readonly edits: boolean;
}

/** Returns the error for an approval that ended, with the reviewer's reason when it can be read. */
export async function ended({ config, submitted, asked, approvalId, eventId, signal }: Wait, status: EndedStatus): Promise<Error> {
  const refusal = status === "refused" ? submitted.denialReason : undefined;
  try {
    const { approval, ...read } = await getApproval(config, approvalId, signal);
    const { reason } = approval;
    return endedOtherwise(submitted, { status, reason, refusal: approval.refusal ?? refusal }, eventId, read.asked);
  } catch {
    // The approval has ended. Only the reviewer's reason is missing.
    signal?.throwIfAborted();
    return endedOtherwise(submitted, { status, reason: submitted.reviewerReason, refusal }, eventId, asked);
  }
}

/** Waits for the decision and collects it. Outages and overload only cost time until the deadline; a final refusal ends the wait. */
export async function awaitApproval(wait: Wait): Promise<GateResult> {
  let failures = 0;
  let lastFailure: unknown;
  let shouldWait = true;
  const questions = new QuestionDesk(wait);
  for (;;) {
    const left = wait.deadline - now();
    if (left <= 0) throw timedOut(wait, lastFailure);
    try {
      const answer = await askOnce(wait, left, shouldWait, questions);
      if (answer.result) return answer.result;
      failures = 0;
      shouldWait = true;
      lastFailure = undefined;
      await sleep(Math.min(answer.pauseMs, left), wait.signal);
    } catch (error) {
      wait.signal?.throwIfAborted();
      if (!(error instanceof AgentLatticeError) || !error.retryable) throw error;
      failures++;
      lastFailure = error;
      // A server that has too many waiting requests still answers a request that does not wait.
      shouldWait = error.code !== "TOO_MANY_WAITERS";
      await sleep(Math.max(0, Math.min(backoffMs(failures, error, MAX_OUTAGE_BACKOFF_MS), wait.deadline - now())), wait.signal);
    }
  }
}

async function askOnce(
  wait: Wait,
  left: number,
  shouldWait: boolean,
  questions: QuestionDesk,
): Promise<{ result?: GateResult; pauseMs: number }> {
  const { config, approvalId, signal } = wait;
  const asked = now();
  const seconds = shouldWait ? Math.min(MAX_WAIT_SECONDS, Math.ceil(left / 1_000)) : 0;
  const {
    approval,
    asked: polled,
    waited,
    headers,
  } = await pollApproval(config, approvalId, {
    seconds,
    left,
    signal,
    seenQuestion: questions.seen,
  });
  assertSameAction(approval.actionType, wait.submitted.actionType);
  if (isEndedStatus(approval.status)) throw endedOtherwise(wait.submitted, { ...approval, status: approval.status }, wait.eventId, polled);
  if (approval.status !== "pending") {
    const result = await collect(wait, approval);
    return result ? { result, pauseMs: 0 } : { pauseMs: MIN_GAP_MS };
  }
  questions.take(approval.question);
  const pace = waited ? MIN_GAP_MS : Math.max(config.gatePollIntervalMs, retryAfterMs(headers) ?? 0);
  return { pauseMs: Math.max(0, pace - (now() - asked)) };
}

/**
 * Collects an approval. The full request timeout applies even when the deadline is near. Returns null when the policies ask for more approvals
 * now: the request is pending again.
 * INVARIANT: changed values are collected only by a caller that acts with them.
 */
async function collect(wait: Wait, approval: Approval): Promise<GateResult | null> {
  const { config, approvalId, permit, signal, submitted } = wait;
  if (approval.effective !== undefined && !wait.edits)
    throw new AgentLatticeError(
      "EDIT_NOT_PROMISED",
      `A reviewer changed values of ${submitted.actionType}, so the approval was not used. Call wait with edits: true and act with effective.`,
    );
  try {
    const collected = await collectApproval(config, approvalId, { ...permit, signal });
    return { ...executed(collected, submitted), approval };
  } catch (error) {
    const code = error instanceof AgentLatticeError ? error.code : "";
    if (code === "REQUIREMENT_CHANGED") return null;
    if (error instanceof AgentLatticeError && code === "AGENT_HALTED")
      throw endedOtherwise(submitted, { status: "refused", refusal: code, message: error.message }, wait.eventId, wait.asked);
    const status = /^APPROVAL_([A-Z]+)$/.exec(code)?.[1]?.toLowerCase() ?? "";
    throw isEndedStatus(status) ? await ended(wait, status) : error;
  }
}

/** @throws AgentLatticeError INVALID_RESPONSE unless the answer executes the submitted action */
export function executed(result: ActionResult, submitted: ActionResult): GateResult {
  if (result.status !== "executed" || result.auditEventId !== submitted.auditEventId || result.actionType !== submitted.actionType) {
    throw new AgentLatticeError("INVALID_RESPONSE", "The server did not confirm that this action is executed.");
  }
  return result;
}

function timedOut({ config, submitted, asked, approvalId, eventId }: Wait, lastFailure: unknown): AgentLatticeTimeoutError {
  const seconds = Math.round(config.gatePollTimeoutMs / 1_000);
  const { approvalUrl } = submitted;
  const at = approvalUrl === undefined ? "" : ` at ${approvalUrl}`;
  const resume = eventId === undefined ? "wait()" : "gate() with the same eventId";
  return new AgentLatticeTimeoutError(
    "GATE_TIMEOUT",
    `${submitted.actionType} was not decided within ${seconds} s. The request is still open${at}: ${resume} continues waiting, cancel() withdraws it.`,
    { approvalId, approvalUrl, eventId },
    { ...asked, cause: lastFailure },
  );
}
