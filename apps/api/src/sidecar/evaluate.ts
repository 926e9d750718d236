import type { ActionResult, EvaluatedDecision, EvaluateInput, EvaluateResult } from "@agentlattice/contract";
import { submitAction } from "../actions/submit-action.ts";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { toSubmission } from "./to-submission.ts";

export interface EvaluateCall {
  readonly principal: AgentPrincipal;
  readonly input: EvaluateInput;
  /** The caller's idempotency id. */
  readonly eventId: string | undefined;
  /** Of the caller's trace, when it names one. */
  readonly traceId: string | undefined;
  /** Whether the answer carries a receipt. */
  readonly receipt: boolean;
  readonly deps: Deps;
}

/** Submits what an application is about to do, and answers with the evidence of the decision. Recorded like any action. */
export async function evaluate(call: EvaluateCall): Promise<{ result: EvaluateResult; replayed: boolean }> {
  const submission = toSubmission(call.input);
  const { result, replayed } = await submitAction({ ...call, submission });
  const { status, audit_event_id, approval_id, timeout_at, message, content, effective, receipt } = result;
  const decision = toEvidence(result);
  return {
    result: {
      correlation_id: decision.correlation_id ?? audit_event_id,
      decision,
      status,
      audit_event_id,
      ...(approval_id === undefined ? {} : { approval_id }),
      ...(timeout_at === undefined ? {} : { timeout_at }),
      ...(message === undefined ? {} : { message }),
      ...(content === undefined ? {} : { content }),
      ...(effective === undefined ? {} : { effective }),
      ...(receipt === undefined ? {} : { receipt }),
    },
    replayed,
  };
}

/** The decision with why it was denied, which stands beside it in the answer of POST /actions. */
function toEvidence({ decision, denial_reason }: ActionResult): EvaluatedDecision {
  return decision.status === "denied" && denial_reason ? { ...decision, denial_reason } : decision;
}
