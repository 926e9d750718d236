import { AgentLatticeDeniedError, AgentLatticeTimeoutError, type DeniedReason, type ErrorDetails } from "./errors.ts";
import type { ActionResult } from "./results.ts";
import type { Open } from "./transport/json.ts";

const SENTENCES = {
  denied: "was denied by a reviewer",
  expired: "was not decided before its approval expired",
  cancelled: "was cancelled",
  lapsed: "was approved, but the approval was not used in time",
  revoked: "was approved, but the approval was revoked",
  refused: "is refused by the current policies",
} as const;

export type EndedStatus = keyof typeof SENTENCES;

/** An approval that ended. The replay of an action has fewer details than the approval itself. */
export interface EndedApproval {
  readonly status: EndedStatus;
  readonly reason?: string | undefined;
  readonly refusal?: string | undefined;
}

export function isEnded(status: string): status is EndedStatus {
  return Object.hasOwn(SENTENCES, status);
}

/** Returns the error for an action that policy denied. @param asked the request whose answer it was */
export function deniedByPolicy(result: ActionResult, asked: ErrorDetails = {}): AgentLatticeDeniedError {
  const reason = result.denialReason ?? "POLICY_DENIED";
  const denial = {
    reason,
    conditions: result.conditionsEvaluated,
    auditEventId: result.auditEventId,
    ...(result.policyName === undefined ? {} : { policy: result.policyName }),
  };
  return new AgentLatticeDeniedError(sentence(`${result.actionType} was denied: ${reason}`, result.message), denial, asked);
}

/**
 * Returns the error that `gate` rejects with for an approval that ended without use.
 * @param submitted the answer to the submission: it knows the policy and the clauses that asked
 * @param asked the request whose answer said so
 */
export function endedOtherwise(
  submitted: ActionResult,
  approval: EndedApproval,
  eventId: string | undefined,
  asked: ErrorDetails,
): AgentLatticeDeniedError | AgentLatticeTimeoutError {
  const { approvalId = "", approvalUrl } = submitted;
  const what = `${submitted.actionType} ${SENTENCES[approval.status]}`;
  if (approval.status === "expired")
    return new AgentLatticeTimeoutError("APPROVAL_EXPIRED", `${what}.`, { approvalId, approvalUrl, eventId }, asked);
  const reason = reasonOf(approval);
  const denial = {
    reason,
    approvalId,
    ...(approvalUrl === undefined ? {} : { approvalUrl }),
    auditEventId: submitted.auditEventId,
    // The clauses of the submission do not explain a later refusal.
    conditions: approval.status === "refused" ? [] : submitted.conditionsEvaluated,
    ...(submitted.policyName === undefined ? {} : { policy: submitted.policyName }),
    ...(approval.reason === undefined ? {} : { reviewerReason: approval.reason }),
  };
  return new AgentLatticeDeniedError(sentence(approval.status === "refused" ? `${what}: ${reason}` : what, approval.reason), denial, asked);
}

function reasonOf(approval: EndedApproval): Open<DeniedReason> {
  if (approval.status === "denied") return "DENIED_BY_REVIEWER";
  return approval.refusal ?? `APPROVAL_${approval.status.toUpperCase()}`;
}

function sentence(what: string, words: string | undefined): string {
  return words ? `${what}. ${words}` : `${what}.`;
}
