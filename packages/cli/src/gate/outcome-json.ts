import { AgentLatticeDeniedError, AgentLatticeError, AgentLatticeTimeoutError, type GateResult, type Obligation } from "@agentlattice/sdk";
import type { CommandEnd } from "./run-command.ts";

/** The result of a gate, with or without `edits`. */
export type AllowedResult = Omit<GateResult, "effective" | "content" | "obligations"> &
  ({ readonly obligations: readonly Obligation[] } | { readonly others: readonly Obligation[] });

/** An allowed action; `effective` has its fields as they were approved, by their API names. */
type AllowedAction = AllowedResult & { readonly effective: Record<string, unknown> };

/** Returns the JSON object of `--json` for an allowed action. */
export function approvedJson(result: AllowedAction, eventId: string, ended?: CommandEnd & { reported: boolean }): Record<string, unknown> {
  return {
    status: "executed",
    action_type: result.actionType,
    environment: result.environment,
    event_id: eventId,
    audit_event_id: result.auditEventId,
    executed_event_id: result.executedEventId,
    approval_id: result.approvalId,
    approval_url: result.approvalUrl,
    decided_by: result.approval?.decidedBy,
    policy_name: result.policyName,
    obligations: "others" in result ? result.others : result.obligations,
    effective: result.effective,
    permit: result.permit,
    permit_expires_at: result.permitExpiresAt,
    command: ended && { exit_code: ended.exitCode, signal: ended.signal, message: ended.failure, reported: ended.reported },
  };
}

/** Returns the JSON object of `--json` for an action that was not allowed. */
export function refusedJson(error: unknown, actionType: string, eventId: string): Record<string, unknown> {
  const common = { action_type: actionType, event_id: eventId, message: error instanceof Error ? error.message : String(error) };
  if (error instanceof AgentLatticeDeniedError) {
    const { reason, policy, conditions, reviewerReason, approvalId, approvalUrl, auditEventId } = error;
    const denial = {
      audit_event_id: auditEventId,
      approval_id: approvalId,
      approval_url: approvalUrl,
      reason,
      policy,
      policy_name: policy,
      reviewer_reason: reviewerReason,
      conditions,
      conditions_evaluated: conditions,
    };
    return { status: "denied", ...common, ...denial };
  }
  if (error instanceof AgentLatticeTimeoutError)
    return { status: "timeout", ...common, code: error.code, approval_id: error.approvalId, approval_url: error.approvalUrl };
  if (error instanceof AgentLatticeError)
    return {
      status: "error",
      ...common,
      code: error.code,
      request_id: error.requestId,
      retryable: error.retryable,
      errors: error.details.errors,
    };
  return { status: "error", ...common };
}
