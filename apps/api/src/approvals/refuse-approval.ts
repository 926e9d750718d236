import type { ErrorCode } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { ApprovalRecord, CostAmounts, Refused } from "@agentlattice/core/settle";
import { wireAmount } from "../budgets/wire-amounts.ts";
import type { OrgConfig } from "../config/org-config.ts";
import { AppError } from "../http/app-error.ts";
import { approvalLink } from "../http/console-link.ts";
import { addApprover } from "./describe-missing.ts";
import { approvalNotFound } from "./find-approval.ts";
import { personView } from "./person-view.ts";

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  DIGEST_MISMATCH: "The digest does not match the approval. Read the approval again and decide on its current content.",
  REASON_REQUIRED: "This policy requires a reason. Send one as `reason`.",
  NOT_ELIGIBLE: "You are not among those who may decide this approval.",
  APPROVAL_NOT_PENDING: "This approval is not pending any more.",
  APPROVAL_PENDING: "This approval is not decided yet. Wait for it with Prefer: wait=25.",
  APPROVAL_DENIED: "A person denied this action. Do not run it.",
  APPROVAL_EXPIRED: "The approval expired before it was decided. Submit the action again if it is still needed.",
  APPROVAL_LAPSED: "The approval was not used in time. Submit the action again if it is still needed.",
  APPROVAL_CANCELLED: "The request was withdrawn, or ended with the agent or key that made it. Do not run the action.",
  APPROVAL_REVOKED: "The approval was revoked. Do not run the action.",
  REQUIREMENT_CHANGED:
    "The policies changed and ask for more approvals. Do not run the action. If the request is pending again, wait for it; otherwise submit the action again.",
  AGENT_HALTED: "A person halted this. Do not run the action. The approval stays valid: try again after the halt has ended.",
  APPROVAL_TAMPERED:
    "The stored approval does not match the ledger. Do not run the action. Submit it again and ask an admin to verify the ledger.",
  ALREADY_VOTED:
    "You voted on this request already, or somebody voted on your behalf, and each person votes once. Another approver must complete it.",
  STEP_UP_REQUIRED: "This decision needs a fresh proof of your identity. Send your password or a one-time code with it.",
  EVIDENCE_REQUIRED:
    "This approval needs an assertion of your passkey. Register a passkey, then sign the options of POST /approvals/{id}/evidence.",
  EDIT_NOT_PROMISED:
    'The agent did not promise to use changed values (supports: ["edit"]), so it would run the requested ones. Approve the request as it is, or deny it and say which values you would approve.',
  EDIT_DENIED: "The current policies deny the edited action, or ask other people for it. Change the values, or deny the request.",
  GRANT_MISMATCH: "Earlier votes do not name this grant. Read the approval and name the same grant, or approve without one.",
  EXTENSION_REQUIRED: "This request exceeds a budget. Send the amount by which it is extended as `extend`, or deny the request.",
  EXTENSION_MISMATCH:
    "Earlier votes extend the budget by other amounts. Read `extension.amounts` and send the same ones, or deny the request.",
  APPROVAL_USED: "This approval was used for a reservation. Reserve without approval_id.",
  RESERVATION_APPROVAL: "This approval is for a reservation. Send it as approval_id to POST /budgets/reserve, with the same amounts.",
  RESERVATION_NOT_APPROVED: "This approval is for another request. Reserve what was approved, or reserve without approval_id.",
  ALREADY_CLAIMED: "Another person works on this request. Wait until the claim ends, or decide it anyway.",
  NOT_CLAIMED: "You have not claimed this request, or your claim has ended. Claim it first.",
  QUESTION_OPEN: "A question waits for the agent's answer. Wait for it, or comment instead.",
  NO_QUESTION: "No question waits for an answer. Read the approval to see whether it was asked.",
  NO_VOTE: "You have no vote on the current stage. Nothing is taken back.",
  UNDO_TOO_LATE: "The decision cannot be undone any more. Revoke the approval to stop it.",
  APPROVAL_NOT_APPROVED: "Only an approved request can be revoked. Deny a pending one.",
  NO_REVIEW_DUE: "This request was not released by one person alone, or it was reviewed already.",
  SEPARATION_OF_DUTIES: "You released this request alone. Another person must review it.",
  OUTCOME_NOT_UNKNOWN: "The outcome of this action is not unknown. Read the approval to see it.",
  PERMIT_INVALID: "There is no such permit.",
  PERMIT_CONSUMED:
    "This permit was consumed before. Do not run the action again. If the response of an earlier call was lost, repeat that call with its Idempotency-Key.",
  PERMIT_EXPIRED: "This permit has expired. Do not run the action.",
  PERMIT_WRONG_AUDIENCE: "This permit was issued for another audience.",
  PERMIT_GRADE_REFUSED:
    'The policy allows only permits that work once (permits: consumed). Collect with grade "consumed" and send the permit to POST /permits/consume.',
  PERMIT_PAYLOAD_MISMATCH: "What is about to run is not what was approved. Do not run it.",
};

/** Error messages for people who decide, for codes whose default message addresses an agent. */
const REVIEWER_SENTENCES: Partial<Record<ErrorCode, string>> = {
  APPROVAL_EXPIRED: "This request has expired. There is nothing to decide.",
  APPROVAL_LAPSED: "The approval of this request was not used in time. There is nothing to decide.",
  APPROVAL_CANCELLED: "This request was withdrawn, or ended with its agent, its key or its approvers. There is nothing to decide.",
  APPROVAL_REVOKED: "The approval of this request was revoked. There is nothing to decide.",
  REQUIREMENT_CHANGED:
    "The policies changed and ask for other approvals than those of the page you saw. Read the request again; votes that still count are kept.",
  APPROVAL_TAMPERED: "The stored request does not match the ledger, so it cannot be approved. Ask an admin to verify the ledger.",
};

/** Returns the error that refuses a decision or work on a request, with the message for the person who made it. */
export function reviewerRefusal(
  { code, approval, remaining_extension, ineligible }: Omit<Refused, "type">,
  config: OrgConfig,
  consoleUrl: string,
): AppError {
  const refusal = refusalError(code, approval, config, consoleUrl);
  if (ineligible)
    return new AppError(refusal.code, {
      detail: ineligible.because,
      details: { ...refusal.options.details, cause: ineligible.cause },
    });
  const detail = code === "EXTENSION_NOT_ALLOWED" ? describeBounds(approval, remaining_extension ?? {}) : REVIEWER_SENTENCES[refusal.code];
  return detail === undefined ? refusal : new AppError(refusal.code, { ...refusal.options, detail });
}

/** Returns the amounts by which an approval of this request may extend its budgets, as a sentence. */
function describeBounds(approval: ApprovalRecord | undefined, left: CostAmounts): string {
  const caps = approval?.plan.extension ?? [];
  const measures = [...new Set(caps.map(({ measure }) => measure))];
  if (measures.length === 0) return "This request extends no budget. Send the decision without `extend`.";
  const bounds = measures.map((measure) => {
    const least = Math.max(...caps.flatMap((cap) => (cap.measure === measure ? [cap.needed] : [])));
    const most = left[measure] ?? 0;
    const text = (amount: number) => `${wireAmount(measure, amount)} ${measure}`;
    return { isReachable: least <= most, least: text(least), most: text(most) };
  });
  const short = bounds.find(({ isReachable }) => !isReachable);
  if (short)
    return `The request needs ${short.least} more, and the policy allows only ${short.most} more in this period. Deny the request, or wait until the budget's next period.`;
  return `Extend the budget by at least ${bounds.map(({ least, most }) => `${least} and at most ${most}`).join(", and by at least ")}, and by nothing else.`;
}

/** Returns the message for an error code. Some codes have different messages for different states of the approval. */
function sentenceOf(code: string, approval: ApprovalRecord | undefined): string | undefined {
  if (code === "ACTION_CANNOT_RUN" && approval?.refusal === "AGENT_HALTED")
    return "A person halted this agent, so the approval would have no effect. Decide again after the halt has ended.";
  if (code === "ACTION_CANNOT_RUN")
    return `The action cannot run any more (${approval?.refusal ?? "policy changed"}), so your approval has no effect and the request has ended. The agent was told. Submit the action again when the cause is removed.`;
  if (code === "APPROVAL_NOT_PENDING" && approval?.status === "refused")
    return `The current policies deny this action (${approval.refusal ?? "policy changed"}), so the request has ended. There is nothing to decide.`;
  if (code === "ALREADY_DECIDED")
    return "The policies changed and need no further vote, so this request is approved. Revoke the approval to stop it.";
  if (code === "APPROVAL_REFUSED")
    return `The current policies deny this action (${approval?.refusal ?? "policy changed"}). Submit it again.`;
  if (code === "APPROVAL_CANCELLED" && approval?.refusal === "NO_ELIGIBLE_APPROVER")
    return `The request ended because nobody could decide it any more. Do not run the action. ${addApprover(approval.risk.level)} Then submit it again.`;
  if (code === "UNDO_TOO_LATE" && approval?.status === "denied")
    return "A denial cannot be undone, because the agent has received it. Submit the action again if it is still needed.";
  if (code === "UNDO_TOO_LATE" && approval && ENDED.has(approval.status))
    return "The request has ended, so there is nothing to undo. Submit the action again if it is still needed.";
  return SENTENCES[code as ErrorCode];
}

/** States in which nothing can be revoked. */
const ENDED: ReadonlySet<ApprovalRecord["status"]> = new Set(["expired", "cancelled", "lapsed", "revoked", "refused"]);

/** Returns a time for people, such as `23 Nov 2026 at 13:04:02 UTC`. */
function dayAndTime(at: string): string {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(at));
  return `${day} at ${at.slice(11, 19)} UTC`;
}

/** Converts a settled refusal to an error that names the earlier decision and the next step. */
export function refusalError(code: string, approval: ApprovalRecord | undefined, config: OrgConfig, consoleUrl: string): AppError {
  if (code === "NOT_FOUND") return approvalNotFound();
  if (code === "ALREADY_DECIDED" && approval?.decided_by && approval.decided_at) {
    const person = personView(config, approval.decided_by);
    const verb = approval.status === "denied" ? "denied" : "approved";
    const at = new Date(approval.decided_at).toISOString();
    return new AppError("ALREADY_DECIDED", {
      detail: `${person.name} ${verb} this on ${dayAndTime(at)}. No further decision is possible.`,
      details: {
        decided_by: person.id,
        decided_by_name: person.name,
        decision: verb === "denied" ? "deny" : "approve",
        decided_at: at,
        status: approval.status,
      },
    });
  }
  const details = approval
    ? {
        status: approval.status,
        approval_id: encodeId("apr", approval.approval_id),
        approval_url: approvalLink(consoleUrl, approval.approval_id),
        ...(approval.refusal ? { denial_reason: approval.refusal } : {}),
      }
    : {};
  const detail = sentenceOf(code, approval);
  return new AppError(code as ErrorCode, { ...(detail ? { detail } : {}), details });
}
