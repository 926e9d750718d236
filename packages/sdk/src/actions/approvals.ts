import { AgentLatticeError } from "../errors.ts";
import type { ActionResult, Approval } from "../results.ts";
import type { Config } from "../transport/config.ts";
import { idSegment } from "../transport/ids.ts";
import { readActionResult } from "../transport/read-result.ts";
import { type Answer, requestIdOf, send } from "../transport/send.ts";
import type { PermitGrade } from "./action-options.ts";
import { readApproval } from "./read-approval.ts";

/** Time allowed for the network in addition to the time that the server waits, in milliseconds. */
const WAIT_SLACK_MS = 10_000;

export interface ReadApproval {
  readonly approval: Approval;
  /** Details for errors that follow from this answer. */
  readonly asked: { readonly requestId?: string };
}

export interface PolledApproval extends ReadApproval {
  /** True when the server waited before it answered. */
  readonly waited: boolean;
  readonly headers: Headers;
}

/**
 * Sends one long poll for an approval, without retries: the caller repeats it.
 * @param wait `seconds` that the server waits, 0 to read without waiting; `left` milliseconds until the request is aborted; `seenQuestion`
 * the
 * question that the caller has seen, or `none`
 */
export async function pollApproval(
  config: Config,
  approvalId: string,
  wait: { seconds: number; left: number; signal: AbortSignal | undefined; seenQuestion?: string | undefined },
): Promise<PolledApproval> {
  const query = wait.seenQuestion === undefined ? "" : `?seen_question=${wait.seenQuestion}`;
  const answer = await send(config, {
    method: "GET",
    path: `/approvals/${idSegment("apr", approvalId)}${query}`,
    headers: wait.seconds > 0 ? { prefer: `wait=${wait.seconds}` } : {},
    timeoutMs: Math.min(wait.seconds * 1_000 + WAIT_SLACK_MS, wait.left),
    attempts: 1,
    signal: wait.signal,
  });
  const waited = /(^|[,;\s])wait\b/i.test(answer.headers.get("preference-applied") ?? "");
  return { ...checked(answer, approvalId), waited, headers: answer.headers };
}

export async function getApproval(config: Config, approvalId: string, signal: AbortSignal | undefined): Promise<ReadApproval> {
  return checked(await send(config, { method: "GET", path: `/approvals/${idSegment("apr", approvalId)}`, signal }), approvalId);
}

/** The permit that a collect returns. */
export interface PermitOptions {
  readonly audience?: string | undefined;
  readonly permitGrade?: PermitGrade | undefined;
}

/** Sends `POST /approvals/{id}/collect`. A collected approval returns the same permit again. */
export async function collectApproval(
  config: Config,
  approvalId: string,
  options: PermitOptions & { signal?: AbortSignal | undefined },
): Promise<ActionResult> {
  const { audience, permitGrade } = options;
  const body = { ...(audience === undefined ? {} : { audience }), ...(permitGrade === undefined ? {} : { grade: permitGrade }) };
  const answer = await send(config, {
    method: "POST",
    path: `/approvals/${idSegment("apr", approvalId)}/collect`,
    body,
    attempts: 1,
    signal: options.signal,
  });
  return readActionResult(answer.body);
}

/** Sends `POST /approvals/{id}/answer`. */
export async function answerQuestion(config: Config, approvalId: string, text: string): Promise<Approval> {
  const path = `/approvals/${idSegment("apr", approvalId)}/answer` as const;
  return checked(await send(config, { method: "POST", path, body: { text }, attempts: 1 }), approvalId).approval;
}

/** Sends `POST /approvals/{id}/cancel`. Succeeds when the request is cancelled already. */
export async function cancelApproval(config: Config, approvalId: string, signal?: AbortSignal): Promise<Approval> {
  try {
    const path = `/approvals/${idSegment("apr", approvalId)}/cancel` as const;
    return checked(await send(config, { method: "POST", path, signal }), approvalId).approval;
  } catch (error) {
    if (!(error instanceof AgentLatticeError) || error.code !== "APPROVAL_NOT_PENDING") throw error;
    const { approval } = await getApproval(config, approvalId, signal);
    if (approval.status === "cancelled") return approval;
    throw error;
  }
}

function checked(answer: Answer, approvalId: string): ReadApproval {
  const approval = readApproval(answer.body);
  if (approval.id !== approvalId)
    throw new AgentLatticeError("INVALID_RESPONSE", "The server answered with another approval than the requested one.");
  return { approval, asked: requestIdOf(answer.headers) };
}
