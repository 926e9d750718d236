import { describeEnd, type EndedStatus, reasonOfEnd } from "@agentlattice/core/request-end";
import { AgentLatticeDeniedError, AgentLatticeTimeoutError, type ErrorDetails } from "./errors.ts";
import type { ActionResult } from "./results.ts";

/** An approval that ended. The replay of an action has fewer details than the approval itself. */
export interface EndedApproval {
  readonly status: EndedStatus;
  readonly reason?: string | undefined;
  readonly refusal?: string | undefined;
  /** The text of the server, when it refused the collect for a cause that the approval does not have. */
  readonly message?: string;
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
  return new AgentLatticeDeniedError(result.message ?? `${result.actionType} was denied: ${reason}.`, denial, asked);
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
  const message = approval.message ?? describeEnd({ ...approval, actionType: submitted.actionType, reviewerReason: approval.reason });
  if (approval.status === "expired")
    return new AgentLatticeTimeoutError("APPROVAL_EXPIRED", message, { approvalId, approvalUrl, eventId }, asked);
  const reason = reasonOfEnd(approval);
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
  return new AgentLatticeDeniedError(message, denial, asked);
}
