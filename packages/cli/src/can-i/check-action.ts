import type { CheckResult, GateOptions } from "@agentlattice/sdk";
import type { ApiContext } from "../api-command.ts";
import { describeCondition } from "../describe-error.ts";
import { escapeText } from "../escape-text.ts";
import { EXIT_DENIED, EXIT_TIMEOUT } from "../exit-codes.ts";

/** Prints the decision that an action would get. @returns 0 when it is allowed, 3 when it is denied, 4 when a person has to decide */
export async function checkAction(
  { al, json, signal, print, printJson }: ApiContext,
  actionType: string,
  options: Pick<GateOptions, "metadata" | "tool" | "justification" | "summary">,
): Promise<number> {
  const result = await al.canI(actionType, { ...options, signal });
  if (json) printJson(toJson(actionType, result));
  else for (const line of describe(actionType, result)) print(line);
  if (result.allowed) return 0;
  return result.needsApproval ? EXIT_TIMEOUT : EXIT_DENIED;
}

function describe(actionType: string, result: CheckResult): string[] {
  const { allowed, needsApproval, policyName, denialReason, message, conditionsEvaluated, grantId } = result;
  const verdict = allowed ? "allowed" : needsApproval ? "a person has to decide" : "denied";
  const row = (name: string, value: string | undefined) => (value === undefined ? [] : [`  ${name.padEnd(8)}  ${escapeText(value)}`]);
  return [
    `${escapeText(actionType)}: ${verdict}`,
    ...row("policy", policyName),
    ...row("grant", grantId),
    ...row("reason", denialReason),
    ...row("message", allowed ? undefined : message),
    ...conditionsEvaluated.filter((condition) => !condition.result).map(describeCondition),
  ];
}

function toJson(actionType: string, result: CheckResult): Record<string, unknown> {
  return {
    action_type: actionType,
    allowed: result.allowed,
    needs_approval: result.needsApproval,
    policy_name: result.policyName,
    grant_id: result.grantId,
    denial_reason: result.denialReason,
    message: result.message,
    reason_codes: result.reasonCodes,
    conditions_evaluated: result.conditionsEvaluated,
    explain: result.explain,
  };
}
