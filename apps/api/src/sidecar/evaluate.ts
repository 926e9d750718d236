import type { ActionResult, EvaluatedDecision, EvaluateInput, EvaluateResult } from "@agentlattice/contract";
import { submitAndWait, type Waited, type WaitInput } from "../actions/submit-and-wait.ts";
import { toSubmission } from "./to-submission.ts";

export interface EvaluateCall extends Omit<WaitInput, "submission"> {
  readonly input: EvaluateInput;
}

/** Submits the call of an application as an action and returns the evidence of the decision. */
export async function evaluate(call: EvaluateCall): Promise<Omit<Waited, "result"> & { result: EvaluateResult }> {
  const submission = toSubmission(call.input);
  const { result, ...rest } = await submitAndWait({ ...call, submission, channel: "gateway" });
  const { status, audit_event_id, approval_id, approval_url, timeout_at, message, content, effective, receipt } = result;
  const decision = toEvidence(result);
  return {
    result: {
      correlation_id: decision.correlation_id ?? audit_event_id,
      decision,
      status,
      audit_event_id,
      ...(approval_id === undefined ? {} : { approval_id }),
      ...(approval_url === undefined ? {} : { approval_url }),
      ...(timeout_at === undefined ? {} : { timeout_at }),
      ...(message === undefined ? {} : { message }),
      ...(content === undefined ? {} : { content }),
      ...(effective === undefined ? {} : { effective }),
      ...(receipt === undefined ? {} : { receipt }),
    },
    ...rest,
  };
}

/** Returns the decision with its denial reason, which POST /actions returns beside it. */
function toEvidence({ decision, denial_reason }: ActionResult): EvaluatedDecision {
  return decision.status === "denied" && denial_reason ? { ...decision, denial_reason } : decision;
}
