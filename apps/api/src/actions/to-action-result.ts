import type { ActionInput, ActionResult, Decision, Receipt } from "@agentlattice/contract";
import { COMPONENT_VERSIONS, encodeId, TEEC_VERSION, type Verdict } from "@agentlattice/core";
import { effectiveMode, type GrantTerms } from "@agentlattice/core/policy";
import type { ApprovalRecord, GrantRecord } from "@agentlattice/core/settle";
import { toCoverage } from "../grants/read-grants.ts";
import { approvalLink } from "../http/console-link.ts";
import { rewrittenAnswer, rewrittenFields, tracedBy } from "./decision-payload.ts";
import { denialFields } from "./denial-fields.ts";
import { shadowAnswer } from "./shadow-answer.ts";

/** Builds the response of a recorded decision. */
export function recordedResult(input: {
  entryId: string;
  actionType: string;
  environment: ActionResult["environment"];
  /** Wire id of the entry. */
  delegationId: string | null;
  submission: ActionInput;
  verdict: Verdict;
  approval: ApprovalRecord | null;
  /** The grant that allowed the action. */
  grant?: GrantRecord;
  /** The terms of this grant. */
  grantTerms: GrantTerms | null;
  consoleUrl: string;
  /** Trace id of the caller. */
  traceId: string | undefined;
  /** Time of the entry by the database's clock, ms since the epoch. */
  at: number;
  receipt: Receipt | null;
}): ActionResult {
  const { verdict, approval } = input;
  const id = encodeId("evt", input.entryId);
  const conditions = [...verdict.conditions_evaluated] as ActionResult["conditions_evaluated"];
  return {
    status: verdict.status,
    audit_event_id: id,
    action_type: input.actionType,
    environment: input.environment,
    ...(input.delegationId ? { delegation_id: input.delegationId } : {}),
    ...(approval
      ? {
          approval_id: encodeId("apr", approval.approval_id),
          approval_url: approvalLink(input.consoleUrl, approval.approval_id),
          timeout_at: new Date(approval.expires_at).toISOString(),
        }
      : {}),
    ...(input.grant ? grantAnswer(input.grant, input.grantTerms) : {}),
    ...(approval && verdict.grant_mismatch ? { grant_mismatch: verdict.grant_mismatch } : {}),
    message: verdict.message,
    ...(verdict.denial_reason ? { denial_reason: verdict.denial_reason } : {}),
    ...(verdict.policy_name ? { policy_name: verdict.policy_name } : {}),
    ...(verdict.denial_reason ? denialFields({ reason: verdict.denial_reason, policyName: verdict.policy_name, conditions }) : {}),
    conditions_evaluated: conditions,
    decision: {
      ...toDecision(id, verdict, new Date(input.at).toISOString()),
      ...tracedBy(input.entryId, input.submission, { trace_id: input.traceId, versions: COMPONENT_VERSIONS }),
    },
    obligations: [...verdict.obligations] as ActionResult["obligations"],
    ...rewrittenAnswer(rewrittenFields(input.submission, verdict)),
    ...(input.receipt ? { receipt: input.receipt } : {}),
  };
}

function grantAnswer(grant: GrantRecord, terms: GrantTerms | null): Pick<ActionResult, "grant" | "grant_id"> {
  const { grant_id: grantId, action_type: actionType, expires_at: expiresAt, uses, used_sum: sum } = grant;
  return { grant_id: encodeId("gra", grantId), grant: toCoverage({ grantId, actionType, expiresAt }, terms, { uses, sum }) };
}

function toDecision(id: string, verdict: Verdict, evaluatedAt: string): Decision {
  return {
    id,
    action: verdict.action,
    status: verdict.status,
    reason_codes: [...verdict.reason_codes],
    risk_score: verdict.risk_score,
    mode: effectiveMode(verdict),
    shadow: shadowAnswer(verdict),
    policies: [...verdict.policies],
    conditions_evaluated: [...verdict.conditions_evaluated] as ActionResult["conditions_evaluated"],
    findings: [...verdict.findings],
    obligations: [...verdict.obligations] as ActionResult["obligations"],
    event_types: [...verdict.event_types],
    evaluated_at: evaluatedAt,
    teec_version: TEEC_VERSION,
  };
}
